import type { Address, Hex, RpcBlock, RpcLog, RpcTransaction, RpcTransactionReceipt } from "viem";
import type { TokenDomain } from "../../client/token-domain.ts";

/**
 * What a node said of one deal, as it said it: enough to check the deal again without asking anybody. Nothing in it is believed
 * before it was recomputed or compared.
 */
export interface DealRecord {
  readonly chainId: number;
  /** The Quittance contract. */
  readonly contract: Address;
  readonly token: TokenDomain;
  readonly dealId: Hex;
  readonly fromBlock: bigint;
  /** The last block that was looked at. */
  readonly toBlock: bigint;
  /** Every log of the contract that names the deal, in the chain's order. */
  readonly logs: readonly RpcLog[];
  /** Of each transaction that has one of the logs. */
  readonly transactions: readonly RpcTransaction[];
  readonly receipts: readonly RpcTransactionReceipt[];
  /** Of each block that has one of the logs, and the last one. */
  readonly blocks: readonly RpcBlock[];
  /** Signers that have code, and so may sign by what their code says (ERC-1271). */
  readonly withCode: readonly Address[];
  /** What the draws of round 2 were made from; left out where no panel was drawn. */
  readonly pool?: PoolRecord | undefined;
  /** Managed accounts among the parties, the arbiter and the payers of bonds. */
  readonly accounts: readonly AccountRecord[];
  /** The deals that this one replaced, the nearest first. */
  readonly ancestors: readonly DealRecord[];
}

/** What a node said of a juror pool. */
export interface PoolRecord {
  readonly address: Address;
  /** Seconds that a seat must be held before it can be drawn. */
  readonly maturity: number;
  readonly fromBlock: bigint;
  /** Every log of the pool up to the last draw. */
  readonly logs: readonly RpcLog[];
  /** Of each transaction that has one of the logs. */
  readonly receipts: readonly RpcTransactionReceipt[];
  /** Blocks of those logs, and the seed blocks. */
  readonly blocks: readonly RpcBlock[];
}

/** What a node said of a managed account. */
export interface AccountRecord {
  readonly account: Address;
  /** Every log that opens it, or is about its keys, its policy or its freezing, and those about its principal. */
  readonly logs: readonly RpcLog[];
  /** Of each transaction that has one of the logs. */
  readonly receipts: readonly RpcTransactionReceipt[];
}
