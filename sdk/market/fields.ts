import type { Hex } from "viem";
import { hashCanonical } from "../json/canonical.ts";
import { amount, list, must, record, type Schema, text, uint } from "../json/fields.ts";
import { toJson } from "../json/parse.ts";
import { CLAUSE_KINDS } from "../pact/clause-schema.ts";
import type { ClauseKind } from "../pact/clauses.ts";

/** A clause kind that a pact has, and how much of the score it decides at least. */
export interface OfferedClause {
  readonly kind: ClauseKind;
  /** Basis points of the score, over all clauses of this kind: 0 to 10000. */
  readonly weight: number;
}

/** Amounts at the market are below 2^53 base units, so that every database and every reader of JSON holds them. */
const AMOUNT_BITS = 53;
const MOST_REGIONS = 32;
const LONGEST_SPAN = 366 * 86_400;
const WHOLE = 10_000;

/** USDC base units, above 0 and below 2^53. */
export const price = (): Schema<bigint> => amount({ bits: AMOUNT_BITS, minimum: 1n });

/** Seconds, up to a year. */
export const span = (minimum = 1): Schema<number> =>
  uint(32, { minimum, maximum: LONGEST_SPAN, unit: "seconds" });

export const basisPoints = (): Schema<number> => uint(16, { maximum: WHOLE });

/** `name@major` of a task schema. */
export const taskName = (): Schema<string> =>
  text(
    (value) => value.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*@[1-9]\d{0,3}$/.test(value),
    "must be the name of a task and its major version, such as translation@1",
  );

/** Lower-case words with hyphens between them. */
export const kebabName = (longest = 64): Schema<string> =>
  text(
    (value) => value.length <= longest && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value),
    `must be at most ${longest} lower-case letters and digits with single hyphens between`,
  );

/** Text of several lines: no control character but line feeds, and no mark that turns the direction of what follows. */
export function prose(longest: number, least = 0): Schema<string> {
  const fits = (value: string) =>
    value.length >= least &&
    value.length <= longest &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value.replaceAll("\n", " "));
  return text(fits, `must be text of ${least} to ${longest} characters, without control characters`);
}

/** Where work is done or data may go: ISO 3166 codes, each once. Empty: everywhere. */
export function regions(): Schema<string[]> {
  const region = text(
    (value) => /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value),
    "must be a code of ISO 3166, such as DE or US-CA",
  );
  return list(region, { entries: "regions", maximum: MOST_REGIONS }).check(
    must((all) => new Set(all).size === all.length, "must name each region once"),
  );
}

/** Clause kinds of the pact library, each once. */
export function offeredClauses(): Schema<OfferedClause[]> {
  const kind = text(
    (value) => CLAUSE_KINDS.some((known) => known === value),
    `must be one of ${CLAUSE_KINDS.join(", ")}`,
  ) as Schema<ClauseKind>;
  return list(record({ kind, weight: basisPoints() }), {
    entries: "clauses",
    maximum: CLAUSE_KINDS.length,
  }).check(
    must(
      (all) => new Set(all.map((each) => each.kind)).size === all.length,
      "must name each clause kind once",
    ),
  );
}

/** keccak256 of the canonical JSON of a message, with amounts as decimal text and without what was left out. */
export function hashMessage(message: object): Hex {
  return hashCanonical(JSON.parse(toJson(message)));
}
