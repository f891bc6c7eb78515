import type { Address, Hex } from "viem";
import { BaseError } from "./base.ts";

/**
 * Thrown when a wallet put its signature into the wrapper of ERC-6492, and has no code on this chain yet. Contracts ask the
 * wallet's code about its signatures, so none of them counts before.
 */
export class WalletNotDeployedError extends BaseError {
  override readonly name = "WalletNotDeployedError";
  readonly wallet: Address;
  /** The contract that deploys the wallet, by the wrapper. Whoever made the wrapper chose it. */
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

interface WalletDeploymentFacts {
  readonly wallet: Address;
  readonly factory: Address;
  readonly factoryData: Hex;
}
