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
