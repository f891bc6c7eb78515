import canonicalize from "canonicalize";
import { type Hex, keccak256, stringToBytes } from "viem";

/** A value in RFC 8785 form, as text and as UTF-8 bytes, with the keccak256 of those bytes. */
export type Canonical = { readonly json: string; readonly bytes: Uint8Array; readonly hash: Hex };

/**
 * Puts a JSON value into canonical form (RFC 8785).
 * @throws Error when the value has no JSON form (undefined, a lone surrogate, NaN).
 */
export function canonical(value: unknown): Canonical {
  const json = canonicalize(value);
  if (json === undefined)
    throw new Error(`value: ${typeof value} has no JSON form; give an object, array or primitive`);
  const bytes = stringToBytes(json);
  return { json, bytes, hash: keccak256(bytes) };
}
