import { canonicalJson, hashEvidence } from "quittance";
import { type Hex, stringToBytes } from "viem";

/** A value in RFC 8785 form, as text and as UTF-8 bytes, with the keccak256 of those bytes. */
export type Canonical = { readonly json: string; readonly bytes: Uint8Array; readonly hash: Hex };

/**
 * Puts a JSON value into canonical form (RFC 8785).
 * @throws InvalidFieldError when part of the value has no JSON form.
 */
export function canonical(value: unknown): Canonical {
  const json = canonicalJson(value);
  return { json, bytes: stringToBytes(json), hash: hashEvidence(json) };
}
