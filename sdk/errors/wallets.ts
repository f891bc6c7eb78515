import type { Address, Hash, Hex } from "viem";
import { BaseError } from "./base.ts";

/**
 * Thrown when a wallet put its signature into the wrapper of ERC-6492, and has no code on this chain yet. Contracts ask the
 * wallet's code about its signatures, so none of them counts before.
 */
export class WalletNotDeployedError extends BaseError {
  override readonly name = "WalletNotDeployedError";
  readonly wallet: Address;
  /** The contract that deploys the wallet, by the wrapper. The maker of the wrapper chose it. */
  readonly factory: Address;
  /** Calldata for the factory. */
  readonly factoryData: Hex;

  constructor({ wallet, factory, factoryData }: WalletDeploymentFacts) {
    super(`The wallet ${wallet} is not deployed on this chain, so its signature does not count yet.`, {
      remedy:
        "Deploy the wallet first: send `factoryData` to `factory`, or any transaction of the wallet itself. Then use the same signature.",
      docsSection: "errors-before-anything-is-sent",
      metaMessages: [`factory: ${factory}`, `factoryData: ${(factoryData.length - 2) / 2} bytes`],
    });
    this.wallet = wallet;
    this.factory = factory;
    this.factoryData = factoryData;
  }
}

/**
 * Thrown when a wallet gave a signature that is not by its account of what it was asked to sign: it signed something else, or
 * with another key. The account has no code that could take it either.
 */
export class SignedOtherwiseError extends BaseError {
  override readonly name = "SignedOtherwiseError";
  readonly account: Address;

  constructor(account: Address) {
    super(`The wallet gave a signature that is not by ${account} of what it was asked to sign.`, {
      docsSection: "errors-on-the-way",
      remedy:
        "Use this signature for nothing. Find out what the wallet signed, and with which key; a smart account must be deployed.",
    });
    this.account = account;
  }
}

/**
 * Thrown when a smart account's user operation was mined and its call reverted. The transaction around it may have succeeded,
 * and holds operations of others. `cause` is the decoded reason, where the entry point has it.
 */
export class UserOperationRevertedError extends BaseError {
  override readonly name = "UserOperationRevertedError";
  /** Of the user operation. */
  readonly hash: Hash;
  /** The transaction that holds it. */
  readonly transactionHash: Hash;

  constructor(hash: Hash, transactionHash: Hash, cause: BaseError | undefined) {
    super(`User operation ${hash} was mined and reverted.`, {
      ...(cause === undefined ? {} : { cause, details: cause.shortMessage }),
      metaMessages: [`in transaction ${transactionHash}`],
      docsSection: "errors-on-the-way",
      remedy: cause?.remedy ?? "Simulate the same request to see why, then send it again.",
    });
    this.hash = hash;
    this.transactionHash = transactionHash;
  }
}

/** Thrown when another user operation of the smart account with the same nonce was mined instead. */
export class UserOperationReplacedError extends BaseError {
  override readonly name = "UserOperationReplacedError";
  /** Of the user operation that can no longer be mined. */
  readonly hash: Hash;
  /** The user operation that was mined. */
  readonly replacement: Hash;

  constructor(hash: Hash, replacement: Hash) {
    super(`User operation ${hash} was replaced by ${replacement}, which has the same nonce.`, {
      docsSection: "errors-on-the-way",
      remedy: "Find out who else signs for this smart account; then decide whether to send again.",
    });
    this.hash = hash;
    this.replacement = replacement;
  }
}

interface WalletDeploymentFacts {
  readonly wallet: Address;
  readonly factory: Address;
  readonly factoryData: Hex;
}
