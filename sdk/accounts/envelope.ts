import { type Address, getAddress, type Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { ByteReader } from "../protocol/byte-reader.ts";
import { byteCount, joinHex, uintHex } from "../protocol/hex-parts.ts";
import { decodePolicy, encodePolicy, type Policy } from "../protocol/policy.ts";

/** Speaking for an account: which key, and its signature. */
export interface KeySignature {
  readonly key: Address;
  /** Empty when the key itself calls. */
  readonly signature: Hex;
}

/** Committing an account's money, or giving it up. */
export interface Envelope extends KeySignature {
  readonly principal: Address;
  /** The one in force. */
  readonly policy: Policy;
  /** Merkle proofs: one for each payee when the policy lists counterparties, then one for the category when it lists them. */
  readonly proofs: readonly (readonly Hex[])[];
  /** The controller's, of `signApproval`; empty when none is needed. */
  readonly approval: Hex;
}

const ADDRESS_BYTES = 20;
const POLICY_BYTES = 108;
/** What a policy has besides when it names a treasury. */
const TREASURY_BYTES = 4;
const SHOWN_BYTES = 4;
const LONGEST_PROOF = 255;
const LONGEST_SIGNATURE = 0xffff;

/**
 * Makes the envelope of an account's key: key ‖ signature.
 *
 * @example
 * import { encodeKeySignature } from "quittance";
 *
 * const key = "0x00000000000000000000000000000000000000b1";
 * console.log(encodeKeySignature({ key, signature: `0x${"11".repeat(64)}` }).length); // 170
 */
export function encodeKeySignature(input: KeySignature): Hex {
  requireOptions(input, "key signature");
  const { key, signature } = input;
  byteCount("signature", signature);
  return joinHex([key, signature]);
}

/**
 * Reads key and signature from such an envelope.
 *
 * @throws InvalidFieldError when it is too short.
 * @example
 * import { decodeKeySignature, encodeKeySignature } from "quittance";
 *
 * const key = "0x00000000000000000000000000000000000000b1";
 * console.log(decodeKeySignature(encodeKeySignature({ key, signature: "0x1122" })).signature); // 0x1122
 */
export function decodeKeySignature(envelope: Hex): KeySignature {
  const reader = readerOf(envelope);
  return { key: getAddress(reader.take(ADDRESS_BYTES)), signature: reader.rest() };
}

/**
 * The envelope that commits money of an account, or gives it up.
 *
 * @throws InvalidFieldError when a proof or the signature is longer than an envelope holds.
 * @example
 * import { buildPolicy, encodeEnvelope } from "quittance";
 *
 * const key = "0x00000000000000000000000000000000000000b1";
 * const principal = "0x00000000000000000000000000000000000000c2";
 * const signature = `0x${"11".repeat(64)}` as const;
 * const parts = { key, principal, policy: buildPolicy({}), proofs: [], signature, approval: "0x" } as const;
 * console.log(encodeEnvelope(parts).length); // 430
 */
export function encodeEnvelope(parts: Envelope): Hex {
  requireOptions(parts, "principal policy proofs approval key signature");
  const { key, principal, policy, proofs, signature, approval } = parts;
  requireAtMost("proofs", Math.max(0, ...proofs.map(({ length }) => length)), LONGEST_PROOF);
  const length = byteCount("signature", signature);
  byteCount("approval", approval);
  requireAtMost("signature", length, LONGEST_SIGNATURE);
  return joinHex([
    key,
    principal,
    encodePolicy(policy),
    ...proofs.flatMap((proof) => [uintHex(proof.length, { size: 1 }), ...proof]),
    uintHex(length, { size: 2 }),
    signature,
    approval,
  ]);
}

/**
 * The parts of an envelope that commits money or gives it up.
 *
 * @param input.proofs How many proofs it holds: none when money is given up; the envelope does not say it.
 * @param input.hasTreasury Whether its policy names a treasury; the envelope does not say that either.
 * @throws InvalidFieldError when it is too short.
 * @example
 * import { buildPolicy, decodeEnvelope, encodeEnvelope } from "quittance";
 *
 * const key = "0x00000000000000000000000000000000000000b1";
 * const principal = "0x00000000000000000000000000000000000000c2";
 * const parts = { key, principal, policy: buildPolicy({}), proofs: [], signature: "0x11", approval: "0x22" } as const;
 * console.log(decodeEnvelope({ envelope: encodeEnvelope(parts), proofs: 0 }).approval); // 0x22
 */
export function decodeEnvelope(input: {
  readonly envelope: Hex;
  readonly proofs: number;
  readonly hasTreasury?: boolean;
}): Envelope {
  requireOptions(input, "envelope proofs hasTreasury");
  const reader = readerOf(input.envelope);
  const policyBytes = input.hasTreasury === true ? POLICY_BYTES + TREASURY_BYTES : POLICY_BYTES;
  const fixed = new ByteReader(reader.take(2 * ADDRESS_BYTES + policyBytes));
  const key = getAddress(fixed.hex(ADDRESS_BYTES));
  const principal = getAddress(fixed.hex(ADDRESS_BYTES));
  const policy = decodePolicy(fixed.hex(policyBytes));
  const proofs = Array.from({ length: input.proofs }, () => {
    const count = Number(reader.take(1));
    return Array.from({ length: count }, () => reader.take(32));
  });
  const signature = reader.take(Number(reader.take(2)));
  return { key, principal, policy, proofs, signature, approval: reader.rest() };
}

function readerOf(envelope: Hex) {
  const length = byteCount("envelope", envelope);
  const reader = new ByteReader(envelope);
  let at = 0;
  const take = (bytes: number): Hex => {
    at += bytes;
    if (at <= length) return reader.hex(bytes);
    throw new InvalidFieldError({
      field: "envelope",
      value: startOf(envelope, length),
      problem: `must have at least ${at} bytes`,
      remedy: "Pass what a sign function returned for a managed account.",
      docsPage: "pay",
    });
  };
  return { take, rest: () => take(length - at) };
}

/** The start of an envelope, as a message may show it: what is none could be a key. */
function startOf(envelope: Hex, length: number): string {
  return length > ADDRESS_BYTES
    ? `${envelope.slice(0, "0x".length + 2 * SHOWN_BYTES)}… (${length} bytes)`
    : envelope;
}

function requireAtMost(field: string, value: number, most: number): void {
  if (value <= most) return;
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be at most ${most} long`,
    remedy: "An envelope holds no longer ones: list fewer values, or sign with a simpler key.",
    docsPage: "pay",
  });
}
