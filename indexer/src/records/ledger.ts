import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { counted } from "../../accounting/counters.ts";
import { countTotal } from "./counting.ts";
import type { Db } from "./db.ts";
import { writeEntry } from "./statement.ts";

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
export async function moveLedger(db: Db, address: Address, written: Written) {
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
  const account = await db.upsert(schema.account, { address, ...change }, (before) => ({
    ...counted(before, change),
  }));
  await db.insert(schema.ledgerMovement, {
    account: address,
    sequence: account.movementCount - 1,
    balance: account[part],
    ...movement,
  });
  const { balance: balances, unclaimed, deposited, withdrawn } = change;
  countTotal(db, { balances, unclaimed, deposited, withdrawn });
  if (account.principal !== null && isStated) await stateMovement(db, address, movement);
}

/**
 * Writes the line of an opened account's statement that a movement is. What its policy sees has none here: `FundsCommitted`
 * and `BudgetRestored` tell it. Nor have unclaimed payouts, which such an account, always paid to the ledger, does not use.
 */
async function stateMovement(db: Db, address: Address, movement: Movement) {
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
      await writeEntry(db, address, { kind, counterparties, ...about });
    }
  }
}
