import type { Hex } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { bytes32, list, type Schema, text, uint } from "../json/fields.ts";
import { parseJson, parseWith } from "../json/parse.ts";

const FORMAT = "quittance/reasons/1";
const MOST_CLAUSES = 64;
const MOST_UNITS = 2 ** 32;
const WHOLE = 10_000;
const LONGEST_NAME = 200;

/** How one clause came out, as a juror wrote it down. */
export interface ReasonedClause {
  /** Id of the clause in its pact. */
  readonly clause: string;
  /** The kind of the clause, such as `citation-faithfulness`. */
  readonly kind: string;
  readonly units: number;
  /** Basis points of a unit, over all units. */
  readonly lost: number;
}

/** What a juror's written reasons say of a score: of all that stands in them, what can be compared with the pact. */
export interface JudgedReasons {
  readonly pact: Hex;
  readonly question: {
    readonly deal: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly evidence: Hex;
  };
  readonly score: number;
  readonly clauses: readonly ReasonedClause[];
}

const schema = /* @__PURE__ */ lazily((): Schema<JudgedReasons> => {
  const name = () =>
    text(({ length }) => length <= LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`);
  // Findings, notes and weights beside these fields are for people.
  const clause = z.object({
    ...{ clause: name(), kind: name() },
    units: count(MOST_UNITS),
    lost: count(MOST_UNITS * WHOLE),
  });
  const question = z.object({
    ...{ deal: bytes32(), milestone: uint(8), round: uint(8), evidence: bytes32() },
  });
  return z.object({
    format: text((format) => format === FORMAT, `must be "${FORMAT}"`),
    ...{ pact: bytes32(), question, score: count(WHOLE) },
    clauses: list(clause as unknown as Schema<ReasonedClause>, { entries: "clauses", maximum: MOST_CLAUSES }),
  }) as unknown as Schema<JudgedReasons>;
});

/** A whole number as JSON has it. */
const count = (maximum: number): Schema<number> =>
  z.custom<number, unknown>(
    (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= maximum,
    {
      error: `must be a whole number within 0 to ${maximum}`,
    },
  );

/** What reasons of the form `quittance/reasons/1` say about a question; undefined for any other text, which is a juror's good right. */
export function judgedReasonsIn(given: string): JudgedReasons | undefined {
  try {
    return parseWith("reasons", schema(), parseJson(given));
  } catch (error) {
    if (error instanceof InvalidFieldError) return undefined;
    throw error;
  }
}
