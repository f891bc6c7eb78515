import { type Address, type Hex, hashTypedData } from "viem";
import { signatureKind } from "../client/signatures.ts";
import {
  isSignedBy,
  type ReadingClient,
  type Signer,
  signDefinition,
  signerAddress,
} from "../client/signing.ts";
import type { TokenDomain } from "../client/token-domain.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { checkMessage } from "../protocol/check-message.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { type Terms, totalOf } from "../protocol/terms.ts";
import { tokenTypes } from "../protocol/typed-data.ts";
import { checkTerms } from "./terms/check.ts";

/** An ERC-3009 payment to the contract, as the token checks it. */
export interface Authorization {
  readonly from: Address;
  readonly to: Address;
  readonly value: bigint;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly nonce: Hex;
}

const deposit = signatureKind("Deposit");
const DEPOSIT_FIELDS = [
  { name: "amount", type: "uint96" },
  { name: "validBefore", type: "uint40" },
] as const;

/**
 * The ERC-3009 nonce of a deposit into the row of `account`: the EIP-712 digest of `Deposit(account, salt)`.
 *
 * @example
 * import { depositNonce, quittanceDomain } from "quittance";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const domain = quittanceDomain({ chainId: 8453, address });
 * console.log(depositNonce({ domain, account: "0x00000000000000000000000000000000000000bb", salt: 7n }));
 */
export const depositNonce = deposit.hash;

/**
 * What the buyer of wallet-funded terms signs: it pays for exactly these terms, and agrees to them by the nonce.
 *
 * @example
 * import { authorizationOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const payment = authorizationOf({ domain: stack.domain, terms: await exampleTerms(stack) });
 * console.log(payment.value); // all amounts and verification fees
 * await stack.stop();
 */
export function authorizationOf(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
}): Authorization {
  const { domain, terms } = input;
  return {
    from: terms.buyer,
    to: domain.verifyingContract,
    value: totalOf(terms),
    validAfter: 0n,
    validBefore: BigInt(terms.openBy),
    nonce: dealIdOf({ domain, terms }),
  };
}

/**
 * Signs the buyer's payment for wallet-funded terms: agreement and money in one signature.
 *
 * @param input.token The token's domain, read with `readTokenDomain`.
 * @throws InvalidFieldError for terms the contract would refuse or that are funded from the ledger, an account that is
 * not the buyer, or a token on another chain than the contract.
 * @example
 * import { readTokenDomain, signPayment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const terms = await exampleTerms(stack);
 * console.log(await signPayment({ domain: stack.domain, token, terms, account: stack.buyer }));
 * await stack.stop();
 */
export async function signPayment(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly terms: Terms;
  readonly account: Signer;
}): Promise<Hex> {
  const { domain, token, account } = input;
  const surroundings = { contract: domain.verifyingContract, token: token.verifyingContract };
  const terms = checkTerms(input.terms, surroundings);
  if (terms.fundedFromLedger) {
    throw new InvalidFieldError({
      field: "terms.fundedFromLedger",
      value: true,
      problem: "must be false for a payment from the wallet",
      remedy: "Sign the terms themselves with signTerms.",
      docsPage: "open-deal",
    });
  }
  requireSameChain(domain, token);
  requireSelf("account", account, terms.buyer, "the buyer of the terms");
  return signDefinition(account, authorizationDefinition(token, authorizationOf({ domain, terms })));
}

/**
 * Whether `signature` pays for these terms, as the token would decide it.
 *
 * @example
 * import { readTokenDomain, signPayment, verifyPayment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const terms = await exampleTerms(stack);
 * const signature = await signPayment({ domain: stack.domain, token, terms, account: stack.buyer });
 * console.log(await verifyPayment({ domain: stack.domain, token, terms, signature })); // true
 * await stack.stop();
 */
export function verifyPayment(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly terms: Terms;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  const { domain, token, terms, signature, client } = input;
  return isSignedBy({
    signer: terms.buyer,
    digest: hashTypedData(authorizationDefinition(token, authorizationOf({ domain, terms }))),
    signature,
    ...(client === undefined ? {} : { client }),
  });
}

/**
 * Signs a deposit from the signer's wallet into the ledger row of `recipient` (the signer's own when left out), for
 * `depositWithAuthorization`. Anyone may submit it.
 *
 * @throws InvalidFieldError when an amount, time or salt does not fit, or the token is on another chain.
 * @example
 * import { readTokenDomain, signDeposit } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const deposit = { amount: 5_000_000n, validBefore: (await stack.now()) + 3600, salt: 1n };
 * console.log(await signDeposit({ domain: stack.domain, token, ...deposit, account: stack.buyer }));
 * await stack.stop();
 */
export async function signDeposit(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly account: Signer;
  readonly recipient?: Address;
  /** USDC base units. */
  readonly amount: bigint;
  /** Unix seconds; the authorisation works while now < validBefore. */
  readonly validBefore: number;
  /** One authorisation per recipient and salt. */
  readonly salt: bigint;
}): Promise<Hex> {
  const { domain, token, account, amount, validBefore, salt } = input;
  requireSameChain(domain, token);
  checkMessage("deposit", DEPOSIT_FIELDS, { amount, validBefore });
  const from = signerAddress(account);
  return signDefinition(
    account,
    authorizationDefinition(token, {
      from,
      to: domain.verifyingContract,
      value: amount,
      validAfter: 0n,
      validBefore: BigInt(validBefore),
      nonce: depositNonce({ domain, account: input.recipient ?? from, salt }),
    }),
  );
}

/** What a wallet signs for the token. */
export function authorizationDefinition(token: TokenDomain, message: Authorization) {
  return {
    domain: token,
    types: tokenTypes,
    primaryType: "ReceiveWithAuthorization",
    message: { ...message },
  } as const;
}

/** Refuses a token that is on another chain than the contract. */
export function requireSameChain(domain: QuittanceDomain, token: TokenDomain): void {
  if (domain.chainId === token.chainId) return;
  throw new InvalidFieldError({
    field: "token.chainId",
    value: token.chainId,
    problem: `must be the contract's chain, ${domain.chainId}`,
    remedy: "Read the token's domain through a client of that chain.",
  });
}

/** Refuses a signer that is not the one party whose signature is wanted. */
export function requireSelf(
  field: string,
  account: Parameters<typeof signerAddress>[0],
  wanted: Address,
  role: string,
): void {
  const given = signerAddress(account);
  if (given.toLowerCase() === wanted.toLowerCase()) return;
  throw new InvalidFieldError({
    field,
    value: given,
    problem: `must be ${role}, ${wanted}`,
    remedy: "Sign with that account, or correct the terms.",
  });
}
