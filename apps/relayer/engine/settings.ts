import type { Address } from "viem";

/** How the engine packs, prices and waits. */
export interface EngineSettings {
  /** The Quittance contract. */
  readonly address: Address;
  readonly chainId: number;
  /** Blocks after which a transaction counts as final. Deeper reorganisations are noticed, too, when a nonce comes back. */
  readonly finalDepth: number;
  /** Milliseconds after which a transaction that no block took is replaced at a higher price. */
  readonly stuckAfter: number;
  /** Milliseconds for which one worker alone writes, unless it extends that. */
  readonly leaseFor: number;
  /** Milliseconds for which the simulation of an intent that was just accepted counts. */
  readonly freshFor: number;
  /** Milliseconds after which an intent is refused that reverts while transactions wait, which could still change that. */
  readonly refuseAfter: number;
  /** Transactions that may wait for a block at once. */
  readonly mostOpen: number;
  /** Intents of one batch. */
  readonly mostItems: number;
  /** Bytes of calldata of one batch. */
  readonly mostBytes: number;
  /** Gas of one transaction. */
  readonly mostGas: bigint;
  /** Gas of one intent that deploys wallets, with the deployments. */
  readonly mostDeployingGas: bigint;
  /** Wei for each unit of gas that the chain asks for at least. */
  readonly leastBaseFee: bigint;
  /** Wei for each unit of gas to the block's producer. */
  readonly priorityFee: bigint;
  /** The most that is paid for each unit of gas, wei; while the chain asks for more, intents wait. */
  readonly mostFeePerGas: bigint;
}

/** What fits Base, where a block comes every 200 ms and takes 16,777,216 gas from one transaction. */
export const defaultSettings: Omit<EngineSettings, "address" | "chainId"> = {
  finalDepth: 64,
  stuckAfter: 15_000,
  leaseFor: 15_000,
  freshFor: 10_000,
  refuseAfter: 60_000,
  mostOpen: 16,
  mostItems: 100,
  mostBytes: 90_000,
  mostGas: 14_000_000n,
  mostDeployingGas: 4_000_000n,
  leastBaseFee: 5_000_000n,
  priorityFee: 1_000_000n,
  mostFeePerGas: 5_000_000_000n,
};
