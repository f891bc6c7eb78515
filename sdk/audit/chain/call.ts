import type { Address, Hex, RpcTransaction } from "viem";
import type { decodeBallots } from "../../protocol/ballots-codec.ts";
import type { Terms } from "../../protocol/terms.ts";

/** A call of the contract that a transaction makes, by the names of its arguments. */
export interface MadeCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Who sent the transaction; undefined where another contract passed the call on, whose caller the chain's record has not. */
  readonly sender: Hex | undefined;
  readonly transaction: Hex;
  readonly block: bigint;
  /** Of an item of a group, which repeats only a part of the terms. */
  readonly dealId?: Hex | undefined;
  /** Of an item of a group, as they would come alone. */
  readonly ballots?: ReturnType<typeof decodeBallots> | undefined;
  /** The buyer's signature of a whole batch, which counts for the items without one of their own. */
  readonly agreed?: AgreedBatch | undefined;
}

/** What the buyer of the first item of a batch signed. */
export interface AgreedBatch {
  readonly buyer: Address;
  readonly digest: Hex;
  readonly signature: Hex;
}

/** Where calls are read, and for which deal. */
export interface CallPlace {
  readonly contract: Address;
  readonly chainId: number;
  /** Of the deal that is audited: brief terms of a group that are like them become whole. */
  readonly terms: Terms;
  readonly transaction: RpcTransaction;
  readonly sender: Hex | undefined;
}

/** Who made a call, and where. */
export function madeAt({
  transaction,
  sender,
}: CallPlace): Pick<MadeCall, "sender" | "transaction" | "block"> {
  return { sender, transaction: transaction.hash, block: BigInt(transaction.blockNumber ?? 0) };
}
