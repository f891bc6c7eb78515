import {
  type AbiEvent,
  type Address,
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
import { decodeCall, functionNameOf } from "./calls.ts";
import { callAfterDeployments, MULTICALL3 } from "./deployments.ts";
import { batchedSelectors, deployingSelectors } from "./relayable.ts";

/** What a receipt holds of one call. */
export type ItemLogs = { readonly logs: readonly RpcLog[] } | { readonly reason: Hex };

const topicOf = (name: string): Hex =>
  toEventSelector(getAbiItem({ abi: quittanceAbi, name } as never) as AbiEvent);

/** What the node says of a transaction, as far as it matters. */
export interface SentCall {
  readonly to: Address | null;
  readonly input: Hex;
}

/**
 * The logs of one call, out of a transaction that made it alone, in a batch, or after the deployment of wallets; or what the
 * contract refused it with. Undefined when the transaction does not make the call: then nothing that is said of it holds.
 */
export function itemLogs(input: {
  readonly transaction: SentCall;
  /** The call. */
  readonly data: Hex;
  readonly logs: readonly RpcLog[];
  readonly address: Address;
}): ItemLogs | undefined {
  const { transaction, data, logs, address } = input;
  const { to } = transaction;
  if (to === null) return undefined;
  if (isSameAddress(to, MULTICALL3)) return logsAfterDeployments(input);
  if (!isSameAddress(to, address)) return undefined;
  if (isSameCall(transaction.input, data)) return { logs };
  const calls = callsIn(transaction.input);
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

const isSameCall = (one: Hex, other: Hex) => one.toLowerCase() === other.toLowerCase();

/**
 * A factory is a stranger's contract, and can have made calls of its own before: the last events of the call's kind are the
 * call's, and what came before the others is not.
 */
function logsAfterDeployments({
  transaction,
  data,
  logs,
  address,
}: Parameters<typeof itemLogs>[0]): ItemLogs | undefined {
  const call = callAfterDeployments(transaction.input, address);
  const event = deployingSelectors().get(slice(data, 0, 4));
  if (call === undefined || event === undefined || !isSameCall(call, data)) return undefined;
  const own = logs.filter((log) => isSameAddress(log.address, address));
  const topic = topicOf(event);
  const places = own.flatMap(({ topics }, index) => (topics[0] === topic ? [index] : []));
  const [first = own.length] = places.slice(-eventsOf(data));
  const before = places.filter((place) => place < first).at(-1) ?? -1;
  const subjects = new Set(places.filter((place) => place >= first).map((place) => own[place]?.topics[1]));
  return {
    logs: own.slice(before + 1).filter(({ topics }) => topics.slice(1).some((each) => subjects.has(each))),
  };
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
  return functionNameOf(call) === "pay" ? listIn(call, "pay").length : 1;
}

function callsIn(transaction: Hex): readonly Hex[] {
  try {
    return listIn(transaction, "batch") as readonly Hex[];
  } catch {
    return [];
  }
}

/** The list that a function takes first; empty for a call of another function. */
function listIn(data: Hex, functionName: string): readonly unknown[] {
  const call = decodeCall(data);
  return call?.functionName === functionName ? (call.args[0] as readonly unknown[]) : [];
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
