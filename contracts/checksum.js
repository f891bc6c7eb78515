import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/**
 * Whether a text is an address: 0x and 40 hex digits, with the checksum of ERC-55 where capitals and small letters are mixed.
 *
 * @param {unknown} text What may be anything.
 */
export function isAddress(text) {
  if (typeof text !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  const small = digits.toLowerCase();
  if (digits === small || digits === digits.toUpperCase()) return true;
  const hash = bytesToHex(keccak_256(new TextEncoder().encode(small)));
  return [...digits].every((digit, at) => digit === (hash[at] >= "8" ? digit.toUpperCase() : small[at]));
}
