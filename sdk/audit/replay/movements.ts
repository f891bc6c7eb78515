import type { Address, Hex } from "viem";
import { isSameAddress } from "../../protocol/address.ts";

/** Money that the rules say moves in one transaction. Amounts are USDC base units. */
export interface Movement {
  /** `in` and `out` are transfers of the token; `credit` is to a ledger balance; `debit` is from one. */
  readonly kind: "in" | "out" | "credit" | "debit";
  readonly account: Address;
  readonly amount: bigint;
  readonly milestone?: number | undefined;
  /** What it is for, in words. */
  readonly purpose: string;
}

/** An event that the rules say another one brings along, in the same transaction. */
export interface ImpliedEvent {
  readonly name:
    | "FeeCredited"
    | "FeeReturned"
    | "BondEarned"
    | "BondReturned"
    | "BondReimbursed"
    | "DrawPaid"
    | "VerdictReached"
    | "MilestoneSettled";
  readonly milestone: number;
  readonly round?: number | undefined;
  /** Undefined where anyone can be it. */
  readonly account?: Address | undefined;
  readonly amount?: bigint | undefined;
}

/** What one transaction does to a deal, by the rules. */
export interface TransactionEffects {
  readonly transaction: Hex;
  readonly movements: Movement[];
  readonly implied: ImpliedEvent[];
}

/** Whether an event is the one that was implied. */
export function isImplied(
  implied: ImpliedEvent,
  event: Omit<ImpliedEvent, "name"> & { readonly name: string },
): boolean {
  return (
    implied.name === event.name &&
    implied.milestone === event.milestone &&
    (implied.round === undefined || implied.round === event.round) &&
    (implied.amount === undefined || implied.amount === event.amount) &&
    (implied.account === undefined ||
      (event.account !== undefined && isSameAddress(implied.account, event.account)))
  );
}
