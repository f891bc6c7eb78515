import {
  type AbiEvent,
  type Address,
  decodeEventLog,
  type Hex,
  numberToHex,
  type RpcBlock,
  type RpcLog,
  toEventSelector,
} from "viem";
import { jurorPoolAbi } from "../../abi/juror-pool.ts";
import { quittanceAbi } from "../../abi/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { decodeError } from "../../errors/decode.ts";
import { lazily } from "../../errors/lazily.ts";
import { NodeAnswerMalformedError } from "../../errors/watching.ts";
import { escrowEventNames, type FactLog, poolEventNames } from "../../reputation/fact-logs.ts";
import { askEach, logsIn } from "../chain/ranges.ts";

interface Range {
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  readonly blockRange: bigint;
}

/** Events by their topics, which take time to hash. */
const escrowEvents = /* @__PURE__ */ lazily(() => byTopic(quittanceAbi, escrowEventNames));
const poolEvents = /* @__PURE__ */ lazily(() => byTopic(jurorPoolAbi, poolEventNames));

function byTopic(
  abi: readonly { readonly type: string; readonly name?: string }[],
  names: readonly string[],
) {
  const events = abi.filter(({ type, name = "" }) => type === "event" && names.includes(name));
  return new Map(events.map((event) => [toEventSelector(event as AbiEvent), event as AbiEvent]));
}

/** Reads and decodes the logs that facts come from, with the times of their blocks. */
export async function fetchFactLogs(
  client: ActingClient,
  { quittance, pools }: { readonly quittance: Address; readonly pools: readonly Address[] },
  range: Range,
): Promise<FactLog[]> {
  const contracts = [
    { address: quittance, events: escrowEvents() },
    ...[...new Set(pools.map((pool) => pool.toLowerCase() as Address))].map((address) => ({
      ...{ address, events: poolEvents() },
    })),
  ];
  const found: { readonly log: RpcLog; readonly events: ReadonlyMap<Hex, AbiEvent> }[] = [];
  for (const { address, events } of contracts) {
    const logs = await logsIn(client, { address, topics: [[...events.keys()]], ...range });
    for (const log of logs) {
      requireAsked(log, address, range);
      found.push({ log, events });
    }
  }
  const times = await timesOf(
    client,
    found.map(({ log }) => log),
  );
  return found.map(({ log, events }) => decoded(log, events, times));
}

/** A node that answers with logs of other contracts or other blocks cannot be believed at all. */
function requireAsked(log: RpcLog, address: Address, { fromBlock, toBlock }: Range): void {
  const isNumber = (value: unknown) => typeof value === "string" && /^0x[0-9a-f]{1,16}$/i.test(value);
  if (!isNumber(log.blockNumber) || !isNumber(log.logIndex)) {
    throw new NodeAnswerMalformedError("a log has no block or no index");
  }
  const block = BigInt(log.blockNumber ?? 0);
  const isAsked = String(log.address).toLowerCase() === address.toLowerCase() && log.removed !== true;
  if (isAsked && block >= fromBlock && block <= toBlock) return;
  throw new NodeAnswerMalformedError("a log is of another contract or another block than was asked about");
}

/** The times of the blocks of logs: those that the node tells beside them, else of the blocks. */
async function timesOf(client: ActingClient, logs: readonly RpcLog[]): Promise<ReadonlyMap<Hex, bigint>> {
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber as Hex))];
  const times = await askEach(numbers, (number) => timeOf(client, number));
  return new Map(numbers.map((number, index) => [number, times[index] ?? 0n]));
}

async function timeOf(client: ActingClient, number: Hex): Promise<bigint> {
  let block: Partial<RpcBlock> | null;
  try {
    const params = [numberToHex(BigInt(number)), false];
    block = (await client.request({ method: "eth_getBlockByNumber", params } as never)) as typeof block;
  } catch (error) {
    throw decodeError(error);
  }
  if (typeof block?.timestamp === "string") return BigInt(block.timestamp);
  throw new NodeAnswerMalformedError(`there is no block ${BigInt(number)}, of which it has logs`);
}

function decoded(
  { address, topics, data, blockNumber, logIndex }: RpcLog,
  events: ReadonlyMap<Hex, AbiEvent>,
  times: ReadonlyMap<Hex, bigint>,
): FactLog {
  const place = {
    ...{ address, blockNumber: BigInt(blockNumber ?? 0), logIndex: Number(logIndex) },
    timestamp: times.get(blockNumber as Hex) ?? 0n,
  };
  const event = events.get(topics[0] as Hex);
  if (event === undefined)
    throw new NodeAnswerMalformedError("a log is of another event than was asked about");
  try {
    const { args } = decodeEventLog({ abi: [event], data, topics: topics as never, strict: true });
    return { ...place, eventName: event.name, args } as unknown as FactLog;
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    throw new NodeAnswerMalformedError(`a ${event.name} log cannot be decoded (${reason})`);
  }
}
