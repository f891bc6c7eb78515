import schema from "ponder:schema";
import { counted } from "../../accounting/counters.ts";
import { countAgent, countTotal } from "./counting.ts";
import type { Db, Stamp } from "./db.ts";
import { moveLedger } from "./ledger.ts";
import { contestOf } from "./required.ts";

/** What one account gets of a bond, or for having paid it. */
export type BondCredit = Omit<typeof schema.bondCredit.$inferInsert, Stamp>;

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
) {
  const { dealId, milestone, round, kind, account, amount } = credit;
  await db.insert(schema.bondCredit, credit);
  await db.update(schema.contest, { dealId, milestone, round }, (row) =>
    counted(row, { held: -amount, [kind]: amount }),
  );
  await db.update(schema.deal, { id: dealId }, (row) => counted(row, { bondsHeld: -amount }));
  const { counter, movement } = WAYS[kind];
  countAgent(db, account, { [counter]: amount });
  countTotal(db, { bonds: -amount });
  const { payer: counterparty } = await contestOf(db, dealId, milestone, round);
  const about = { dealId, milestone, counterparty };
  await moveLedger(db, account, { part: "balance", kind: movement, amount, ...about });
}
