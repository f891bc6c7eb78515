import type { Hex } from "viem";
import type { AbstentionReason } from "./abstention.ts";
import type { ModelCall } from "./ask.ts";
import type { Spending } from "./budget.ts";
import type { PassageFacts } from "./weigh.ts";

/** What a juror did to judge a criterion, as JSON for its reasons. Prompts and answers are in it by their hashes only. */
export interface CriterionFindings {
  readonly format: "quittance/criterion/1";
  /** Makes every prompt again, together with the clause and the evidence; left out where no model was asked. */
  readonly seed?: Hex;
  /** Left out where the subject is absent. */
  readonly text?: {
    readonly as: "html" | "json" | "markdown" | "text";
    /** UTF-16 units that a reader sees. */
    readonly length: number;
    /** Characters that showed nothing, and were taken away. */
    readonly hidden: number;
    readonly sentences: number;
    /** Sentences that could speak to a judge or a model, and those beside them: the second reading is without them. */
    readonly leftOut: number;
  };
  readonly models: readonly ModelFindings[];
  readonly spent: Spending;
  /** Name of the level that counts; left out where there is none. */
  readonly level?: string;
}

/** What one model did. */
export interface ModelFindings {
  readonly provider: string;
  readonly family: string;
  readonly name: string;
  readonly readings: readonly {
    /** The text as it is, the text without what speaks to a judge, or a canary of the pact. */
    readonly of: "whole" | "without-instructions" | "canary";
    readonly level: string;
    readonly facts: readonly PassageFacts[];
  }[];
  readonly calls: readonly ModelCall[];
}

/** A criterion that was judged. */
export interface CriterionResult {
  /** Id of the clause. */
  readonly clause: string;
  readonly units: 1;
  /** Basis points that the level loses. */
  readonly lost: number;
  readonly findings: CriterionFindings;
}

/** A criterion that was not judged: the juror gives no score at all. */
export interface CriterionAbstention {
  /** Why, in our own words. */
  readonly abstained: string;
  readonly reason: AbstentionReason;
  readonly findings: CriterionFindings;
}
