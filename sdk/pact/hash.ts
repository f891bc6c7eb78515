import type { Hex } from "viem";
import { hashCanonical } from "../json/canonical.ts";

/**
 * The name of a pact: the hash of its canonical JSON. Terms carry it; whoever holds the pact can check it.
 *
 * @throws InvalidFieldError when part of the pact has no JSON form.
 * @example
 * import { hashPact } from "quittance";
 *
 * const pact = { task: "summarise", criteria: ["every document covered", "quotations verbatim"] };
 * console.log(hashPact(pact));
 */
export function hashPact(pact: unknown): Hex {
  return hashCanonical(pact);
}
