import { getAddress, type Hex } from "viem";
import { ByteReader } from "./byte-reader.ts";
import { entriesIn } from "./packed-entries.ts";
import type { PaymentMessage } from "./typed-data-spending.ts";

/** What one tab paid at one time. */
export interface Redemption {
  readonly tabId: Hex;
  /** USDC base units. */
  readonly amount: bigint;
}

const REDEMPTION_BYTES = 44;
const PAYMENT_BYTES = 32;

/**
 * Decodes what tabs paid from the `VouchersRedeemed` event.
 *
 * @throws InvalidFieldError when the length is no multiple of an entry's.
 * @example
 * import { decodeRedemptions } from "quittance";
 *
 * const [redemption] = decodeRedemptions(`0x${"11".repeat(32)}${"00".repeat(10)}0fa0`);
 * console.log(redemption?.amount); // 4000n
 */
export function decodeRedemptions(redemptions: Hex): Redemption[] {
  const count = entriesIn("redemptions", redemptions, REDEMPTION_BYTES, "VouchersRedeemed");
  const reader = new ByteReader(redemptions);
  return Array.from({ length: count }, () => ({ tabId: reader.hex(32), amount: reader.bigint(12) }));
}

/**
 * Decodes the payments of an order from the `OrderPaid` event.
 *
 * @throws InvalidFieldError when the length is no multiple of a payment's.
 * @example
 * import { decodePayments } from "quittance";
 *
 * const [payment] = decodePayments(`0x${"11".repeat(20)}${"00".repeat(10)}0fa0`);
 * console.log(payment?.amount); // 4000n
 */
export function decodePayments(payments: Hex): PaymentMessage[] {
  const count = entriesIn("payments", payments, PAYMENT_BYTES, "OrderPaid");
  const reader = new ByteReader(payments);
  return Array.from({ length: count }, () => ({
    payee: getAddress(reader.hex(20)),
    amount: reader.bigint(12),
  }));
}
