import type { Address, Hex } from "viem";
import { BaseError } from "./base.ts";

const SECTION = "errors-before-anything-is-sent";

/** Thrown when part of a draw is not what the chain, the signed messages and the terms make of it. `part` names the part. */
export class DrawMismatchError extends BaseError {
  override readonly name = "DrawMismatchError";
  /** The first part that does not hold, such as `snapshot` or `panel`. */
  readonly part: string;

  constructor(part: string, problem: string) {
    super(`The draw does not hold: ${problem}.`, {
      metaMessages: [`part: ${part}`],
      remedy:
        "Sign no terms that name it. Ask the other side for the messages as they were signed, and draw by them.",
      docsSection: SECTION,
    });
    this.part = part;
  }
}

/** Thrown when the same two principals already made a draw within 30 days. Its panel is theirs until `until`, unix seconds. */
export class EarlierDrawError extends BaseError {
  override readonly name = "EarlierDrawError";
  /** Id of the earlier draw. */
  readonly draw: Hex;
  readonly until: number;

  constructor(draw: Hex, until: number) {
    super(`These principals made the draw ${draw}; they may make a new one from ${until} on.`, {
      remedy:
        "Use its panel with `reuseDraw`, or agree on a panel; 30 days after the draw you may make another.",
      docsSection: SECTION,
    });
    this.draw = draw;
    this.until = until;
  }
}

/** Thrown when fewer jurors could be drawn than five for each place on the panel. Then there is no draw. */
export class TooFewCandidatesError extends BaseError {
  override readonly name = "TooFewCandidatesError";
  /** How many distinct seat owners have a juror who can check the pact. */
  readonly able: number;
  readonly needed: number;

  constructor(able: number, needed: number) {
    super(`Only ${able} seat owners have a juror who can check the pact; a draw takes ${needed}.`, {
      remedy:
        "Ask less of jurors in the pact, name a smaller panel, or agree on a panel: the record then says so.",
      docsSection: SECTION,
    });
    this.able = able;
    this.needed = needed;
  }
}

/** Thrown when an offer is accepted whose panel both sides are still to draw: the one in its terms only keeps the places. */
export class PanelUndrawnError extends BaseError {
  override readonly name = "PanelUndrawnError";
  /** The block that the draw waits for. */
  readonly seedBlock: number;

  constructor(seedBlock: number) {
    super(`The offer carries a commitment to a draw, and its panel is not the drawn one.`, {
      metaMessages: [`seed block: ${seedBlock}`],
      remedy:
        "Answer the commitment with `answerDraw` beside an offer of your own, complete the draw, and accept the offer whose terms name the drawn panel. To agree on a panel, ask for an offer without a commitment.",
      docsSection: SECTION,
    });
    this.seedBlock = seedBlock;
  }
}

/** Thrown when terms have a contest window, and their pool has fewer eligible jurors than the draw of round 2 needs. */
export class TooFewSeatsError extends BaseError {
  override readonly name = "TooFewSeatsError";
  /** How many jurors could be drawn now. */
  readonly eligible: number;
  readonly needed: number;

  constructor(eligible: number, needed: number) {
    super(`The pool of the terms has ${eligible} eligible jurors; a contest needs ${needed}.`, {
      remedy:
        "Sign terms without a contestWindow or with another pool, wait until seats are mature, or pass fewSeats: true: round 2 is then silent, and only an arbiter can correct a verdict.",
      docsSection: SECTION,
    });
    this.eligible = eligible;
    this.needed = needed;
  }
}

/** Thrown when a juror signed two profiles with one sequence number and other content. Both are proof of it. */
export class ProfileConflictError extends BaseError {
  override readonly name = "ProfileConflictError";
  readonly juror: Address;
  readonly sequence: number;

  constructor(juror: Address, sequence: number) {
    super(`${juror} signed two different profiles with the sequence number ${sequence}.`, {
      remedy: "Publish a profile with a higher sequence number; until then the juror is in no directory.",
      docsSection: SECTION,
    });
    this.juror = juror;
    this.sequence = sequence;
  }
}

/** Thrown when none of the directories that were asked gave an answer. */
export class DirectoryUnreachableError extends BaseError {
  override readonly name = "DirectoryUnreachableError";

  constructor(count: number) {
    super(`None of ${count} directories gave an answer.`, {
      remedy: "Check the addresses, ask other directories, or ask again later.",
      docsSection: SECTION,
    });
  }
}
