import { BaseError } from "./base.ts";

/**
 * Thrown when a DID could not be resolved. `code` is the one of the resolver: `notFound`, `invalidDid`,
 * `internalError` …
 */
export class DidUnresolvedError extends BaseError {
  override readonly name = "DidUnresolvedError";
  readonly did: string;
  readonly code: string;

  constructor(did: string, code: string, details: string | undefined) {
    super(`${did} could not be resolved: ${code}.`, {
      ...(details === undefined ? {} : { details }),
      remedy: "Check the DID and the time, and that the resolver knows its chain and contract.",
      docsSection: "errors-of-identities",
    });
    this.did = did;
    this.code = code;
  }
}

/** Thrown when a signature cannot be judged yet: the chain has not reached the moment that is asked about. */
export class MomentAheadError extends BaseError {
  override readonly name = "MomentAheadError";
  /** The time or the block, as DID URLs write it. */
  readonly version: string;

  constructor(version: string) {
    super(`The chain has not reached ${version} yet, so nothing can be told of it.`, {
      remedy: "Ask again when the chain is there, or check that the moment is of this chain and in seconds.",
      docsSection: "errors-of-identities",
    });
    this.version = version;
  }
}

/**
 * Thrown when the keys, the controller or the freeze of an account, as the node's logs have them, are not those of the
 * contract: some of the logs are missing.
 */
export class AccountHistoryOutdatedError extends BaseError {
  override readonly name = "AccountHistoryOutdatedError";

  constructor(account: string, block: bigint) {
    super(`The node's logs of ${account} do not lead to what the contract says of it at block ${block}.`, {
      remedy:
        "Ask again: one of the nodes is behind the others. If it stays so, use a node that has all logs.",
      docsSection: "errors-of-identities",
    });
  }
}

/** Thrown when two answers about the logs of the same blocks differ, though none of these blocks can change any more. */
export class LogsDisagreeError extends BaseError {
  override readonly name = "LogsDisagreeError";

  constructor(from: bigint, to: bigint) {
    super(`Two answers about the logs of blocks ${from} to ${to} differ.`, {
      remedy: "Ask again: one of the nodes is behind the others. If it stays so, use another node.",
      docsSection: "errors-of-identities",
    });
  }
}

/** Thrown when the contract knows an account and the node's logs do not hold its opening. */
export class AccountHistoryIncompleteError extends BaseError {
  override readonly name = "AccountHistoryIncompleteError";

  constructor(account: string, startBlock: number) {
    super(
      `The logs from block ${startBlock} on do not have the opening of ${account}, which the contract knows.`,
      {
        remedy: "Give the contract's own deployment block as startBlock, and a node that has all logs since.",
        docsSection: "errors-of-identities",
      },
    );
  }
}
