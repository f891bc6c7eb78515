import type { Hex } from "viem";
import { hashCanonical } from "../json/canonical.ts";

/**
 * Returns the hash of a pact's canonical JSON, which names the pact. Terms carry it; anyone who holds the pact can check it.
 * Read a pact that came as text with `parseJson`.
 *
 * @throws InvalidFieldError when part of the pact has no JSON form, or is a whole number beyond 2^53.
 * @example
 * import { hashPact } from "quittance";
 *
 * const pact = { task: "summarise", criteria: ["every document covered", "quotations verbatim"] };
 * console.log(hashPact(pact));
 */
export function hashPact(pact: unknown): Hex {
  return hashCanonical(pact);
}
