import type { Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import type { MilestoneHistory } from "../history/deals.ts";
import type { Terms } from "../protocol/terms.ts";
import { type Money, moneyOf, unitsOf } from "./money.ts";

/** How the money of one milestone parted. What went in is what came out: `amount` and `verificationFee`. */
export interface Parted<Amount = Money> {
  /** Of the terms. */
  readonly amount: Amount;
  /** What the buyer put in for the panel, on top of it. */
  readonly verificationFee: Amount;
  /** The seller's part by the payout: `sellerNet`, `marketplaceFee` and `sellerReimbursed`. */
  readonly toSeller: Amount;
  /** Taken from the seller's part. */
  readonly marketplaceFee: Amount;
  /** Of the seller's part, to the payer of a bond of the buyer's side. */
  readonly sellerReimbursed: Amount;
  /** What the seller was paid. */
  readonly sellerNet: Amount;
  /** Of the verification fee, what the panel earned. */
  readonly panelEarned: Amount;
  /** Of the buyer's part, to the payer of a bond of the seller's side. */
  readonly buyerReimbursed: Amount;
  /** What came back to the buyer, an unearned verification fee included. */
  readonly refund: Amount;
  /** What the milestone cost the buyer: all that it put in, without the refund. */
  readonly cost: Amount;
}

/** One milestone that settled. */
export interface SettlementItem extends Parted {
  readonly milestone: number;
  /** Times are in UTC, as 2026-11-21T08:00:00Z. */
  readonly deadline: string;
  readonly settledAt: string;
  /** Why it settled, such as `verdict` or `release`. */
  readonly cause: string;
  /** What was delivered, or judged; the URI is the seller's own text, and empty where none is on record. */
  readonly evidence: { readonly hash: Hex; readonly uri: string } | null;
  readonly block: string;
  readonly transaction: Hex;
  /** Its page in an explorer, where one is known for the chain. */
  readonly link: string | null;
}

/** The names of all amounts of an item. */
export const amounts = [
  ...["amount", "verificationFee", "toSeller", "marketplaceFee", "sellerReimbursed", "sellerNet"],
  ...["panelEarned", "buyerReimbursed", "refund", "cost"],
] as readonly (keyof Parted)[];

/** Longer than any address that a page links to. */
const LONGEST_URI = 2_000;

/** The item of a settled milestone, whose sums are checked against the terms. */
export function itemOf(
  terms: Terms,
  { index, settlement, delivery, evidence }: MilestoneHistory,
  linkOf: (transaction: Hex) => string | null,
): SettlementItem {
  const agreed = terms.milestones[index];
  const at = `deal.milestones[${index}]`;
  if (settlement === undefined || agreed === undefined)
    throw mismatch(`${at}.settlement`, index, "is missing");
  const { toSeller, toBuyer, marketplaceFee, sellerReimbursed, sellerNet, buyerNet } = settlement;
  const { buyerReimbursed, feeReturned, cause, timestamp, blockNumber, transactionHash } = settlement;
  const { verificationFee } = terms;
  const parted: Parted<bigint> = {
    ...{ amount: agreed.amount, verificationFee, toSeller, marketplaceFee, sellerReimbursed, sellerNet },
    ...{ panelEarned: verificationFee - feeReturned, buyerReimbursed, refund: buyerNet + feeReturned },
    cost: agreed.amount + verificationFee - buyerNet - feeReturned,
  };
  if (toSeller + toBuyer !== agreed.amount)
    throw mismatch(`${at}.settlement.toBuyer`, toBuyer, "and toSeller are not the amount of the terms");
  const fee = (toSeller * BigInt(terms.marketplaceFee)) / 10_000n;
  if (marketplaceFee !== fee)
    throw mismatch(
      `${at}.settlement.marketplaceFee`,
      marketplaceFee,
      `is not the share of the terms, ${fee}`,
    );
  requireConserved(`${at}.settlement`, parted);
  return {
    milestone: index,
    ...{ deadline: timeOf(agreed.deadline), settledAt: timeOf(timestamp), cause },
    ...moneys(parted),
    evidence: evidenceOf(delivery, evidence),
    ...{ block: String(blockNumber), transaction: transactionHash, link: linkOf(transactionHash) },
  };
}

/** What was delivered on-chain, else what the verdict names. */
function evidenceOf(
  delivery: MilestoneHistory["delivery"],
  judged: Hex | undefined,
): SettlementItem["evidence"] {
  if (delivery === undefined) return judged === undefined ? null : { hash: judged, uri: "" };
  return { hash: delivery.evidence, uri: delivery.evidenceUri.slice(0, LONGEST_URI).toWellFormed() };
}

/** The sum of each amount over all items. */
export function totalsOf(items: readonly Parted[]): Parted {
  const sums = amounts.map(
    (name) => [name, items.reduce((sum, item) => sum + unitsOf(item[name]), 0n)] as const,
  );
  return moneys(Object.fromEntries(sums) as unknown as Parted<bigint>);
}

const moneys = (parted: Parted<bigint>): Parted =>
  Object.fromEntries(amounts.map((name) => [name, moneyOf(parted[name])])) as unknown as Parted;

/** Refuses amounts of which something is missing, or that came from nowhere. */
export function requireConserved(field: string, parted: Parted<bigint>): void {
  const negative = amounts.find((name) => parted[name] < 0n);
  if (negative !== undefined)
    throw mismatch(`${field}.${negative}`, parted[negative], "is less than nothing");
  const { amount, verificationFee, toSeller, marketplaceFee, sellerReimbursed, sellerNet } = parted;
  const { panelEarned, buyerReimbursed, refund, cost } = parted;
  const holds = [
    ["sellerNet", toSeller === sellerNet + marketplaceFee + sellerReimbursed],
    ["cost", cost + refund === amount + verificationFee],
    ["refund", amount + verificationFee === toSeller + panelEarned + buyerReimbursed + refund],
  ] as const;
  for (const [name, isRight] of holds)
    if (!isRight) throw mismatch(`${field}.${name}`, parted[name], "does not add up with the other amounts");
}

const mismatch = (field: string, value: unknown, problem: string) =>
  new InvalidFieldError({
    ...{ field, value, problem },
    remedy:
      "Read the deal again, from an indexer that you trust; quittance audit says which of its facts is wrong.",
  });

/** Unix seconds as a time in UTC. */
export const timeOf = (seconds: number) => new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
