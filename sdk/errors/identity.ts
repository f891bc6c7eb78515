import { BaseError } from "./base.ts";
import { withoutSecrets } from "./secrets.ts";

/** Thrown when the identity registry reverted. `reason` is its text. */
export class IdentityRegistryRefusedError extends BaseError {
  override readonly name: string = "IdentityRegistryRefusedError";
  readonly reason: string;

  constructor(
    reason: string,
    wording: { readonly says: string; readonly remedy: string } = {
      says: "The identity registry refused.",
      remedy:
        "Check agentId, the sender and the registry's address; the details are the registry's own words.",
    },
  ) {
    super(wording.says, { details: reason, remedy: wording.remedy, docsSection: "errors-of-identities" });
    this.reason = reason;
  }
}

/** Thrown when the registry has no agent of this id. */
export class AgentUnknownError extends IdentityRegistryRefusedError {
  override readonly name = "AgentUnknownError";

  constructor(reason: string) {
    super(reason, {
      says: "The identity registry has no agent of this id.",
      remedy: "Register it first, or check which chain and registry the id belongs to.",
    });
  }
}

/** Thrown when the sender neither owns the agent nor is approved by its owner. */
export class AgentNotAuthorizedError extends IdentityRegistryRefusedError {
  override readonly name = "AgentNotAuthorizedError";

  constructor(reason: string) {
    super(reason, {
      says: "The sender neither owns this agent nor is approved by its owner.",
      remedy: "Send it from the agent's owner, or have the owner approve the sender (ERC-721).",
    });
  }
}

/** Thrown when the deadline of the new wallet's proof has passed. */
export class AgentWalletProofExpiredError extends IdentityRegistryRefusedError {
  override readonly name = "AgentWalletProofExpiredError";

  constructor(reason: string) {
    super(reason, {
      says: "The deadline of the new wallet's proof has passed.",
      remedy: "Have the wallet sign again, and send it within five minutes.",
    });
  }
}

/** Thrown when the deadline of the new wallet's proof is more than five minutes ahead. */
export class AgentWalletDeadlineTooFarError extends IdentityRegistryRefusedError {
  override readonly name = "AgentWalletDeadlineTooFarError";

  constructor(reason: string) {
    super(reason, {
      says: "The deadline of the new wallet's proof is more than five minutes ahead.",
      remedy: "Sign with a deadline of at most the latest block's time + 300.",
    });
  }
}

/** Thrown when the new wallet did not sign for this agent, owner and deadline. */
export class AgentWalletProofInvalidError extends IdentityRegistryRefusedError {
  override readonly name = "AgentWalletProofInvalidError";

  constructor(reason: string) {
    super(reason, {
      says: "The new wallet has not signed for this agent, owner and deadline.",
      remedy: "Sign with signAgentWallet under the registry's own domain; a managed account cannot sign.",
    });
  }
}

/** Thrown when no canonical identity registry is known on the chain. */
export class IdentityRegistryUnknownError extends BaseError {
  override readonly name = "IdentityRegistryUnknownError";
  readonly chainId: number;

  constructor(chainId: number) {
    super(`No canonical identity registry is known on chain ${chainId}.`, {
      remedy: "Pass the address of the registry that is used there.",
      docsSection: "errors-of-identities",
    });
    this.chainId = chainId;
  }
}

/** Thrown when a public file, such as a registration file, could not be read. */
export class PublicFileUnavailableError extends BaseError {
  override readonly name = "PublicFileUnavailableError";
  readonly uri: string;

  constructor(uri: string, details: string, remedy = "Check the address, or try again later.") {
    // What is no URI at all may be a key that was put there by mistake.
    const given = URL.canParse(uri) ? uri : withoutSecrets(uri);
    const shown = given.length > 120 ? `${given.slice(0, 120)}…` : given;
    super(`The file at ${shown} could not be read.`, {
      details,
      remedy,
      docsSection: "errors-of-identities",
    });
    this.uri = given;
  }
}
