import type { Address, Hex } from "viem";
import { signatureKind } from "../../client/signatures.ts";
import { type Signer, signerAddress } from "../../client/signer.ts";
import { requireSameChain, signTokenAuthorization } from "../../client/token-authorization.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { requireOptions } from "../../json/options.ts";
import { checkMessage } from "../../protocol/check-message.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { wholeNumber } from "../../protocol/hex-parts.ts";

const deposit = /* @__PURE__ */ signatureKind("Deposit");
const DEPOSIT_FIELDS = [
  { name: "amount", type: "uint96" },
  { name: "validBefore", type: "uint40" },
] as const;

/**
 * Returns the ERC-3009 nonce of a deposit into the balance of `account`: the EIP-712 digest of `Deposit(account, salt)`.
 *
 * @example
 * import { depositNonce, quittanceDomain } from "quittance";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const domain = quittanceDomain({ chainId: 8453, address });
 * console.log(depositNonce({ domain, account: "0x00000000000000000000000000000000000000bb", salt: 7n }));
 */
export const depositNonce: typeof deposit.hash = (input) => deposit.hash(input);

/**
 * Signs a deposit from the signer's wallet into the ledger balance of `recipient` (the signer's own when left out), for
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
  requireOptions(input, "domain token account recipient amount validBefore salt");
  const { account, amount, validBefore, salt } = input;
  const { domain, token } = requireSameChain(input);
  checkMessage("deposit", DEPOSIT_FIELDS, { amount, validBefore });
  const from = signerAddress(account);
  return signTokenAuthorization(account, token, {
    from,
    to: domain.verifyingContract,
    value: amount,
    validAfter: 0n,
    validBefore: wholeNumber("validBefore", validBefore),
    nonce: depositNonce({ domain, account: input.recipient ?? from, salt }),
  });
}
