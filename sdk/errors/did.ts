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
