import { requireOptions } from "../../json/options.ts";
import type { ClauseKind } from "../../pact/clauses.ts";
import { clausesAt } from "../../pact/judged.ts";
import type { Pact } from "../../pact/types.ts";

/** What a juror can check. The field `measures` of its profile says the same. */
export interface JurorCapabilities {
  /** Kinds of clauses. Without a model there is no `criterion`; without isolation, no `test-suite`. */
  readonly measures: readonly ClauseKind[];
  /** Major version of its Node, for tests; left out: any is assumed. */
  readonly node?: number | undefined;
}

/** A clause that a juror cannot check. */
export interface UncheckableClause {
  readonly clause: string;
  readonly kind: ClauseKind;
  /** One sentence. */
  readonly reason: string;
}

/** Whether a juror can judge by a pact; and if not, what it cannot check. */
export interface JudgingAbility {
  readonly able: boolean;
  readonly missing: readonly UncheckableClause[];
}

/** Kinds of clauses that are checked by reading alone: every juror can. */
export const READ_KINDS: readonly ClauseKind[] = [
  "citation-faithfulness",
  "refusal",
  "latency",
  "structure",
  "coverage",
  "numeric-accuracy",
  "content-hash",
  "language",
  "length",
];

/**
 * Says before a deal which clauses of a pact a juror could not check. One is enough for it to decline: it signs no score that leaves
 * a clause out.
 *
 * @param input `milestone`: index of one; left out, all of them.
 * @throws InvalidFieldError when the pact has no such milestone.
 * @example
 * import { canJudge, READ_KINDS } from "quittance/jury";
 * import { codeChangeExample } from "quittance/pact/library";
 *
 * const { pact } = codeChangeExample();
 * const { able, missing } = canJudge({ pact, capabilities: { measures: READ_KINDS } });
 * console.log(able, missing.map(({ clause }) => clause)); // false [ 'tests' ]
 */
export function canJudge(input: {
  readonly pact: Pact;
  readonly capabilities: JurorCapabilities;
  readonly milestone?: number | undefined;
}): JudgingAbility {
  requireOptions(input, "pact capabilities milestone");
  const { pact, capabilities, milestone } = input;
  const clauses =
    milestone === undefined ? pact.clauses : clausesAt({ pact, milestone }).map(({ clause }) => clause);
  const { measures, node = Number.POSITIVE_INFINITY } = capabilities;
  const missing = clauses.flatMap(({ id, kind, ...rest }) => {
    if (!measures.includes(kind)) return [{ clause: id, kind, reason: `The juror cannot check ${kind}.` }];
    if (rest.method !== "executed" || rest.measure.leastNode <= node) return [];
    return [{ clause: id, kind, reason: `The tests need Node ${rest.measure.leastNode} or newer.` }];
  });
  return { able: missing.length === 0, missing };
}
