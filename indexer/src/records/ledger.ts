import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { Cause } from "./cause.ts";
import { countTotal } from "./counting.ts";
import { writeEntry } from "./statement.ts";

type Db = Context["db"];

/** One change of one of an account's two ledger rows. */
export interface Movement {
  readonly row: "balance" | "refused";
  readonly kind: (typeof schema.ledgerMovement.$inferSelect)["kind"];
  /** Base units; positive into the row, negative out of it. */
  readonly amount: bigint;
  readonly wallet?: Address;
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
  if (account.principal !== null && isStated) await stateMovement(db, address, movement, cause);
}

/**
 * Writes the line of an opened account's statement that a movement is. What its policy sees has none here: `FundsCommitted`
 * and `BudgetRestored` tell it. Nor have refused rows, which such an account, always paid to the ledger, does not use.
 */
async function stateMovement(db: Db, address: Address, movement: Movement, cause: Cause) {
  const { kind, row: _row, wallet, counterparty, ...about } = movement;
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
    case "reimbursing": {
      const other = wallet ?? counterparty;
      const counterparties = other === undefined ? [] : [other];
      await writeEntry(db, address, { kind, counterparties, ...about }, cause);
    }
  }
}
