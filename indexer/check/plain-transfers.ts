import { erc20Abi, type Hex, isAddressEqual, pad, toEventSelector } from "viem";
import type { RpcCall } from "../settings/chain.ts";
import { type ChainLog, logsOf, logsOfTransaction } from "./nodes.ts";
import { RECEIVING, receivedBy } from "./received.ts";

const [TRANSFER] = erc20Abi
  .filter((item) => item.type === "event" && item.name === "Transfer")
  .map((item) => toEventSelector(item as Extract<typeof item, { readonly type: "event" }>));

/** Blocks in one request. */
const STRIDE = 2_000;
/** Blocks that a reorganisation may still replace. */
const UNSETTLED = 1_000;

/**
 * Sums what was sent to a contract by plain transfers, which no row knows: what the token says that the contract received,
 * without what the contract's own events say. Read from the chain, in steps.
 */
export class PlainTransfers {
  readonly #token: Hex;
  readonly #holder: Hex;
  #next: number;
  #sum = 0n;

  /** @param from The first block that can have one. */
  constructor(token: Hex, holder: Hex, from: number) {
    this.#token = token;
    this.#holder = holder;
    this.#next = from;
  }

  /**
   * Reads on, up to a block. The last blocks before it are read again each time: a reorganisation may replace them.
   * @param steps How many stretches at most.
   * @returns base units up to that block, or undefined when there is more to read.
   */
  async upTo(block: number, node: RpcCall, steps: number): Promise<bigint | undefined> {
    const settled = block - UNSETTLED;
    for (let step = 0; step < steps && this.#next <= settled; step++) {
      const last = Math.min(this.#next + STRIDE - 1, settled);
      this.#sum += await this.#between(node, this.#next, last);
      this.#next = last + 1;
    }
    if (this.#next <= settled) return undefined;
    return this.#sum + (await this.#between(node, this.#next, block));
  }

  async #between(node: RpcCall, from: number, to: number): Promise<bigint> {
    const received = { address: this.#token, topics: [TRANSFER ?? "0x", null, pad(this.#holder)] };
    const transfers = await logsOf(node, received, from, to);
    if (transfers.length === 0) return 0n;
    const events = await logsOf(node, { address: this.#holder, topics: [RECEIVING] }, from, to);
    const differences = new Map<Hex, bigint>();
    const add = (log: ChainLog, amount: bigint) =>
      differences.set(log.transactionHash, (differences.get(log.transactionHash) ?? 0n) + amount);
    for (const log of transfers) add(log, BigInt(log.data));
    for (const log of events) add(log, -receivedBy(log));
    let sum = 0n;
    for (const [transaction, difference] of differences) {
      // The node may have left an event out; the receipt has all.
      if (difference !== 0n) sum += await this.#inTransaction(node, transaction);
    }
    return sum;
  }

  async #inTransaction(node: RpcCall, transaction: Hex): Promise<bigint> {
    let sum = 0n;
    for (const log of await logsOfTransaction(node, transaction)) {
      if (isAddressEqual(log.address, this.#token)) {
        const isReceived = log.topics[0] === TRANSFER && log.topics[2] === pad(this.#holder);
        if (isReceived) sum += BigInt(log.data);
      } else if (isAddressEqual(log.address, this.#holder)) sum -= receivedBy(log);
    }
    return sum;
  }
}
