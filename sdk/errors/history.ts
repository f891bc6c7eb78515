import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

const SECTION = "errors-of-watching-and-history";

/** What another program said, in one line: bounded, without URLs, keys and what a terminal would obey. */
function saidBy(text: string): string {
  const { start, isCut } = startOf(withoutUrls(withoutSecrets(text.slice(0, LONGEST))));
  return isCut ? `${start}…` : start;
}

/** Characters of an answer that are looked at for a message. */
const LONGEST = 2_000;

/** Thrown when no answer of the indexer came: no connection, a connection that broke off, or the time was over. */
export class IndexerUnreachableError extends BaseError {
  override readonly name = "IndexerUnreachableError";

  constructor(details: string) {
    super("The indexer could not be reached or did not answer in time.", {
      details: saidBy(details),
      remedy: "Start the indexer, or correct its URL, then ask again: asking changes nothing.",
      docsSection: SECTION,
    });
  }
}

/** Thrown when the indexer refuses a question. `details` is what it said, `status` its HTTP status. */
export class IndexerRefusedError extends BaseError {
  override readonly name = "IndexerRefusedError";
  readonly status: number;

  constructor(status: number, details: string) {
    super(`The indexer refused the question (HTTP ${status}).`, {
      details: saidBy(details),
      remedy: "Read the details, and correct the question, or what the indexer asks for to answer it.",
      docsSection: SECTION,
    });
    this.status = status;
  }
}

/** Thrown when the indexer has no time, or has not read the chain up to now yet, after all attempts. */
export class IndexerNotReadyError extends BaseError {
  override readonly name = "IndexerNotReadyError";
  readonly status: number;
  /** Seconds after which the indexer asked to be asked again; undefined when it named none. */
  readonly retryAfter: number | undefined;

  constructor(status: number, details: string, retryAfter: number | undefined) {
    super(`The indexer is not ready to answer (HTTP ${status}).`, {
      details: saidBy(details),
      remedy: "Ask again later; /ready of the indexer answers 200 when it has read everything up to now.",
      docsSection: SECTION,
    });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Thrown when an answer is none that an indexer of this version gives. `details` says where it differs. */
export class IndexerAnswerMalformedError extends BaseError {
  override readonly name = "IndexerAnswerMalformedError";

  constructor(details: string) {
    super("What answers is no indexer of Quittance, or one of another version.", {
      details: saidBy(details),
      remedy: "Give the indexer's base URL, and use the library and the indexer in one version.",
      docsSection: SECTION,
    });
  }
}
