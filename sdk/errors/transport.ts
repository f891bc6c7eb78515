import type { Hash } from "viem";
import { BaseError } from "./base.ts";

/** Thrown when neither the parameters nor the client has an account to act with. */
export class AccountMissingError extends BaseError {
  override readonly name = "AccountMissingError";

  constructor(action: string) {
    super(`${action} needs an account to send from.`, {
      remedy: "Pass `account`, or create the client with one.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when the node is on another chain than the one expected. Nothing was sent. */
export class ChainMismatchError extends BaseError {
  override readonly name = "ChainMismatchError";
  readonly expected: number;
  readonly actual: number;

  constructor(expected: number, actual: number) {
    super(`The node is on chain ${actual}, but chain ${expected} was expected; nothing was sent.`, {
      remedy: "Point the client's transport at the right chain, or correct chainId.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.expected = expected;
    this.actual = actual;
  }
}

/** Thrown when there is no such contract at the address on this chain. */
export class ContractMissingError extends BaseError {
  override readonly name = "ContractMissingError";

  constructor(address: string, kind = "Quittance contract") {
    super(`There is no ${kind} at ${address} on this chain.`, {
      remedy: "Take address and chain from the deployment record.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when a contract says that its EIP-712 domain is of another address or chain than the one it was asked at. */
export class ContractDomainMismatchError extends BaseError {
  override readonly name = "ContractDomainMismatchError";

  constructor(
    asked: { readonly address: string; readonly chainId: number },
    told: { readonly chainId: number; readonly verifyingContract: string },
  ) {
    super(
      `The contract at ${asked.address} on chain ${asked.chainId} names a domain for ${told.verifyingContract} on chain ${told.chainId}.`,
      {
        remedy:
          "Sign nothing for it: such a signature would count elsewhere. Take address and chain from a source you trust.",
        docsSection: "errors-before-anything-is-sent",
      },
    );
  }
}

/** Thrown when the node could not be reached, or did not answer in time. */
export class NodeUnreachableError extends BaseError {
  override readonly name = "NodeUnreachableError";

  constructor(details: string) {
    super("The node could not be reached or did not answer in time.", {
      details,
      remedy: "Check the RPC URL and the network, then repeat: reading and simulating change nothing.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when the node answered a JSON-RPC request with an error, or an HTTP status. `details` holds it. */
export class RpcFailedError extends BaseError {
  override readonly name: string = "RpcFailedError";
  /** JSON-RPC error code, or HTTP status, when the node gave one. */
  readonly code: number | undefined;

  constructor(
    code: number | undefined,
    details: string,
    wording: { readonly says: string; readonly remedy: string } = {
      says: "The node refused the request",
      remedy: "Read the details; they are the node's own words.",
    },
  ) {
    super(`${wording.says}${code === undefined ? "" : ` (code ${code})`}.`, {
      details,
      remedy: wording.remedy,
      docsSection: "errors-on-the-way",
    });
    this.code = code;
  }
}

/** Thrown when the node takes no more requests for now. Reading logs waits and asks again a few times before. */
export class RateLimitedError extends RpcFailedError {
  override readonly name = "RateLimitedError";

  constructor(code: number | undefined, details: string) {
    super(code, details, {
      says: "The node takes no more requests for now",
      remedy: "Wait and ask again, ask less often, or use a node with a higher limit.",
    });
  }
}

/** Thrown when another transaction of the same account has the nonce already. Nothing was sent. */
export class NonceConflictError extends BaseError {
  override readonly name = "NonceConflictError";

  constructor(details: string) {
    super("Another transaction of this account has the same nonce.", {
      details,
      remedy: "Send one after the other, or create the account with viem's nonceManager.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when the wallet's owner declined to sign or to send. */
export class RequestRejectedError extends BaseError {
  override readonly name = "RequestRejectedError";

  constructor(details: string) {
    super("The wallet declined to sign or send.", {
      details,
      remedy: "Ask its owner, then try again.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when an account failed to sign. `details` is what it said, without what looks like a key. */
export class SignerFailedError extends BaseError {
  override readonly name = "SignerFailedError";

  constructor(details: string) {
    super("The account failed to sign.", {
      details,
      remedy:
        "Check the account's key, or the service that holds it. The details are the account's own words.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when the gas limit that was given is too low for the call, which goes through with more. Nothing was sent. */
export class GasLimitTooLowError extends BaseError {
  override readonly name = "GasLimitTooLowError";

  constructor(gas: bigint) {
    super(`A gas limit of ${gas} is too low for this call.`, {
      remedy: "Leave gas out: it is then estimated.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when the sender cannot pay for the transaction's gas. */
export class GasFundsTooLowError extends BaseError {
  override readonly name = "GasFundsTooLowError";

  constructor(details: string) {
    super("The sender has too little of the chain's native currency to pay for gas.", {
      details,
      remedy: "Fund it, or have anyone else submit: signed operations need no gas of their signer.",
      docsSection: "errors-on-the-way",
    });
  }
}

/**
 * Thrown when the transaction was mined and reverted. `cause` is the decoded reason, where the node can still tell
 * it.
 */
export class TransactionRevertedError extends BaseError {
  override readonly name = "TransactionRevertedError";
  readonly hash: Hash;

  constructor(hash: Hash, cause: BaseError | undefined) {
    super(`Transaction ${hash} was mined and reverted.`, {
      ...(cause === undefined ? {} : { cause, details: cause.shortMessage }),
      docsSection: "errors-on-the-way",
      remedy: cause?.remedy ?? "Simulate the same request to see why, then send it again.",
    });
    this.hash = hash;
  }
}

/** Thrown when a transaction was sent and no answer came that says whether it was taken. It may be mined. */
export class TransactionUncertainError extends BaseError {
  override readonly name = "TransactionUncertainError";
  /** Undefined when a wallet signed it, which alone knows it. */
  readonly hash: Hash | undefined;

  /** @param nonce The one that the transaction of a wallet has if it was taken. */
  constructor(hash: Hash | undefined, details: string, nonce?: number) {
    const unlessTaken =
      nonce === undefined
        ? ""
        : ` If it has none, send it with nonce: ${nonce}, of which one is mined at most.`;
    super(`No answer says whether ${hash ?? "the wallet's transaction"} was taken. It may be mined.`, {
      details,
      remedy: hash
        ? "Wait for it by its hash before you send again."
        : `Look in the wallet before you send again.${unlessTaken}`,
      docsSection: "errors-on-the-way",
    });
    this.hash = hash;
  }
}

/** Thrown when the transaction was not mined in time, or no node told. It may still be mined. */
export class TransactionTimeoutError extends BaseError {
  override readonly name = "TransactionTimeoutError";
  readonly hash: Hash;

  /** @param last What the node said last in the place of a receipt, when it said anything. */
  constructor(hash: Hash, last?: BaseError) {
    super(`Transaction ${hash} was not mined in time.`, {
      ...(last === undefined ? {} : { details: last.shortMessage }),
      remedy: "Wait for it by its hash before you send again: it may still be mined.",
      docsSection: "errors-on-the-way",
    });
    this.hash = hash;
  }
}

/** Thrown when another transaction with the same nonce was mined instead. */
export class TransactionReplacedError extends BaseError {
  override readonly name = "TransactionReplacedError";
  readonly hash: Hash;
  readonly replacement: Hash;

  constructor(hash: Hash, replacement: Hash, reason: "cancelled" | "replaced") {
    super(`Transaction ${hash} was ${reason}: ${replacement} was mined in its place.`, {
      remedy: "Find out who else sends from this account; then decide whether to send again.",
      docsSection: "errors-on-the-way",
    });
    this.hash = hash;
    this.replacement = replacement;
  }
}

/** Thrown when the logs lack the event that proves the operation. */
export class EventMissingError extends BaseError {
  override readonly name = "EventMissingError";

  constructor(eventName: string) {
    super(`The logs hold no ${eventName} event of this contract.`, {
      remedy: "Check the contract address, and that the logs are those of this operation's transaction.",
      docsSection: "errors-on-the-way",
    });
  }
}

/** Thrown when a call reverted for a reason that could not be decoded. `data` is the raw revert data. */
export class UnknownRevertError extends BaseError {
  override readonly name = "UnknownRevertError";
  readonly data: string;

  constructor(data: string) {
    super("The call reverted for a reason that could not be decoded.", {
      details: data === "0x" ? "no revert data" : data.slice(0, 10),
      remedy: "Check that address and chain are those of a Quittance deployment of this version.",
      docsSection: "errors-on-the-way",
    });
    this.data = data;
  }
}
