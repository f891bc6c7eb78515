import { type Address, type Hex, zeroAddress } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { Capability } from "../protocol/capabilities.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";
import { type DisputeRules, type Terms, totalOf } from "../protocol/terms.ts";

/** Money that an account commits, as its policy sees it. */
export interface Commitment {
  /** Who commits it. */
  readonly account: Address;
  /** What its key signs: deal id, tab id, order id or bond nonce. */
  readonly digest: Hex;
  /** What the key must be allowed. */
  readonly capability: Capability;
  /** USDC base units, fees and bond included. */
  readonly amount: bigint;
  /** 0 when none is named. */
  readonly category: number;
  /** Everybody who may receive a part of it. */
  readonly payees: readonly Address[];
}

/** What the policy is asked about; account and digest come from who signs what. */
export type Spending = Omit<Commitment, "account" | "digest">;

/** The deal, milestone and round of a contest whose bond is paid. */
export interface BondedContest {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly milestone: number;
  /** The round that the contest opens: 2 or 3. */
  readonly round: number;
  readonly contester: Address;
}

/** What the buyer of terms spends by opening a deal. */
export function spendingOfDeal(terms: Terms): Spending {
  const payees = [
    terms.seller,
    ...(terms.marketplaceFee === 0 ? [] : [terms.marketplace]),
    ...(terms.verificationFee === 0n ? [] : [terms.panelAccount]),
  ];
  return { capability: "commit", amount: totalOf(terms), category: terms.category ?? 0, payees };
}

/** What the payer of a bond spends. */
export function spendingOfBond(terms: Terms): Spending {
  const { bond, pool, arbiter } = requireDisputes(terms);
  const payees = isSameAddress(arbiter, zeroAddress) ? [pool] : [pool, arbiter];
  return { capability: "commit", amount: bond, category: terms.category ?? 0, payees };
}

/**
 * What opening a deal from the ledger commits of the buyer's account: the total, to everybody the terms may pay.
 *
 * @example
 * import { dealCommitment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { category: 7 });
 * const { amount, category } = dealCommitment({ domain: stack.domain, terms });
 * console.log(amount, category); // 180000000n 7
 * await stack.stop();
 */
export function dealCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
}): Commitment {
  return { account: input.terms.buyer, digest: dealIdOf(input), ...spendingOfDeal(input.terms) };
}

/**
 * What bonding a contest from the ledger commits of the payer's account.
 *
 * @throws InvalidFieldError for terms without a contest window.
 * @example
 * import { bondCommitment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { contestWindow: 3_600 });
 * const contest = { domain: stack.domain, terms, milestone: 0, round: 2, contester: terms.buyer };
 * console.log(bondCommitment({ ...contest, payer: terms.buyer }).amount); // 7000000n
 * await stack.stop();
 */
export function bondCommitment(input: BondedContest & { readonly payer: Address }): Commitment {
  const { domain, terms, milestone, round, contester, payer } = input;
  const deal = dealIdOf({ domain, terms });
  const { bond: amount } = requireDisputes(terms);
  const message = { payer, deal, milestone, round, contester, amount };
  const digest = hashTyped({ domain, type: "Bond", message });
  return { account: payer, digest, ...spendingOfBond(terms) };
}

function requireDisputes({ disputes }: Terms): DisputeRules {
  if (disputes !== undefined) return disputes;
  throw new InvalidFieldError({
    field: "terms.disputes",
    value: undefined,
    problem: "must say what a contest is bonded with",
    remedy: "Terms without a contest window cannot be contested.",
    docsPage: "contest",
  });
}
