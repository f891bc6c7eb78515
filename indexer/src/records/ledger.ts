import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { Cause } from "./cause.ts";
import { countTotal } from "./counting.ts";
import { writeEntry } from "./statement.ts";

type Db = Context["db"];

/** One change of one of an account's two ledger balances. */
export interface Movement {
  readonly part: "balance" | "unclaimed";
  readonly kind: (typeof schema.ledgerMovement.$inferSelect)["kind"];
  /** Base units; positive into the balance, negative out of it. */
  readonly amount: bigint;
  readonly wallet?: Address;
  readonly salt?: bigint;
  readonly counterparty?: Address;
  readonly dealId?: Hex;
  readonly milestone?: number;
  readonly tabId?: Hex;
  readonly orderId?: Hex;
}

/** A movement to be written. `isStated: false` where a line of the statement tells it already. */
type Written = Movement & { readonly isStated?: boolean };

/** Writes a movement, the balance it leaves, and the sums it belongs to. Nothing is written for an amount of zero. */
export async function moveLedger(db: Db, address: Address, written: Written, cause: Cause) {
  const { isStated = true, ...movement } = written;
  const { part, kind, amount } = movement;
  if (amount === 0n) return;
  const change = {
    balance: part === "balance" ? amount : 0n,
    unclaimed: part === "unclaimed" ? amount : 0n,
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
    balance: account[part],
    ...movement,
    ...cause,
  });
  const { balance: balances, unclaimed, deposited, withdrawn } = change;
  await countTotal(db, { balances, unclaimed, deposited, withdrawn }, cause);
  if (account.principal !== null && isStated) await stateMovement(db, address, movement, cause);
}

/**
 * Writes the line of an opened account's statement that a movement is. What its policy sees has none here: `FundsCommitted`
 * and `BudgetRestored` tell it. Nor have unclaimed payouts, which such an account, always paid to the ledger, does not use.
 */
async function stateMovement(db: Db, address: Address, movement: Movement, cause: Cause) {
  const { kind, part: _part, wallet, salt: _salt, counterparty, ...about } = movement;
  switch (kind) {
    case "deposit":
    case "withdrawal":
    case "payout":
    case "marketplaceFee":
    case "verificationFee":
    case "bondEarned":
    case "voucher":
    case "paymentReceived":
    case "move":
    case "treasury":
    case "reimbursing": {
      const other = wallet ?? counterparty;
      const counterparties = other === undefined ? [] : [other];
      await writeEntry(db, address, { kind, counterparties, ...about }, cause);
    }
  }
}
