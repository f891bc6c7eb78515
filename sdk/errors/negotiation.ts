import type { Hex } from "viem";
import { BaseError } from "./base.ts";

/** Thrown when a negotiation has as much of something as it may have. */
export class NegotiationFullError extends BaseError {
  override readonly name = "NegotiationFullError";
  readonly most: number;

  constructor(what: string, most: number) {
    super(`The negotiation has ${most} ${what} already, the most that one may have.`, {
      remedy: "End it with the reason, and open another one with your last offer.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.most = most;
  }
}

/** Thrown when a deal is asked for that both sides have not signed. */
export class NotAgreedError extends BaseError {
  override readonly name = "NotAgreedError";
  readonly negotiation: Hex;

  constructor(negotiation: Hex) {
    super(`Both sides have not signed the same offer of negotiation ${negotiation}.`, {
      remedy:
        "Ask its state: while it is open or accepted it says whose turn it is; else there is nothing to sign, and another offer begins another negotiation.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.negotiation = negotiation;
  }
}

/** Thrown when an answer is given to a question that the store of approvals does not have. */
export class ApprovalUnknownError extends BaseError {
  override readonly name = "ApprovalUnknownError";
  /** As it was given; empty where it was no hash. */
  readonly approval: string;

  constructor(approval: unknown) {
    const isHash = typeof approval === "string" && /^0x[0-9a-f]{64}$/i.test(approval);
    super(`No question to the principal has this id${isHash ? `, ${approval}` : ""}.`, {
      remedy: "List the pending ones, and give the whole id of one of them.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.approval = isHash ? approval : "";
  }
}

/** Thrown when an answer is given to a question that was answered, used or has expired. */
export class ApprovalClosedError extends BaseError {
  override readonly name = "ApprovalClosedError";
  readonly approval: Hex;
  readonly state: "approved" | "refused" | "used" | "expired";

  constructor(approval: Hex, state: ApprovalClosedError["state"]) {
    super(`The question ${approval} is ${state}, and cannot be answered any more.`, {
      remedy: "Let the agent ask again: the same commitment becomes another question.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.approval = approval;
    this.state = state;
  }
}
