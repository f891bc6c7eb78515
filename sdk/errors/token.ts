import { BaseError, type DocsPage } from "./base.ts";

/** The token (USDC) refused. `reason` is what it said. */
export class TokenRefusedError extends BaseError {
  override readonly name: string = "TokenRefusedError";
  readonly reason: string;

  constructor(
    reason: string,
    wording: { readonly says: string; readonly remedy: string; readonly docsPage: DocsPage } = {
      says: "The token refused.",
      remedy: "Check balance, allowance and signature of whoever pays, and that the token is not paused.",
      docsPage: "deposit",
    },
  ) {
    super(wording.says, { details: reason, remedy: wording.remedy, docsPage: wording.docsPage });
    this.reason = reason;
  }
}

export class TokenBalanceTooLowError extends TokenRefusedError {
  override readonly name = "TokenBalanceTooLowError";

  constructor(reason: string) {
    super(reason, {
      says: "The payer's wallet holds less USDC than this takes.",
      remedy: "Fund the wallet: a deal takes all amounts plus the verification fee for each milestone.",
      docsPage: "open-deal",
    });
  }
}

export class TokenAllowanceTooLowError extends TokenRefusedError {
  override readonly name = "TokenAllowanceTooLowError";

  constructor(reason: string) {
    super(reason, {
      says: "The contract may not take that much USDC from the caller.",
      remedy: "Call approveDeposit first, or deposit by signature with depositWithAuthorization.",
      docsPage: "deposit",
    });
  }
}

export class TokenBlacklistedError extends TokenRefusedError {
  override readonly name = "TokenBlacklistedError";

  constructor(reason: string) {
    super(reason, {
      says: "The token has blacklisted the payer, the recipient or the contract.",
      remedy: "Use another wallet, or have the token's issuer lift the block.",
      docsPage: "withdraw",
    });
  }
}

export class TokenPausedError extends TokenRefusedError {
  override readonly name = "TokenPausedError";

  constructor(reason: string) {
    super(reason, {
      says: "The token is paused by its issuer.",
      remedy: "Try again when it is unpaused; nothing is lost meanwhile.",
      docsPage: "withdraw",
    });
  }
}

export class TokenAuthorizationUsedError extends TokenRefusedError {
  override readonly name = "TokenAuthorizationUsedError";

  constructor(reason: string) {
    super(reason, {
      says: "The payer's authorisation was used or cancelled before.",
      remedy: "For a deposit sign with another salt; for a deal sign terms with another salt.",
      docsPage: "deposit-with-authorization",
    });
  }
}

export class TokenAuthorizationExpiredError extends TokenRefusedError {
  override readonly name = "TokenAuthorizationExpiredError";

  constructor(reason: string) {
    super(reason, {
      says: "The payer's authorisation has expired.",
      remedy: "Sign again with a later validBefore; for a deal that is openBy of the terms.",
      docsPage: "deposit-with-authorization",
    });
  }
}

export class TokenSignatureInvalidError extends TokenRefusedError {
  override readonly name = "TokenSignatureInvalidError";

  constructor(reason: string) {
    super(reason, {
      says: "The token does not take the payer's signature for this payment.",
      remedy:
        "Sign with signPayment (deal) or signDeposit (deposit): from, to, value, validBefore and nonce must be exactly those of the call, and the domain the token's own (readTokenDomain).",
      docsPage: "open-deal",
    });
  }
}

/** The token's name and version do not make the domain separator it says it uses. */
export class TokenDomainMismatchError extends BaseError {
  override readonly name = "TokenDomainMismatchError";

  constructor(token: string, name: string, version: string) {
    super(
      `Signatures for the token ${token} cannot be made from its name "${name}" and version "${version}".`,
      {
        remedy: "Check that the address is USDC on this chain.",
        docsPage: "open-deal",
      },
    );
  }
}
