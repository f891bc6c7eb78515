import { Interface, type LogDescription, type Result } from "ethers";
import { type Hex, hexToBigInt, hexToNumber } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Where and when a log is, as rows have it. */
export interface Place {
  readonly block_number: string;
  readonly log_index: number;
  readonly timestamp: string;
  readonly transaction_hash: string;
}

/** A log as the node gives it, decoded by ethers, which the indexer does not use. */
export interface RawLog {
  readonly name: string;
  readonly contract: string;
  /** By name: whole numbers as text, hex in lower case. */
  readonly args: Readonly<Record<string, string | boolean>>;
  readonly place: Place;
}

const CONTRACTS = new Interface([...quittanceAbi, ...jurorPoolAbi.filter(({ type }) => type === "event")]);

/** Every log of the contract and its pool, in the order of the chain. */
export async function rawLogs({ publicClient: client, address, pool, startBlock }: Stack): Promise<RawLog[]> {
  const fromBlock = `0x${BigInt(startBlock).toString(16)}` as const;
  const logs = await client.request({
    method: "eth_getLogs",
    params: [{ address: [address, pool], fromBlock, toBlock: "latest" }],
  });
  const times = new Map<Hex, Promise<bigint>>();
  const timeOf = (blockHash: Hex) => {
    const known = times.get(blockHash);
    if (known !== undefined) return known;
    const asked = client.getBlock({ blockHash }).then(({ timestamp }) => timestamp);
    times.set(blockHash, asked);
    return asked;
  };
  return Promise.all(
    logs.map(
      async ({ address: contract, topics, data, blockNumber, logIndex, transactionHash, blockHash }) => {
        const log = CONTRACTS.parseLog({ topics, data });
        if (log === null) throw new Error(`a log of ${contract} has no event in the ABI: ${topics[0]}`);
        return {
          name: log.name,
          contract: contract.toLowerCase(),
          args: argumentsOf(log),
          place: {
            block_number: String(hexToBigInt(blockNumber as Hex)),
            log_index: hexToNumber(logIndex as Hex),
            timestamp: String(await timeOf(blockHash as Hex)),
            transaction_hash: String(transactionHash),
          },
        };
      },
    ),
  );
}

function argumentsOf({ fragment, args }: LogDescription): RawLog["args"] {
  return Object.fromEntries(
    fragment.inputs.map(({ name, type }) => [name, argumentOf(type, (args as Result).getValue(name))]),
  );
}

function argumentOf(type: string, value: unknown): string | boolean {
  if (typeof value === "boolean") return value;
  return type === "string" ? String(value) : String(value).toLowerCase();
}
