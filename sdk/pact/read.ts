import { type Hex, keccak256, stringToBytes } from "viem";
import { describeSafely, InvalidFieldError } from "../errors/field.ts";
import { withoutSecrets } from "../errors/secrets.ts";
import { canonicalJson } from "../json/canonical.ts";
import { requireDepth } from "../json/depth.ts";
import { requireOptions } from "../json/options.ts";
import { parseJson, parseWith } from "../json/parse.ts";
import { inconsistencies } from "./consistency.ts";
import type { FoundProblem, PactProblem } from "./problem.ts";
import { pactSchema } from "./schema.ts";
import type { Pact } from "./types.ts";

/** Most bytes of a pact's text. */
export const MOST_PACT_BYTES = 262_144;

/**
 * Reads the text of a pact. A pact that a hash names must be its canonical text, byte for byte, so that all who hold the hash hold
 * the same text; a pact on its author's disk may be laid out for people.
 *
 * @param text JSON, at most 256 KiB. Names that stand twice and numbers that JavaScript does not hold are refused.
 * @param options.hash What the terms name it by. Left out: any layout is taken.
 * @throws InvalidFieldError naming the field that is wrong or does not fit the others, or the hash when the text is another.
 * @example
 * import { canonicalJson, hashPact, readPact } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * const { pact } = assetDeliveryExample();
 * const text = canonicalJson(pact);
 * console.log(readPact(text, { hash: hashPact(pact) }).name);
 */
export function readPact(text: string, options: { readonly hash?: Hex | undefined } = {}): Pact {
  requireOptions(options, "hash", "options");
  const { hash } = options;
  requireSize(text);
  if (hash !== undefined) requireNamed(text, hash);
  const value = inPact(() => parseJson(text));
  const pact = checkPact(value);
  if (hash !== undefined && canonicalJson(pact) !== text) {
    throw new InvalidFieldError({
      field: "pact",
      value: text,
      problem: "must be the canonical JSON of a pact (RFC 8785)",
      remedy:
        "Terms name a pact by the hash of its canonical text: canonicalJson makes it, and hashPact the hash.",
    });
  }
  return pact;
}

/**
 * Checks that a value is a pact, and that its parts fit together.
 *
 * @returns A copy.
 * @throws InvalidFieldError naming the first field that is wrong, or does not fit the others.
 * @example
 * import { checkPact } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * console.log(checkPact(assetDeliveryExample().pact).kind); // asset-delivery
 */
export function checkPact(value: unknown): Pact {
  requireDepth("pact", value);
  const pact = shapeOf(value);
  requireSize(canonicalJson(pact));
  const [first] = inconsistencies(pact);
  if (first === undefined) return pact;
  const { path: field, value: given, problem, remedy } = first;
  throw new InvalidFieldError({ field, value: given, problem, remedy });
}

/** A value whose fields are right, each by itself. */
export function shapeOf(value: unknown): Pact {
  if (typeof value !== "string") return parseWith("pact", pactSchema(), value);
  throw new InvalidFieldError({
    field: "pact",
    value,
    problem: "must be an object",
    remedy: "Read text with readPact.",
  });
}

/** A problem as it is told: its value in one line, and nothing of what could be a key. */
export function told(found: FoundProblem): PactProblem {
  const { path, problem, remedy, severity } = found;
  return {
    path: withoutSecrets(path),
    value: describeSafely(found.value, true),
    problem: withoutSecrets(problem),
    remedy: withoutSecrets(remedy),
    severity,
  };
}

function inPact<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidFieldError ? error.renamed("json", "pact") : error;
  }
}

function requireSize(text: unknown): asserts text is string {
  const size = typeof text === "string" ? stringToBytes(text).length : undefined;
  if (size !== undefined && size <= MOST_PACT_BYTES) return;
  throw new InvalidFieldError({
    field: "pact",
    value: size ?? text,
    problem: size === undefined ? "must be text" : `must be at most ${MOST_PACT_BYTES} bytes of text`,
    remedy:
      size === undefined
        ? "Pass the text as it came."
        : "Move lists and tables into inputs, which the pact names by hash.",
  });
}

function requireNamed(text: string, hash: Hex): void {
  const actual = keccak256(stringToBytes(text));
  if (actual === String(hash).toLowerCase()) return;
  throw new InvalidFieldError({
    field: "pact",
    value: actual,
    hash: true,
    problem: "must be the text that `hash` names by its keccak256",
    remedy: "Ask for the canonical text of the pact that the terms name, as it was hashed.",
  });
}
