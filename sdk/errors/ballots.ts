import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

/** What another program said, in one line: bounded, without URLs, keys and what a terminal would obey. */
function saidBy(text: string): string {
  const { start, isCut } = startOf(withoutUrls(withoutSecrets(text.slice(0, LONGEST))));
  return isCut ? `${start}…` : start;
}

/** Characters of an answer that are looked at for a message. */
const LONGEST = 2_000;

/** Thrown when a guard is asked for a second score for one question. Nothing was signed. `score` is the one that it keeps. */
export class BallotAlreadyDecidedError extends BaseError {
  override readonly name = "BallotAlreadyDecidedError";
  /** The score that was decided first, 0 to 10000. */
  readonly score: number;

  constructor(score: number, asked: number) {
    super(`This question was answered with the score ${score}, so that ${asked} is not signed.`, {
      remedy:
        "Take what `find` of the guard gives, and sign that: two scores for one question cost a juror its stake.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.score = score;
  }
}

/** Thrown when a guard cannot write to its folder, or finds a damaged record there. Nothing was signed. */
export class BallotGuardFailedError extends BaseError {
  override readonly name = "BallotGuardFailedError";

  constructor(details: string) {
    super("The record of signed ballots cannot be kept, so that nothing is signed.", {
      details: saidBy(details),
      remedy:
        "Give the guard a folder on a local disk that it may write to, with room left; put damaged records back from where they are whole.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when a ballot board does not take what it is given, or does not answer a question. `details` is what it said. */
export class BoardRefusedError extends BaseError {
  override readonly name = "BoardRefusedError";
  /** HTTP status. */
  readonly status: number;
  /** Unix seconds from which it takes the ballot; undefined when it named none. */
  readonly revealAt: number | undefined;

  constructor(status: number, details: string, revealAt: number | undefined) {
    super(`The ballot board refused (status ${status}).`, {
      details: saidBy(details),
      remedy: "Read the details. For 425 wait for `revealAt`, or until all jurors have committed themselves.",
      docsSection: "errors-on-the-way",
    });
    this.status = status;
    this.revealAt = revealAt;
  }
}

/** Thrown when a ballot board does not answer, or answers what no board does. It may have taken what it was given. */
export class BoardUnreachableError extends BaseError {
  override readonly name = "BoardUnreachableError";

  constructor(details: string) {
    super("The ballot board could not be reached, or what answers is none.", {
      details: saidBy(details),
      remedy: "Ask again, or another board: posting twice changes nothing, and the chain alone decides.",
      docsSection: "errors-on-the-way",
    });
  }
}
