import { BaseError } from "./base.ts";

/**
 * Thrown when a watcher gave up: the node failed it more often in a row than it may. `cursor` is where to go on; no event is lost
 * when the next watcher starts there. `cause` is the last failure.
 */
export class WatchInterruptedError extends BaseError {
  override readonly name = "WatchInterruptedError";
  /** A `WatchCursor`; undefined when nothing was read yet. */
  readonly cursor: unknown;

  constructor(attempts: number, cursor: unknown, last: BaseError) {
    super(`The node failed the watcher ${attempts} times in a row.`, {
      cause: last,
      details: last.details ?? last.shortMessage,
      remedy:
        "Start the watcher again with `cursor` of this error, when the node answers or with another node.",
      docsSection: "errors-of-watching-and-history",
    });
    this.cursor = cursor;
  }
}

/** Thrown when the chain replaced more blocks than the watcher, or the cursor that it was given, remembers. */
export class ReorganisationTooDeepError extends BaseError {
  override readonly name = "ReorganisationTooDeepError";
  /** The oldest block that is remembered, and that the chain no longer has. */
  readonly block: bigint;

  constructor(block: bigint) {
    super(`The chain no longer has block ${block}, the oldest that this watcher remembers.`, {
      remedy:
        "Check that the node is on the chain that you watched. If it is, discard what you stored, and watch from the deployment block.",
      docsSection: "errors-of-watching-and-history",
    });
    this.block = block;
  }
}

/** Thrown when a node answers what no node of the chain can: a log that does not fit its block, or that cannot be decoded. */
export class NodeAnswerMalformedError extends BaseError {
  override readonly name = "NodeAnswerMalformedError";

  constructor(details: string) {
    super("The node's answer contradicts itself or cannot be read.", {
      details,
      remedy: "Use another node, and check that the address is that of a Quittance contract of this version.",
      docsSection: "errors-of-watching-and-history",
    });
  }
}
