import {
  type AbiEvent,
  type Address,
  decodeFunctionData,
  getAbiItem,
  type Hex,
  isHex,
  type RpcLog,
  size,
  slice,
  toEventSelector,
} from "viem";
import { quittanceAbi } from "../abi/quittance.ts";
import { isSameAddress } from "../protocol/address.ts";
import { batchedSelectors } from "./relayable.ts";

/** What a receipt holds of one call. */
export type ItemLogs = { readonly logs: readonly RpcLog[] } | { readonly reason: Hex };

const topicOf = (name: string): Hex =>
  toEventSelector(getAbiItem({ abi: quittanceAbi, name } as never) as AbiEvent);

/**
 * The logs of one call, out of a transaction that made it alone or in a batch; or what the contract refused it with.
 * Undefined when the transaction does not make the call: then nothing that is said of it holds.
 */
export function itemLogs(input: {
  /** Calldata of the whole transaction. */
  readonly transaction: Hex;
  /** The call. */
  readonly data: Hex;
  readonly logs: readonly RpcLog[];
  readonly address: Address;
}): ItemLogs | undefined {
  const { transaction, data, logs, address } = input;
  if (transaction.toLowerCase() === data.toLowerCase()) return { logs };
  const calls = callsIn(transaction);
  const index = calls.findIndex((call) => call.toLowerCase() === data.toLowerCase());
  if (index < 0) return undefined;
  const own = logs.filter((log) => isSameAddress(log.address, address));
  const reasons = refusalsIn(own);
  const reason = reasons.get(index);
  if (reason !== undefined) return { reason };
  const event = batchedSelectors().get(slice(data, 0, 4));
  if (event === undefined) return { logs };
  return { logs: logsOfCall({ calls, index, own, event, isRefused: (at) => reasons.has(at) }) };
}

/** Each call that is not refused emits its events in the order of the calls; what else is about their subject is its, too. */
function logsOfCall(input: {
  readonly calls: readonly Hex[];
  readonly index: number;
  readonly own: readonly RpcLog[];
  readonly event: string;
  readonly isRefused: (index: number) => boolean;
}): readonly RpcLog[] {
  const { calls, index, own, event, isRefused } = input;
  const topic = topicOf(event);
  const emitted = own.filter(({ topics }) => topics[0] === topic);
  const counts = calls.map((call, at) => (isRefused(at) ? 0 : eventsOf(call)));
  const before = counts.slice(0, index).reduce((sum, count) => sum + count, 0);
  const subjects = new Set(
    emitted.slice(before, before + (counts[index] ?? 0)).map(({ topics }) => topics[1]),
  );
  return own.filter(({ topics }) => topics.slice(1).some((each) => subjects.has(each)));
}

/** How many events of its own a call emits: one, or one for each order. */
function eventsOf(call: Hex): number {
  const { functionName, args } = decodeFunctionData({ abi: quittanceAbi, data: call });
  return functionName === "pay" ? args[0].length : 1;
}

function callsIn(transaction: Hex): readonly Hex[] {
  try {
    const { functionName, args } = decodeFunctionData({ abi: quittanceAbi, data: transaction });
    return functionName === "batch" ? args[0] : [];
  } catch {
    return [];
  }
}

const WORD = 32;

/** `ItemRefused(index, reason)`: neither is indexed, so both are words of the data. */
function refusalsIn(logs: readonly RpcLog[]): ReadonlyMap<number, Hex> {
  const topic = topicOf("ItemRefused");
  return new Map(
    logs
      .filter(({ topics, data }) => topics[0] === topic && isHex(data) && size(data) >= 3 * WORD)
      .map(({ data }) => {
        const length = Number(slice(data, 2 * WORD, 3 * WORD));
        const reason = length === 0 ? "0x" : slice(data, 3 * WORD, 3 * WORD + length);
        return [Number(slice(data, 0, WORD)), reason] as const;
      }),
  );
}
