/** Why a juror gives no result for a criterion. Whatever the reason, it is no score. */
export type AbstentionReason =
  | "budget"
  | "canary"
  | "changed"
  | "disagreement"
  | "instructions"
  | "malformed"
  | "refused"
  | "timeout"
  | "too-long"
  | "tracer"
  | "unreachable"
  | "unsupported";

/** Ends the judgement of a criterion. It is caught where the judgement began, and never leaves the room. */
export class Abstention extends Error {
  override readonly name = "Abstention";
  readonly reason: AbstentionReason;

  /** @param problem Our own words: nothing of the evidence, of an answer, of a key or of a URL is in it. */
  constructor(reason: AbstentionReason, problem: string) {
    super(problem);
    this.reason = reason;
  }
}
