import { type ByteArray, type Hex, isHash, keccak256, stringToBytes } from "viem";
import { EvidenceHashMismatchError } from "../errors/agents.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";

/**
 * The hash that names evidence: keccak256 of its bytes; text counts as UTF-8.
 *
 * @example
 * import { canonicalJson, hashEvidence } from "quittance";
 *
 * console.log(hashEvidence("a delivered text"));
 * console.log(hashEvidence(canonicalJson({ answers: [] })));
 */
export function hashEvidence(evidence: string | ByteArray): Hex {
  return keccak256(typeof evidence === "string" ? stringToBytes(evidence) : evidence);
}

/**
 * Makes sure that what was fetched is what was delivered.
 *
 * @throws EvidenceHashMismatchError when the hashes differ, InvalidFieldError when `hash` is none.
 * @example
 * import { checkEvidence, hashEvidence } from "quittance";
 *
 * const delivered = hashEvidence("a delivered text");
 * checkEvidence({ evidence: "a delivered text", hash: delivered });
 */
export function checkEvidence(input: { readonly evidence: string | ByteArray; readonly hash: Hex }): void {
  requireOptions(input, "evidence hash");
  const { evidence, hash } = input;
  if (!isHash(hash)) {
    throw new InvalidFieldError({
      field: "hash",
      value: hash,
      problem: "must be 32 bytes in hex",
      remedy: "Pass the evidence hash that was delivered.",
    });
  }
  const actual = hashEvidence(evidence);
  if (actual !== hash.toLowerCase()) throw new EvidenceHashMismatchError(hash, actual);
}
