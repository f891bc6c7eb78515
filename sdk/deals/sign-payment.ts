import { type Hex, hashTypedData } from "viem";
import { isSignedForToken } from "../client/signed-by.ts";
import { type ReadingClient, requireSelf, type Signer } from "../client/signer.ts";
import {
  authorizationDefinition,
  requireSameChain,
  signTokenAuthorization,
  type TransferAuthorization,
} from "../client/token-authorization.ts";
import type { TokenDomain } from "../client/token-domain.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { wholeNumber } from "../protocol/hex-parts.ts";
import { dueOf, type Terms } from "../protocol/terms.ts";
import { checkTerms } from "./terms/check.ts";

/**
 * What the buyer of wallet-funded terms signs: it pays for exactly these terms, and agrees to them by the nonce. Of terms that
 * replace a deal it pays what they need beside the remainder.
 *
 * @example
 * import { transferAuthorizationOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const payment = transferAuthorizationOf({ domain: stack.domain, terms: await exampleTerms(stack) });
 * console.log(payment.value); // all amounts and verification fees
 * await stack.stop();
 */
export function transferAuthorizationOf(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
}): TransferAuthorization {
  requireOptions(input, "domain terms");
  const { domain, terms } = input;
  return {
    from: terms.buyer,
    to: domain.verifyingContract,
    value: dueOf(terms),
    validAfter: 0n,
    validBefore: wholeNumber("terms.openBy", terms.openBy),
    nonce: dealIdOf({ domain, terms }),
  };
}

/**
 * Signs the buyer's payment for wallet-funded terms: agreement and money in one signature.
 *
 * @param input.token The token's domain, read with `readTokenDomain`.
 * @throws InvalidFieldError for terms the contract would refuse, that are funded from the ledger or need no payment, an account that is
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
  requireOptions(input, "domain token terms account");
  const { account } = input;
  const { domain, token } = requireSameChain(input);
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
  if (dueOf(terms) === 0n) {
    throw new InvalidFieldError({
      field: "terms.amends.remainder",
      value: terms.amends?.remainder,
      problem: "must be less than the total of the terms for a payment",
      remedy: "What moves over pays for everything: sign the terms themselves with signTerms.",
      docsPage: "amend",
    });
  }
  requireSelf("account", account, terms.buyer, "the buyer of the terms");
  return signTokenAuthorization(account, token, transferAuthorizationOf({ domain, terms }));
}

/**
 * Whether `signature` pays for these terms, as the token would decide it: it asks an account that has code, and its key
 * alone does not count there, also where it delegates by EIP-7702. Without a `client` no code is seen, and only ECDSA counts.
 *
 * @throws WalletNotDeployedError for a signature in a wrapper of ERC-6492 of a wallet without code; RpcFailedError or
 * NodeUnreachableError when the node does not say what the wallet answers.
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
export async function verifyPayment(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly terms: Terms;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain token terms signature client");
  const { domain, token, terms, signature, client } = input;
  return isSignedForToken({
    signer: terms.buyer,
    digest: paymentDigest({ domain, token, terms }),
    signature,
    ...(client === undefined ? {} : { client }),
  });
}

/** The digest that the token checks when a buyer pays for terms out of its wallet. */
export function paymentDigest(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly terms: Terms;
}): Hex {
  const { domain, token, terms } = input;
  return hashTypedData(authorizationDefinition(token, transferAuthorizationOf({ domain, terms })));
}

/** Whether the buyer's signature of terms is one that pays for them out of its wallet. */
export const isPaidFromWallet = (terms: Terms): boolean => !terms.fundedFromLedger && dueOf(terms) > 0n;
