import {
  type Address,
  type Hex,
  type RpcBlock,
  type RpcLog,
  type RpcTransactionReceipt,
  toEventSelector,
} from "viem";
import { readContract } from "viem/actions";
import { maturityFunction, seedPinnedEvent } from "../../abi/fragments/juror-pool.ts";
import { contestOpenedEvent, panelDrawnEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { decodeError } from "../../errors/decode.ts";
import { askEach, logsIn } from "./ranges.ts";
import type { PoolRecord } from "./record.ts";
import { SEED_DELAY, seedBlockAt } from "./seed-block.ts";

/** Fetches what the draws of a deal were made from: the pool's events up to the last draw, and the seed blocks. */
export async function fetchPool(
  client: ActingClient,
  input: {
    readonly pool: Address;
    readonly fromBlock: bigint;
    readonly blockRange: bigint;
    /** Of the deal. */
    readonly logs: readonly RpcLog[];
    readonly blockAt: (number: bigint) => Promise<RpcBlock>;
    readonly receiptsOf: (hashes: readonly Hex[]) => Promise<RpcTransactionReceipt[]>;
  },
): Promise<PoolRecord> {
  const { pool: address, fromBlock, blockRange, blockAt, receiptsOf } = input;
  const numbersOf = (topic: Hex) =>
    input.logs
      .filter(({ topics: [name] }) => name === topic)
      .map(({ blockNumber }) => BigInt(blockNumber ?? 0));
  const draws = numbersOf(toEventSelector(panelDrawnEvent));
  const contests = numbersOf(toEventSelector(contestOpenedEvent));
  const toBlock = draws.reduce((last, number) => (number > last ? number : last), 0n);
  const [logs, maturity] = await Promise.all([
    logsIn(client, { address, topics: [], fromBlock, toBlock, blockRange }),
    maturityOf(client, address),
  ]);
  const seeds = contests.flatMap((contest) =>
    draws.filter((draw) => draw > contest + SEED_DELAY).map((draw) => seedBlockAt(contest, draw)),
  );
  const pinned = logs
    .filter(({ topics: [name] }) => name === toEventSelector(seedPinnedEvent))
    .map(({ data }) => BigInt(data.slice(0, 66)));
  const own = logs.map(({ blockNumber }) => BigInt(blockNumber ?? 0));
  const numbers = [...new Set([...seeds, ...pinned, ...own])];
  const [blocks, receipts] = await Promise.all([
    askEach(numbers, blockAt),
    receiptsOf([...new Set(logs.map(({ transactionHash }) => transactionHash as Hex))]),
  ]);
  return { address, maturity, fromBlock, logs, receipts, blocks };
}

async function maturityOf(client: ActingClient, address: Address): Promise<number> {
  try {
    return Number(await readContract(client, { address, abi: [maturityFunction], functionName: "maturity" }));
  } catch (error) {
    throw decodeError(error);
  }
}
