import type { Address } from "viem";
import { BaseError } from "./base.ts";

/** How an error of the token is worded, and more facts. */
interface TokenWording {
  readonly says: string;
  readonly remedy: string;
  readonly metaMessages?: readonly string[];
}

/** Who pays how much, and what it has for that. Amounts are USDC base units. */
export interface Shortage {
  readonly payer: Address;
  readonly required: bigint;
  /** What its wallet holds, or what the contract may take of it. */
  readonly available: bigint;
}

/** Thrown when USDC reverts with a text that no other class knows. `reason` is the text. */
export class TokenRefusedError extends BaseError {
  override readonly name: string = "TokenRefusedError";
  readonly reason: string;

  constructor(
    reason: string,
    wording: TokenWording = {
      says: "The token refused.",
      remedy: "Check the payer's balance, allowance and signature, and that the token is not paused.",
    },
  ) {
    const { says, remedy, metaMessages = [] } = wording;
    super(says, { details: reason, remedy, metaMessages, docsSection: "errors-of-the-token" });
    this.reason = reason;
  }
}

/** Thrown when USDC reverts with “… exceeds balance”: the payer's wallet holds too little. */
export class TokenBalanceTooLowError extends TokenRefusedError {
  override readonly name = "TokenBalanceTooLowError";

  /** Undefined where the payer's balance could not be read. */
  readonly shortage: Shortage | undefined;

  constructor(reason: string, shortage?: Shortage) {
    super(reason, {
      says: "The payer's wallet holds less USDC than this takes.",
      remedy: "Fund the wallet: a deal takes all amounts plus the verification fee for each milestone.",
      metaMessages: factsOf(shortage, "it holds"),
    });
    this.shortage = shortage;
  }
}

/** Thrown when USDC reverts with “… exceeds allowance”: the contract may not take that much from the caller. */
export class TokenAllowanceTooLowError extends TokenRefusedError {
  override readonly name = "TokenAllowanceTooLowError";

  /** Undefined where the allowance could not be read. */
  readonly shortage: Shortage | undefined;

  constructor(reason: string, shortage?: Shortage) {
    super(reason, {
      says: "The contract may not take that much USDC from the caller.",
      remedy: "Call approveDeposit first, or deposit by signature with depositWithAuthorization.",
      metaMessages: factsOf(shortage, "it allows"),
    });
    this.shortage = shortage;
  }
}

/** Thrown when USDC reverts with “… blacklisted”: it has blacklisted the payer, the recipient or the contract. */
export class TokenBlacklistedError extends TokenRefusedError {
  override readonly name = "TokenBlacklistedError";

  constructor(reason: string) {
    super(reason, {
      says: "The token has blacklisted the payer, the recipient or the contract.",
      remedy: "Use another wallet, or have the token's issuer lift the block.",
    });
  }
}

/** Thrown when USDC reverts with “Pausable: paused”: its issuer has paused it. */
export class TokenPausedError extends TokenRefusedError {
  override readonly name = "TokenPausedError";

  constructor(reason: string) {
    super(reason, {
      says: "The token is paused by its issuer.",
      remedy: "Try again when it is unpaused; nothing is lost meanwhile.",
    });
  }
}

/** Thrown when USDC reverts with “… used or canceled”: the payer's authorisation was used or cancelled before. */
export class TokenAuthorizationUsedError extends TokenRefusedError {
  override readonly name = "TokenAuthorizationUsedError";

  constructor(reason: string) {
    super(reason, {
      says: "The payer's authorisation was used or cancelled before.",
      remedy: "It may have paid already: look first. To pay once more, sign with another salt.",
    });
  }
}

/** Thrown when USDC reverts with “authorization is expired”: the payer's authorisation has expired. */
export class TokenAuthorizationExpiredError extends TokenRefusedError {
  override readonly name = "TokenAuthorizationExpiredError";

  constructor(reason: string) {
    super(reason, {
      says: "The payer's authorisation has expired.",
      remedy: "Sign again with a later validBefore; for a deal that is openBy of the terms.",
    });
  }
}

/** Thrown when USDC reverts with “invalid signature”: it does not take the payer's signature for this payment. */
export class TokenSignatureInvalidError extends TokenRefusedError {
  override readonly name = "TokenSignatureInvalidError";

  constructor(
    reason: string,
    wording: TokenWording = {
      says: "The token does not take the payer's signature for this payment.",
      remedy:
        "Sign with signPayment (deal) or signDeposit (deposit): from, to, value, validBefore and nonce must be exactly those of the call, and the domain the token's own (readTokenDomain).",
    },
  ) {
    super(reason, wording);
  }
}

/** Thrown when the token's name and version do not make the domain separator that it says it uses. */
export class TokenDomainMismatchError extends BaseError {
  override readonly name = "TokenDomainMismatchError";

  constructor(token: string, name: string, version: string) {
    super(
      `Signatures for the token ${token} cannot be made from its name "${name}" and version "${version}".`,
      {
        remedy: "Check that the address is USDC on this chain.",
        docsSection: "errors-before-anything-is-sent",
      },
    );
  }
}

function factsOf(shortage: Shortage | undefined, has: string): readonly string[] {
  if (shortage === undefined) return [];
  const { payer, required, available } = shortage;
  return [`payer: ${payer}`, `${has}: ${available}`, `required: ${required} (USDC base units)`];
}
