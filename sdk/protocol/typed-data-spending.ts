import type { Address, Hex } from "viem";

// What accounts and voucher keys sign for tabs and direct payments. Field order and names are the contract's.
export const tabType = [
  { name: "account", type: "address" },
  { name: "payee", type: "address" },
  { name: "reserve", type: "uint96" },
  { name: "openBy", type: "uint40" },
  { name: "end", type: "uint40" },
  { name: "grace", type: "uint32" },
  { name: "voucherKey", type: "address" },
  { name: "category", type: "uint32" },
  { name: "salt", type: "uint64" },
  { name: "reference", type: "bytes32" },
] as const;

export const voucherType = [
  { name: "tab", type: "bytes32" },
  { name: "amount", type: "uint96" },
] as const;

export const tabClosingType = [
  { name: "tab", type: "bytes32" },
  { name: "account", type: "address" },
  { name: "rest", type: "uint96" },
] as const;

export const orderType = [
  { name: "account", type: "address" },
  { name: "nonce", type: "uint64" },
  { name: "validUntil", type: "uint40" },
  { name: "category", type: "uint32" },
  { name: "memo", type: "bytes32" },
  { name: "payments", type: "Payment[]" },
] as const;

export const paymentType = [
  { name: "payee", type: "address" },
  { name: "amount", type: "uint96" },
] as const;

/** An amount reserved for one payee, of which it redeems vouchers; its digest is the tab id. */
export interface TabMessage {
  /** The account that reserves; what is not redeemed returns to its balance. */
  readonly account: Address;
  readonly payee: Address;
  /** USDC base units. */
  readonly reserve: bigint;
  /** Unix seconds; opened while now < openBy. */
  readonly openBy: number;
  /** Unix seconds; the last voucher should be given before. */
  readonly end: number;
  /** Seconds after the end in which the payee still redeems. */
  readonly grace: number;
  /** Signs vouchers for as long as the tab lives. */
  readonly voucherKey: Address;
  /** 0 when none is named. */
  readonly category: number;
  readonly salt: bigint;
  /** Hash of the document that the tab came from, such as an x402 request; zero when there is none. */
  readonly reference: Hex;
}

/** All that is owed on a tab so far. */
export interface VoucherMessage {
  /** The tab's id. */
  readonly tab: Hex;
  /** USDC base units. */
  readonly amount: bigint;
}

/** A payee's authorization to return the rest of a tab early. */
export interface TabClosingMessage {
  readonly tab: Hex;
  /** The account that reserved, to which the rest returns. */
  readonly account: Address;
  /** USDC base units that are given up: the reserve less what was redeemed, at the moment of the closing. */
  readonly rest: bigint;
}

/** One payment of an order. */
export interface PaymentMessage {
  readonly payee: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/** Direct payments from one balance to others; its digest is the order id. */
export interface OrderMessage {
  readonly account: Address;
  readonly nonce: bigint;
  /** Unix seconds; paid while now < validUntil. */
  readonly validUntil: number;
  /** 0 when none is named. */
  readonly category: number;
  /** The payer's: the hash of an invoice or a request. */
  readonly memo: Hex;
  readonly payments: readonly PaymentMessage[];
}

/** The messages of these types. */
export interface SpendingMessages {
  readonly Tab: TabMessage;
  readonly Voucher: VoucherMessage;
  readonly TabClosing: TabClosingMessage;
  readonly Order: OrderMessage;
}
