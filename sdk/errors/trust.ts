import type { Address } from "viem";
import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

const SECTION = "errors-of-trust";

/** Thrown when a trust statement is about another chain than the one that is asked about. */
export class TrustStatementChainError extends BaseError {
  override readonly name = "TrustStatementChainError";
  readonly stated: number;
  readonly expected: number;

  constructor(stated: number, expected: number) {
    super(`The trust statement is about chain ${stated}, not ${expected}.`, {
      remedy: "Ask for one about your chain: what an address did elsewhere says nothing here.",
      docsSection: SECTION,
    });
    this.stated = stated;
    this.expected = expected;
  }
}

/** Thrown when a trust statement is about the deals of another contract than the one that is asked about. */
export class TrustStatementContractError extends BaseError {
  override readonly name = "TrustStatementContractError";
  readonly stated: Address;
  readonly expected: Address;

  constructor(stated: Address, expected: Address) {
    super(`The trust statement is about the deals of ${stated}, not of ${expected}.`, {
      remedy: "Ask for one about the contract that you use; anyone can deploy another and trade there alone.",
      docsSection: SECTION,
    });
    this.stated = stated;
    this.expected = expected;
  }
}

/** Thrown when a trust statement is about another address than the one that is asked about. */
export class TrustStatementSubjectError extends BaseError {
  override readonly name = "TrustStatementSubjectError";
  readonly stated: Address;
  readonly expected: Address;

  constructor(stated: Address, expected: Address) {
    super(`The trust statement is about ${stated}, not ${expected}.`, {
      remedy: "Ask the signer about your own counterparty: a good name of somebody else says nothing of it.",
      docsSection: SECTION,
    });
    this.stated = stated;
    this.expected = expected;
  }
}

/** Thrown when a trust statement is of another view than the one that is asked for. */
export class TrustStatementViewError extends BaseError {
  override readonly name = "TrustStatementViewError";
  readonly stated: "global" | "personal";
  readonly expected: "global" | "personal";

  constructor(stated: "global" | "personal", expected: "global" | "personal") {
    super(`The trust statement is of the ${stated} view, not of the ${expected} one.`, {
      remedy:
        "Ask for the view that you want. A personal one is as good as its seeds, and anyone can name seeds of its own: compare them with yours in the answer.",
      docsSection: SECTION,
    });
    this.stated = stated;
    this.expected = expected;
  }
}

/** Thrown when a trust statement is read before it was issued, or when now >= its `validUntil`. */
export class TrustStatementExpiredError extends BaseError {
  override readonly name = "TrustStatementExpiredError";
  readonly issuedAt: number;
  readonly validUntil: number;

  constructor(
    { issuedAt, validUntil }: { readonly issuedAt: number; readonly validUntil: number },
    now: number,
  ) {
    super(`The trust statement is good from ${issuedAt} until before ${validUntil}; it is ${now}.`, {
      remedy: "Ask for a new one. If it was just made, compare the clocks.",
      docsSection: SECTION,
    });
    this.issuedAt = issuedAt;
    this.validUntil = validUntil;
  }
}

/** Thrown when an answer is not the one that a trust statement signs: `field` is the first that differs. */
export class TrustAnswerMismatchError extends BaseError {
  override readonly name = "TrustAnswerMismatchError";
  readonly field: string;

  constructor(field: string) {
    super(`The answer is not the one that was signed: ${field} differs.`, {
      remedy: "Believe only what is signed, or fetch answer and statement together again.",
      docsSection: SECTION,
    });
    this.field = field;
  }
}

/** Why a credential is refused. */
export type TrustCredentialReason = keyof typeof REASONS;

const REASONS = {
  malformed: "it is no credential of this kind",
  issuer: "another one issued it",
  forged: "its signature is not the issuer's, or something was altered",
  expired: "it is not in its time of validity",
  revoked: "its issuer revoked it",
  status: "whether it is revoked cannot be told",
} as const;

/** Thrown when a trust credential, or the list that says whether it is revoked, is not to be believed; `reason` says why. */
export class TrustCredentialInvalidError extends BaseError {
  override readonly name = "TrustCredentialInvalidError";
  readonly reason: TrustCredentialReason;

  constructor(reason: TrustCredentialReason, details?: string) {
    super(`The trust credential is refused: ${REASONS[reason]}.`, {
      ...(details === undefined ? {} : { details: startOf(withoutUrls(withoutSecrets(details))).start }),
      remedy: "Believe nothing in it. Ask its issuer for a new one, and check the issuer that you expect.",
      docsSection: SECTION,
    });
    this.reason = reason;
  }
}
