import type { Address, Hex } from "viem";

/** What is agreed of a tab. Amounts in USDC base units, times in unix seconds. */
export interface TabTerms {
  readonly account: Address;
  readonly payee: Address;
  readonly reserve: bigint;
  readonly openBy: number;
  readonly end: number;
  readonly grace: number;
  readonly voucherKey: Address;
  readonly category: number;
  readonly salt: bigint;
  /** Zero when there is none. */
  readonly reference: Hex;
}

/** A tab that was opened. */
export interface TabLife {
  readonly id: Hex;
  readonly terms: TabTerms;
  readonly fromWallet: boolean;
  readonly openedAt: number;
  /** What each voucher paid, in order. */
  readonly redemptions: readonly bigint[];
  /** When the rest returned, and how much that was. */
  readonly closed: { readonly at: number; readonly returned: bigint } | undefined;
}

/** What is agreed of an order. */
export interface OrderTerms {
  readonly account: Address;
  readonly nonce: bigint;
  readonly validUntil: number;
  readonly category: number;
  readonly memo: Hex;
  readonly payments: readonly { readonly payee: Address; readonly amount: bigint }[];
}

export interface PaidOrder {
  readonly id: Hex;
  readonly terms: OrderTerms;
  readonly at: number;
}

export interface FundMove {
  readonly from: Address;
  readonly to: Address;
  readonly controller: Address;
  readonly amount: bigint;
}

/** A voucher that was left out of several, and every reason there was. */
export interface RefusedVoucher {
  readonly tabId: Hex;
  readonly payee: Address;
  readonly reasons: readonly string[];
}

export function redeemedOf({ redemptions }: TabLife): bigint {
  return redemptions.reduce((sum, amount) => sum + amount, 0n);
}

/** What the contract holds for a tab. */
export function heldIn(tab: TabLife): bigint {
  return tab.closed === undefined ? tab.terms.reserve - redeemedOf(tab) : 0n;
}
