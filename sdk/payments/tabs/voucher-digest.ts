import type { Hex } from "viem";
import { digestMaker, requireBytes } from "../../crypto/digest.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";

const VOUCHER = "Voucher(bytes32 tab,uint96 amount)";
/** Where in the struct the amount lies: after type, tab, and the word's 20 bytes of zeros. */
const AMOUNT_HIGH = 84;
const AMOUNT_LOW = 88;

/**
 * EIP-712 digests of the vouchers of one tab. Domain, type and tab are hashed and laid out once; a digest then takes two
 * hashes, independent of earlier calls.
 */
export function voucherDigests(domain: QuittanceDomain, tabId: Hex): (amount: bigint) => Uint8Array {
  const { struct, digestOf } = digestMaker(domain, VOUCHER, 2);
  const voucher = struct();
  voucher.set(requireBytes("tab", tabId), 32);
  const view = new DataView(voucher.buffer);
  return (amount) => {
    view.setUint32(AMOUNT_HIGH, Number(amount >> 64n));
    view.setBigUint64(AMOUNT_LOW, BigInt.asUintN(64, amount));
    return digestOf(voucher);
  };
}
