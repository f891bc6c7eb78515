import type { ClauseBase } from "./clause-base.ts";

/**
 * A question that only a reader can answer, put to a model. The model is shown `question`, the levels and facts that were
 * extracted from the subject, as data.
 *
 * There is one unit, and it loses what the level says that the juror chose. A juror whose model does not choose one of the
 * levels, or answers a canary with another level than the canary's, has no result: it does not judge. Absent: one unit, lost,
 * and no model is asked.
 */
export interface CriterionClause extends ClauseBase {
  readonly kind: "criterion";
  readonly method: "judged";
  readonly measure: {
    /** Plain text, 1 to 2000 characters. */
    readonly question: string;
    /** 2 to 10, from best to worst: the first loses 0 and the last 10000, each more than the one before. */
    readonly levels: readonly CriterionLevel[];
    /** Most characters of the subject that are read, 1 to 1000000; what is longer is absent. */
    readonly longest: number;
    /** Questions whose level is known, at most 16; left out: none. */
    readonly canaries?: readonly CriterionCanary[] | undefined;
  };
}

/** One answer to a criterion's question. */
export interface CriterionLevel {
  /** Kebab-case, 1 to 64 characters, unlike every other level's. */
  readonly name: string;
  /** When it applies: 1 to 1000 characters. */
  readonly description: string;
  /** Basis points of the unit that it loses, 0 to 10000. */
  readonly lost: number;
}

/** A text with a known level, which is judged as the subject is. */
export interface CriterionCanary {
  /** In the place of the subject's text: 1 to 4000 characters. */
  readonly text: string;
  /** Name of the level that is right. */
  readonly level: string;
}
