import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { Cause } from "./cause.ts";
import { countTotal } from "./counting.ts";

type Db = Context["db"];

/** One change of one of an account's two ledger rows. */
export interface Movement {
  readonly row: "balance" | "refused";
  readonly kind: (typeof schema.ledgerMovement.$inferSelect)["kind"];
  /** Base units; positive into the row, negative out of it. */
  readonly amount: bigint;
  readonly wallet?: Address;
  readonly dealId?: Hex;
  readonly milestone?: number;
}

/** Writes a movement, the balance it leaves, and the sums it belongs to. Nothing is written for an amount of zero. */
export async function moveLedger(db: Db, address: Address, movement: Movement, cause: Cause) {
  const { row, kind, amount } = movement;
  if (amount === 0n) return;
  const change = {
    balance: row === "balance" ? amount : 0n,
    refused: row === "refused" ? amount : 0n,
    deposited: kind === "deposit" ? amount : 0n,
    withdrawn: kind === "withdrawal" ? -amount : 0n,
    movementCount: 1,
  };
  const account = await db
    .insert(schema.account)
    .values({ address, ...change, ...cause })
    .onConflictDoUpdate((before) => ({ ...counted(before, change), ...cause }));
  await db.insert(schema.ledgerMovement).values({
    account: address,
    sequence: account.movementCount - 1,
    balance: account[row],
    ...movement,
    ...cause,
  });
  const { balance: balances, refused, deposited, withdrawn } = change;
  await countTotal(db, { balances, refused, deposited, withdrawn }, cause);
}
