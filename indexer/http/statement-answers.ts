import { limitOf } from "../accounting/limits.ts";
import { type PolicyFacts, textOf } from "./account-answers.ts";
import { csvLine, timeOf } from "./csv.ts";

type Hex = `0x${string}`;

/** A row of a statement. */
export interface EntryFacts {
  readonly sequence: number;
  readonly kind: string | null;
  readonly refundOf: string | null;
  readonly amount: bigint;
  readonly balance: bigint;
  readonly counterparties: readonly Hex[];
  readonly category: bigint;
  readonly key: Hex | null;
  readonly digest: Hex | null;
  readonly dealId: Hex | null;
  readonly milestone: number | null;
  readonly tabId: Hex | null;
  readonly orderId: Hex | null;
  readonly policy: number | null;
  readonly spent: bigint | null;
  readonly lifetimeLeft: bigint | null;
  readonly periodSpent: bigint | null;
  readonly periodLeft: bigint | null;
  readonly periodStart: bigint | null;
  readonly periodEnd: bigint | null;
  readonly blockNumber: bigint;
  readonly timestamp: bigint;
  readonly transactionHash: Hex;
  readonly logIndex: number;
}

export type EntryAnswer = ReturnType<typeof entryAnswer>;

/** What a line is part of: a deal, a tab, an order of payments, or none of them. */
function partOf({ dealId, tabId, orderId }: Pick<EntryFacts, "dealId" | "tabId" | "orderId">) {
  if (dealId !== null) return { protocol: "deal", session: dealId };
  if (tabId !== null) return { protocol: "tab", session: tabId };
  if (orderId !== null) return { protocol: "order", session: orderId };
  return { protocol: "ledger", session: null };
}

/**
 * A line of a statement, with the limits it was written within.
 * @param policies Those of the account, by version.
 * @param fee What was taken of a payout, or what a commitment has of fees in it; null where there is none.
 */
export function entryAnswer(
  entry: EntryFacts,
  policies: ReadonlyMap<number, PolicyFacts>,
  fee: bigint | null = null,
) {
  const { sequence, kind, refundOf, counterparties, key, digest, dealId, milestone, tabId, orderId } = entry;
  return {
    ...{ sequence, kind, refundOf },
    amount: String(entry.amount),
    balance: String(entry.balance),
    counterparties,
    category: Number(entry.category),
    ...{ key, digest, dealId, milestone, tabId, orderId },
    ...partOf(entry),
    fee: textOf(fee),
    limits: limitsAnswer(entry, policies),
    block: Number(entry.blockNumber),
    timestamp: Number(entry.timestamp),
    transaction: entry.transactionHash,
    logIndex: entry.logIndex,
  };
}

function limitsAnswer(entry: EntryFacts, policies: ReadonlyMap<number, PolicyFacts>) {
  const policy = entry.policy === null ? undefined : policies.get(entry.policy);
  if (policy === undefined) return null;
  return {
    policy: policy.version,
    perTransaction: textOf(limitOf(policy.perTransaction)),
    perPeriod: textOf(limitOf(policy.perPeriod)),
    lifetime: textOf(limitOf(policy.lifetime)),
    spent: textOf(entry.spent),
    lifetimeLeft: textOf(entry.lifetimeLeft),
    periodSpent: textOf(entry.periodSpent),
    periodLeft: textOf(entry.periodLeft),
    periodStart: Number(entry.periodStart),
    periodEnd: Number(entry.periodEnd),
  };
}

const COLUMNS = [
  ...[
    "sequence",
    "time",
    "kind",
    "refund_of",
    "amount",
    "balance",
    "counterparties",
    "category",
    "key",
    "digest",
  ],
  ...["deal", "milestone", "tab", "order", "policy", "per_transaction", "per_period", "lifetime", "spent"],
  ...["lifetime_left", "period_spent", "period_left", "period_start", "period_end", "block", "transaction"],
  ...["protocol", "session", "fee"],
];

export const STATEMENT_HEADER = csvLine(COLUMNS);

/**
 * A line of a statement as RFC 4180 has it. Times are ISO 8601, amounts base units, counterparties separated by spaces; what
 * there is not is empty.
 */
export function statementCsv(entry: EntryAnswer): string {
  const { limits, sequence, kind, refundOf, amount, balance, counterparties, category, key } = entry;
  const { digest, dealId, milestone, tabId, orderId, block, transaction, protocol, session, fee } = entry;
  return csvLine([
    ...[sequence, timeOf(entry.timestamp), kind, refundOf, amount, balance, counterparties.join(" ")],
    ...[category, key, digest, dealId, milestone, tabId, orderId],
    ...[limits?.policy, limits?.perTransaction, limits?.perPeriod, limits?.lifetime, limits?.spent],
    ...[limits?.lifetimeLeft, limits?.periodSpent, limits?.periodLeft],
    ...[limits && timeOf(limits.periodStart), limits && timeOf(limits.periodEnd), block, transaction],
    ...[protocol, session, fee],
  ]);
}
