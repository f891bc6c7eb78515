import type { Hex } from "viem";
import { addressBytesOf } from "../../crypto/address.ts";
import { areSameBytes, bytesOf, hexOf } from "../../crypto/bytes.ts";
import type { Engine } from "../../crypto/engine.ts";
import { compactOf, rawOf } from "../../crypto/signature.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Tab } from "./tab.ts";
import { voucherDigests } from "./voucher-digest.ts";

/**
 * Checks the signatures of one tab's vouchers.
 *
 * @returns The signature in its 64-byte form; undefined when the voucher key did not make it.
 */
export type VoucherChecker = (amount: bigint, signature: Hex) => Hex | undefined;

const COMPACT_HEX = 2 + 2 * 64;

/** A checker for a tab whose voucher key is a plain key. What does not change between its vouchers is worked out once. */
export function voucherChecker(
  domain: QuittanceDomain,
  tabId: Hex,
  { voucherKey }: Pick<Tab, "voucherKey">,
  engine: Engine,
): VoucherChecker {
  const digestOf = voucherDigests(domain, tabId);
  const address = bytesOf(voucherKey) ?? new Uint8Array();
  /** Known from the first good voucher on: the same key again need not be hashed to its address. */
  let publicKey: Uint8Array | undefined;
  return (amount, signature) => {
    const bytes = bytesOf(signature);
    const raw = bytes === undefined ? undefined : rawOf(bytes);
    if (raw === undefined) return undefined;
    const recovered = engine.recover(digestOf(amount), raw.signature, raw.yParity);
    if (recovered === undefined) return undefined;
    const isKnown = publicKey !== undefined && areSameBytes(recovered, publicKey);
    if (!isKnown && !areSameBytes(addressBytesOf(recovered), address)) return undefined;
    publicKey = recovered;
    return signature.length === COMPACT_HEX ? signature : hexOf(compactOf(raw));
  };
}
