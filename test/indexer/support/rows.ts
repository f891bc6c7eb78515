import { type Row, rowsOf } from "../../support/indexer-rows.ts";

export const TABLES = [
  "event",
  "deal",
  "milestone",
  "delivery_record",
  "verdict",
  "panel",
  "draw",
  "ballot",
  "contest",
  "bond_credit",
  "ruling",
  "equivocation",
  "settlement",
  "rating",
  "account",
  "ledger_movement",
  "agent",
  "total",
  "principal",
  "handover",
  "freeze",
  "account_key",
  "key_change",
  "policy_version",
  "tab",
  "redemption",
  "voucher_refusal",
  "payment_order",
  "payment",
  "order_revocation",
  "fund_move",
  "treasury_draw",
  "commitment",
  "statement_line",
  "account_day",
  "protocol_day",
  "agent_day",
  "category_day",
  "marketplace_day",
  "pact_day",
  "juror_pool",
  "seat",
  "seat_change",
  "reward",
  "reward_movement",
  "seed",
  "forfeit",
] as const;

export type Rows = Readonly<Record<(typeof TABLES)[number], readonly Row[]>>;

/** Every row of every table, in an order that does not depend on how they came about. */
export async function allRows(url: string): Promise<Rows> {
  const tables = TABLES.map(async (table) => {
    const rows = await rowsOf(url, table);
    const keyed = rows.map((row) => [JSON.stringify(row), row] as const);
    return [table, keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(tables)) as Record<(typeof TABLES)[number], Row[]>;
}

/** The sum of columns that hold amounts, as a column would hold it. */
export function sumOf(values: readonly unknown[]): string {
  return String(values.reduce<bigint>((all, value) => all + BigInt(String(value)), 0n));
}
