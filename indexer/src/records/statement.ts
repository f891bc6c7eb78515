import schema from "ponder:schema";
import type { Address } from "viem";
import type { Budget } from "../../accounting/budget.ts";
import { leftOf, periodAt } from "../../accounting/limits.ts";
import type { Db, Stamp } from "./db.ts";

type EntryRow = typeof schema.statementLine.$inferInsert;
type PolicyRow = typeof schema.policyVersion.$inferSelect;

/** What a line of a statement says; its number and balance follow from the lines before it. */
export type Entry = Omit<EntryRow, "account" | "sequence" | "balance" | Stamp>;

/** Writes the next line of an opened account's statement. @returns its number. */
export async function writeEntry(db: Db, account: Address, entry: Entry): Promise<number> {
  const { entryCount, stated } = await db.update(schema.account, { address: account }, (row) => ({
    entryCount: row.entryCount + 1,
    stated: row.stated + entry.amount,
  }));
  const sequence = entryCount - 1;
  await db.insert(schema.statementLine, { account, sequence, balance: stated, ...entry });
  return sequence;
}

/** The columns that tell within which limits a line was written: what was spent and left of them afterwards. */
export function limitsAfter(policy: PolicyRow, budget: Budget, time: bigint) {
  const { start, end } = periodAt(time, policy.period);
  return {
    policy: policy.version,
    spent: budget.spent,
    lifetimeLeft: leftOf(policy.lifetime, budget.spent),
    periodSpent: budget.periodSpent,
    periodLeft: leftOf(policy.perPeriod, budget.periodSpent),
    periodStart: start,
    periodEnd: end,
  };
}
