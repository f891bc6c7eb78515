import type { Address, Hex } from "viem";
import { type Signer, signerAddress } from "../client/signer.ts";
import {
  requireSameChain,
  signTokenAuthorization,
  type TransferAuthorization,
} from "../client/token-authorization.ts";
import type { TokenDomain } from "../client/token-domain.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { checkMessage } from "../protocol/check-message.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { wholeNumber } from "../protocol/hex-parts.ts";
import type { Terms } from "../protocol/terms.ts";
import { hashBond } from "./sign-disputes.ts";

/** A bond that a wallet pays: for which contest, and until when. */
export interface BondOf {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly milestone: number;
  /** The round that the contest opens: 2 or 3. */
  readonly round: number;
  /** Whose contest it is; the payer's own, or another's. */
  readonly contester: Address;
  /** Unix seconds; the authorisation works while now < validBefore. */
  readonly validBefore: number;
}

const VALIDITY = [{ name: "validBefore", type: "uint40" }] as const;

/**
 * What the payer of a bond signs to pay it from its wallet: the bond of these terms, for exactly this contest.
 *
 * @throws InvalidFieldError for terms without a contest window.
 * @example
 * import { bondAuthorizationOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const { domain, buyer, ...stack } = await startStack();
 * const terms = await exampleTerms({ domain, buyer, ...stack }, { contestWindow: 3_600 });
 * const contest = { milestone: 0, round: 2, contester: buyer.address, validBefore: (await stack.now()) + 600 };
 * console.log(bondAuthorizationOf({ domain, terms, ...contest, payer: buyer.address }).value); // 8000000n
 * await stack.stop();
 */
export function bondAuthorizationOf(input: BondOf & { readonly payer: Address }): TransferAuthorization {
  requireOptions(input, "domain terms milestone round contester validBefore payer");
  const { domain, terms, milestone, round, contester, payer, validBefore } = input;
  if (terms.disputes === undefined) {
    throw new InvalidFieldError({
      field: "terms.disputes",
      value: undefined,
      problem: "must say what a contest is bonded with",
      remedy: "Terms without a contest window cannot be contested.",
      docsPage: "contest",
    });
  }
  checkMessage("bond", VALIDITY, { validBefore });
  return {
    from: payer,
    to: domain.verifyingContract,
    value: terms.disputes.bond,
    validAfter: 0n,
    validBefore: wholeNumber("validBefore", validBefore),
    nonce: hashBond({
      domain,
      payer,
      deal: dealIdOf({ domain, terms }),
      milestone,
      round,
      contester,
      amount: terms.disputes.bond,
    }),
  };
}

/**
 * Signs the payment of a bond from the signer's wallet, for `contest` with `fromWallet`. Anyone may submit it.
 *
 * @param input.token The token's domain, read with `readTokenDomain`.
 * @throws InvalidFieldError for terms without a contest window, or a token on another chain than the contract.
 * @example
 * import { readTokenDomain, signBondPayment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const { domain, buyer, ...stack } = await startStack();
 * const terms = await exampleTerms({ domain, buyer, ...stack }, { contestWindow: 3_600 });
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const contest = { milestone: 0, round: 2, contester: buyer.address, validBefore: (await stack.now()) + 600 };
 * console.log(await signBondPayment({ domain, token, terms, ...contest, account: buyer }));
 * await stack.stop();
 */
export async function signBondPayment(
  input: BondOf & { readonly token: TokenDomain; readonly account: Signer },
): Promise<Hex> {
  requireOptions(input, "domain terms milestone round contester validBefore token account");
  const { account, token: _, ...bond } = input;
  const { domain, token } = requireSameChain(input);
  const authorization = bondAuthorizationOf({ ...bond, domain, payer: signerAddress(account) });
  return signTokenAuthorization(account, token, authorization);
}
