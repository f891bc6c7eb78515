import { describeSafely, InvalidFieldError } from "../../errors/field.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { requireDepth } from "../../json/depth.ts";
import { requireOptions } from "../../json/options.ts";
import { parseJson, refusedFields } from "../../json/parse.ts";
import { inconsistencies } from "../consistency.ts";
import type { FoundProblem, PactProblem } from "../problem.ts";
import { MOST_PACT_BYTES, shapeOf, told } from "../read.ts";
import { pactSchema } from "../schema.ts";
import type { Pact } from "../types.ts";
import { evidenceProblems } from "./evidence.ts";
import { reachProblems } from "./reach.ts";
import { schemaProblems } from "./schemas.ts";
import { type PactTerms, termsProblems } from "./terms.ts";
import { weightProblems } from "./weights.ts";
import { wordingProblems } from "./wording.ts";

/**
 * Every problem of a pact: fields that are malformed, parts that do not fit together, clauses that can never be missed or met,
 * JSON Schemas that do not compile or could hang a juror, criteria that a model's word alone would be paid on, and more. A pact
 * without errors can be judged; warnings are for its author to weigh.
 *
 * @param pact A value, or its JSON text. Fields that are malformed are told first, alone.
 * @param options.terms Terms that are to name the pact: what they say otherwise is told as well.
 * @returns Errors first, then warnings, each in the order of the pact.
 * @throws InvalidFieldError for a text that is no JSON, or holds a name twice or a number that JavaScript does not hold.
 * @example
 * import { lintPact } from "quittance/pact/lint";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * const { pact } = assetDeliveryExample();
 * const clauses = pact.clauses.map((clause) => ({ ...clause, weight: 4_000 }));
 * const [problem] = lintPact({ ...pact, clauses });
 * console.log(problem?.path, problem?.problem); // pact.clauses must have weights that sum to 10000
 */
export function lintPact(
  pact: unknown,
  options: { readonly terms?: PactTerms | undefined } = {},
): PactProblem[] {
  requireOptions(options, "terms", "options");
  const value = typeof pact === "string" ? parsed(pact) : pact;
  requireDepth("pact", value);
  const malformed = refusedFields("pact", pactSchema(), value);
  if (malformed.length > 0) {
    return malformed.map(({ field, stranger, ...rest }) => {
      if (stranger === undefined) return told({ path: field, ...rest, severity: "error" });
      // No hash belongs where no field is: what looks like one could be a key.
      const value = describeSafely(rest.value);
      return { ...told({ path: `${field}.${stranger}`, ...rest, severity: "error" }), value };
    });
  }
  const found = ofShape(shapeOf(value), options.terms);
  const rank = ({ severity }: FoundProblem): number => (severity === "error" ? 0 : 1);
  return found.toSorted((one, other) => rank(one) - rank(other)).map(told);
}

function ofShape(pact: Pact, terms: PactTerms | undefined): FoundProblem[] {
  const unfit = [...tooLong(pact), ...inconsistencies(pact)];
  if (unfit.length > 0) return unfit;
  return [
    ...schemaProblems(pact),
    ...weightProblems(pact),
    ...reachProblems(pact),
    ...evidenceProblems(pact),
    ...wordingProblems(pact),
    ...(terms === undefined ? [] : termsProblems(pact, terms)),
  ];
}

function tooLong(pact: Pact): FoundProblem[] {
  const { length } = new TextEncoder().encode(canonicalJson(pact));
  if (length <= MOST_PACT_BYTES) return [];
  const problem = `must be at most ${MOST_PACT_BYTES} bytes of canonical JSON`;
  const remedy = "Move lists and tables into inputs, which the pact names by hash.";
  return [{ path: "pact", value: length, problem, remedy, severity: "error" }];
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw error instanceof InvalidFieldError ? error.renamed("json", "pact") : error;
  }
}
