import type { Address, Hex } from "viem";
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

/** Thrown when a negotiation is asked for that is not kept here, or by someone who has not seen its first offer. */
export class NegotiationUnknownError extends BaseError {
  override readonly name = "NegotiationUnknownError";
  readonly negotiation: Hex;

  constructor(negotiation: Hex) {
    super(`No negotiation ${negotiation} is kept here for who asks.`, {
      remedy: "Send its first offer with the message, as it was signed.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.negotiation = negotiation;
  }
}

/** Thrown when a side keeps as many negotiations as it wants to, in all or with one counterparty. */
export class NegotiationLimitError extends BaseError {
  override readonly name = "NegotiationLimitError";
  readonly most: number;

  constructor(what: string, most: number) {
    super(`No other negotiation is opened: there are ${most} ${what}.`, {
      remedy: "End one that is open, or come back when some have expired.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.most = most;
  }
}

/** Thrown when a move is made that the state of the negotiation does not allow. Nothing was signed. */
export class MoveRefusedError extends BaseError {
  override readonly name = "MoveRefusedError";

  constructor(problem: string) {
    super(`The move cannot be made: ${problem}.`, {
      remedy:
        "Look at `state` of the view: accept an offer of the other side that stands, or one's own that it accepted; answer only the other side's.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when an offer asks for a joint draw, and this side was not told how to answer one. */
export class DrawUnansweredError extends BaseError {
  override readonly name = "DrawUnansweredError";

  constructor() {
    super("The offer carries a commitment to a joint draw, and this side answers none.", {
      remedy: "Offer terms that name a panel; or let the side be opened with `answerDraw`.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when the other side of a negotiation gave no answer that counts, in all attempts. */
export class CounterpartyUnreachableError extends BaseError {
  override readonly name = "CounterpartyUnreachableError";

  constructor(problem: string) {
    super(`The other side gave no answer: ${problem}.`, {
      remedy: "Nothing is lost: what was signed is kept, and is sent when you go on with the negotiation.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when the other side refused what was sent to it. */
export class CounterpartyRefusedError extends BaseError {
  override readonly name = "CounterpartyRefusedError";
  /** HTTP status, where there is one. */
  readonly status: number | undefined;

  /** @param problem The other side's words. */
  constructor(problem: string, status?: number) {
    super(`The other side refused the message: ${problem}`, {
      remedy: "Look at the reason, which the other side wrote; what was signed is kept.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.status = status;
  }
}

/** Thrown when the review wants the principal to be asked about a first offer. Nothing was signed. */
export class ApprovalNeededError extends BaseError {
  override readonly name = "ApprovalNeededError";
  readonly reasons: readonly { readonly rule: string; readonly text: string }[];

  constructor(reasons: readonly { readonly rule: string; readonly text: string }[]) {
    super("The principal has to be asked about this offer first.", {
      remedy: "Show the principal `reasons`; when it allows the offer, begin again with isApproved: true.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.reasons = reasons;
  }
}

/** Thrown when the review refuses a first offer. Nothing was signed. */
export class OfferRefusedError extends BaseError {
  override readonly name = "OfferRefusedError";
  readonly reasons: readonly { readonly rule: string; readonly text: string }[];

  constructor(reasons: readonly { readonly rule: string; readonly text: string }[]) {
    super("This side's own review refuses the offer.", {
      remedy: "Look at `reasons`, and offer other terms.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.reasons = reasons;
  }
}

/** Thrown when other processes of the same side keep writing to the same negotiation. */
export class NegotiationBusyError extends BaseError {
  override readonly name = "NegotiationBusyError";

  constructor(negotiation: Hex) {
    super(`Other processes of this side write to negotiation ${negotiation} all the time.`, {
      remedy: "Try again; let one process advance each negotiation.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when a side does not negotiate with who offers. */
export class StrangerRefusedError extends BaseError {
  override readonly name = "StrangerRefusedError";
  readonly counterparty: Address;

  constructor(counterparty: Address) {
    super(`This side does not negotiate with ${counterparty}.`, {
      remedy: "Ask the other side what it wants to see first, such as a reputation or a balance.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.counterparty = counterparty;
  }
}

/** Thrown when this side could not make its move: its strategy, review or signer failed. What came is kept. */
export class MoveFailedError extends BaseError {
  override readonly name = "MoveFailedError";

  /** @param cause What was thrown; it may name this side's limits. */
  constructor(cause: unknown) {
    super("This side could not make its move.", {
      cause,
      remedy: "Look at the cause. The negotiation goes on with the next message, or with advance().",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when a transcript of a negotiation does not hold. */
export class TranscriptWrongError extends BaseError {
  override readonly name = "TranscriptWrongError";
  /** The place of the message that is wrong, counted from 0; undefined where it is the whole. */
  readonly index: number | undefined;

  constructor(problem: string, index?: number, cause?: unknown) {
    const place = index === undefined ? "" : `messages[${index}]: `;
    super(`The transcript does not hold: ${place}${problem}`, {
      ...(cause === undefined ? {} : { cause }),
      remedy:
        "Take it from its holder again, byte for byte; for contract wallets and managed accounts pass `client`.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.index = index;
  }
}

/** Thrown when an answer is given to a question that the store of approvals does not have. */
export class ApprovalUnknownError extends BaseError {
  override readonly name = "ApprovalUnknownError";

  /** What was given is not repeated: it could be a key. */
  constructor() {
    super("No question to the principal has this id.", {
      remedy: "List the pending ones, and give the whole id of one of them.",
      docsSection: "errors-before-anything-is-sent",
    });
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
