import { type Address, concatHex, type Hex, isHex, keccak256, size, stringToHex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import type { JudgedQuestion } from "../judge/reasons.ts";

/**
 * The seed of one juror's prompts for one question: order, delimiters, canaries and tracers follow from it, and the `seed` that
 * models are given. Each juror has another one, and a seller cannot know it while it writes the evidence, as the secret is in it.
 * Publish the seed with the reasons, and anyone can make the same prompts; the secret stays with the juror.
 *
 * @param input `secret`: 32 bytes that only the juror has, and that are no key of an account.
 * @returns 32 bytes.
 * @throws InvalidFieldError when the secret is not 32 bytes, or the juror no address.
 * @example
 * import { jurorSeed } from "quittance/jury/models";
 *
 * const seed = jurorSeed({
 *   secret: `0x${"5e".repeat(32)}`, // crypto.getRandomValues, once, and kept
 *   juror: "0x2222222222222222222222222222222222222222",
 *   question: { deal: `0x${"11".repeat(32)}`, milestone: 0, round: 1, evidence: `0x${"22".repeat(32)}` },
 * });
 * console.log(seed.length); // 66
 */
export function jurorSeed(input: {
  readonly secret: Hex;
  readonly juror: Address;
  readonly question: JudgedQuestion;
}): Hex {
  requireOptions(input, "secret juror question");
  const { secret, juror, question } = input;
  if (!isHex(secret) || size(secret) !== 32) {
    throw new InvalidFieldError({
      field: "input.secret",
      value: secret,
      problem: "must be 32 bytes in hex",
      remedy: "Make 32 random bytes once, keep them, and use them for nothing else.",
      secret: true,
    });
  }
  requireAddress("input.juror", juror);
  requireOptions(question, "deal milestone round evidence", "input.question");
  const text = canonicalJson({ ...question, juror: juror.toLowerCase() });
  return keccak256(concatHex([secret, stringToHex(`quittance/juror-seed/1 ${text}`)]));
}
