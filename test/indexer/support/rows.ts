import { createClient, sql } from "@ponder/client";

export const TABLES = [
  "deal",
  "milestone",
  "delivery",
  "verdict",
  "ballot",
  "settlement",
  "fee_credit",
  "account",
  "ledger_movement",
  "agent",
  "total",
] as const;

type Row = Readonly<Record<string, unknown>>;

/** Every row of every table, over SQL, in an order that does not depend on how they came about. */
export async function allRows(url: string): Promise<Record<(typeof TABLES)[number], Row[]>> {
  const { db } = createClient(`${url}/sql`);
  const tables = TABLES.map(async (table) => {
    const rows: Row[] = [...(await db.execute(sql.raw(`select * from "${table}"`)))];
    const keyed = rows.map((row) => [JSON.stringify(row), row] as const);
    return [table, keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(tables)) as Record<(typeof TABLES)[number], Row[]>;
}
