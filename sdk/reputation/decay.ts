import { InvalidFieldError, inEntry } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { problemOfValue } from "../protocol/check-message.ts";
import { readParameters } from "./parameters.ts";

/** The weight of what happened just now: 10^12. */
export const decayUnit = 1_000_000_000_000n;

/** After so many halvings nothing of the unit is left. */
const LAST_HALVING = 40n;

/**
 * What is left of `decayUnit` after a time: half of it after each half-life, and on a straight line between two halvings, so that it
 * is exact in whole numbers. floor(unit × (2 × halfLife − rest) / (halfLife × 2^(halvings + 1))).
 *
 * @param input.at Unix seconds of what happened, as `input.asOf` of the question.
 * @param input.halfLife Seconds; 180 days when left out.
 * @throws InvalidFieldError when `at` is after `asOf`, or one of them is no time.
 * @example
 * import { decayOf } from "quittance/reputation";
 *
 * console.log(decayOf({ at: 0n, asOf: 100_000n, halfLife: 100_000n })); // 500000000000n
 * console.log(decayOf({ at: 0n, asOf: 150_000n, halfLife: 100_000n })); // 375000000000n
 */
export function decayOf(input: {
  readonly at: bigint;
  readonly asOf: bigint;
  readonly halfLife?: bigint | undefined;
}): bigint {
  requireOptions(input, "at asOf halfLife");
  const { at, asOf } = input;
  for (const [field, value] of Object.entries({ at, asOf })) {
    const problem = problemOfValue("uint40", value);
    if (problem !== undefined) throw new InvalidFieldError({ field, value, ...problem });
  }
  if (at > asOf) {
    throw new InvalidFieldError({
      field: "at",
      value: at,
      problem: `must not be after asOf, ${asOf}`,
      remedy: "Ask as of a later block, or leave out what had not happened yet.",
    });
  }
  const given = input.halfLife === undefined ? undefined : { halfLife: input.halfLife };
  const { halfLife } = inEntry("parameters.halfLife", "halfLife", () => readParameters(given));
  return decay(BigInt(asOf) - BigInt(at), halfLife);
}

/** `decayOf` of an age in seconds that is known to be one. */
export function decay(age: bigint, halfLife: bigint): bigint {
  const halvings = age / halfLife;
  if (halvings >= LAST_HALVING) return 0n;
  return (decayUnit * (2n * halfLife - (age % halfLife))) / (halfLife << (halvings + 1n));
}
