import type { SignedBallot } from "quittance";
import type { JudgingCase } from "quittance/watching";
import type { Hex } from "viem";

/**
 * What is done about a question, in order. `judge`: fetch and evaluate. `sign`: the score is decided. `commit`: the ballot is
 * signed. `reveal`: the boards have the commitment. `shown`: they have the ballot. `declined`: the juror cannot judge it, and signs
 * nothing. `over`: the time has passed.
 */
export const STATES = ["judge", "sign", "commit", "reveal", "shown", "declined", "over"] as const;

export type State = (typeof STATES)[number];

/** What the juror decided about a question. */
export interface Decision {
  readonly score: number;
  /** Canonical JSON of the written reasons. */
  readonly reasons: string;
}

/** A question that waits for something to be done. */
export interface Work {
  /** One for each question: deal, milestone, round and evidence. */
  readonly key: string;
  readonly state: State;
  readonly asked: JudgingCase;
  readonly decision: Decision | undefined;
  readonly ballot: SignedBallot | undefined;
  /** Times that the present state was tried in vain. */
  readonly failures: number;
  /** Unix seconds of the chain at which this juror saw the question first. */
  readonly seenAt: number;
}

/** What became of a state. */
export type Progress =
  | { readonly state: "sign"; readonly decision: Decision }
  | { readonly state: "commit"; readonly ballot: SignedBallot; readonly reasons?: string | undefined }
  | { readonly state: "reveal" | "shown" | "over" }
  | { readonly state: "declined"; readonly problem: string };

/** What a status shows of the queue. */
export interface QueueStatus {
  readonly states: Readonly<Record<State, number>>;
  /** Those that wait for something, the earliest end first; 20 at most. */
  readonly next: readonly {
    readonly deal: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly state: State;
    readonly until: number;
    readonly problem: string | undefined;
  }[];
}
