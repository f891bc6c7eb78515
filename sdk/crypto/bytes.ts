import type { Hex } from "viem";

const DIGITS = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const NO_DIGIT = 255;

/** Value of each hex digit by its character code. */
const VALUES = /* @__PURE__ */ digitValues();

function digitValues(): Uint8Array {
  const values = new Uint8Array(128).fill(NO_DIGIT);
  for (let value = 0; value < 16; value++) {
    values[value.toString(16).charCodeAt(0)] = value;
    values[value.toString(16).toUpperCase().charCodeAt(0)] = value;
  }
  return values;
}

/** Hex of bytes, in small letters. */
export function hexOf(bytes: Uint8Array): Hex {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return `0x${text}`;
}

/** Bytes of `0x` and an even number of hex digits; undefined for anything else. */
export function bytesOf(hex: unknown): Uint8Array | undefined {
  if (typeof hex !== "string" || hex.length % 2 !== 0 || !hex.startsWith("0x")) return undefined;
  const bytes = new Uint8Array(hex.length / 2 - 1);
  for (let at = 0, digit = 2; at < bytes.length; at++, digit += 2) {
    const high = VALUES[hex.charCodeAt(digit)] ?? NO_DIGIT;
    const low = VALUES[hex.charCodeAt(digit + 1)] ?? NO_DIGIT;
    if (high === NO_DIGIT || low === NO_DIGIT) return undefined;
    bytes[at] = (high << 4) | low;
  }
  return bytes;
}

/** Whether two byte strings are the same. Not for secrets: it stops at the first difference. */
export function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
