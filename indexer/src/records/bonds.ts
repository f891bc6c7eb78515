import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import { counted } from "../../accounting/counters.ts";
import type { Cause } from "./cause.ts";
import { countAgent, countTotal } from "./counting.ts";
import { moveLedger } from "./ledger.ts";
import { contestOf } from "./required.ts";

type Db = Context["db"];

/** What one account gets of a bond, or for having paid it. */
export type BondCredit = Omit<typeof schema.bondCredit.$inferInsert, keyof Cause>;

/** What counts what an account gets, and what its movement is called. */
const WAYS = {
  draw: { counter: "drawsEarned", movement: "draw" },
  returned: { counter: "bondsReturned", movement: "bondReturned" },
  earned: { counter: "bondsEarned", movement: "bondEarned" },
} as const;

/** Writes that a part of a bond, or all of it, left for a ledger balance. */
export async function leaveBond(
  db: Db,
  credit: BondCredit & { readonly kind: "draw" | "returned" | "earned" },
  cause: Cause,
) {
  const { dealId, milestone, round, kind, account, amount } = credit;
  await db.insert(schema.bondCredit).values({ ...credit, ...cause });
  await db
    .update(schema.contest, { dealId, milestone, round })
    .set((row) => ({ ...counted(row, { held: -amount, [kind]: amount }), ...cause }));
  await db
    .update(schema.deal, { id: dealId })
    .set((row) => ({ ...counted(row, { bondsHeld: -amount }), ...cause }));
  const { counter, movement } = WAYS[kind];
  await countAgent(db, account, { [counter]: amount }, cause);
  await countTotal(db, { bonds: -amount }, cause);
  const { payer: counterparty } = await contestOf(db, dealId, milestone, round);
  const about = { dealId, milestone, counterparty };
  await moveLedger(db, account, { part: "balance", kind: movement, amount, ...about }, cause);
}
