import { type ByteArray, type Hex, keccak256, stringToBytes } from "viem";
import { EvidenceHashMismatchError } from "../errors/agents.ts";
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
 * @throws EvidenceHashMismatchError when the hashes differ.
 * @example
 * import { checkEvidence, hashEvidence } from "quittance";
 *
 * const delivered = hashEvidence("a delivered text");
 * checkEvidence({ evidence: "a delivered text", hash: delivered });
 */
export function checkEvidence(input: { readonly evidence: string | ByteArray; readonly hash: Hex }): void {
  requireOptions(input, "evidence hash");
  const actual = hashEvidence(input.evidence);
  if (actual !== input.hash.toLowerCase()) throw new EvidenceHashMismatchError(input.hash, actual);
}
