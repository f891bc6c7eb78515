import { type Hex, hexToBigInt, numberToHex } from "viem";
import type { Answer, Behaviour, Call } from "./loopback-node.ts";

/** Does what it is asked, and breaks off before it answers, as many times as given. */
export function losingAnswers(methods: readonly string[], times = Number.POSITIVE_INFINITY): Behaviour {
  let left = times;
  return async ({ method }, forward) => {
    const answer = await forward();
    if (!methods.includes(method) || left-- <= 0) return answer;
    return "broken off";
  };
}

/** Answers so in the place of doing anything, as many times as given. */
export function answering(
  methods: readonly string[],
  answer: Answer,
  times = Number.POSITIVE_INFINITY,
): Behaviour {
  let left = times;
  return async ({ method }, forward) => (methods.includes(method) && left-- > 0 ? answer : forward());
}

/** The first behaviour that answers otherwise than the real node does. */
export function both(first: Behaviour, second: Behaviour): Behaviour {
  return (call, forward) => first(call, async (other = call) => second(other, forward));
}

/** As a node refuses what is about a block that it does not have. */
const UNKNOWN_BLOCK: Answer = { error: { code: -32_000, message: "header not found" } };

/** Where a method names a block; of `eth_getLogs`, inside its filter. */
const BLOCK_AT: Readonly<Record<string, number>> = { eth_call: 1, eth_getBlockByNumber: 0 };

/**
 * Answers these methods as a node does that is `blocks` behind: its latest block is an older one, it knows none after that, and
 * looks for logs as far as it has blocks, without a word about the rest.
 */
export function behind(
  blocks: bigint,
  methods: readonly string[],
  times = Number.POSITIVE_INFINITY,
): Behaviour {
  let left = times;
  return async (call, forward) => {
    if (!methods.includes(call.method) || left-- <= 0) return forward();
    const latest = await forward({ method: "eth_blockNumber", params: [] });
    if (!(latest instanceof Object && "result" in latest)) return latest;
    const head = hexToBigInt(latest.result as Hex) - blocks;
    if (call.method === "eth_blockNumber") return { result: numberToHex(head) };
    if (call.method === "eth_getLogs") return logsUpTo(head, call, forward);
    const place = BLOCK_AT[call.method];
    if (place === undefined) return forward();
    const block = call.params[place];
    if (typeof block === "string" && block.startsWith("0x") && hexToBigInt(block as Hex) > head) {
      return call.method === "eth_getBlockByNumber" ? { result: null } : UNKNOWN_BLOCK;
    }
    const known = typeof block === "string" && block.startsWith("0x") ? block : numberToHex(head);
    return forward({ ...call, params: call.params.with(place, known) });
  };
}

async function logsUpTo(
  head: bigint,
  call: Call,
  forward: (other?: Call) => Promise<Answer>,
): Promise<Answer> {
  const [filter] = call.params as readonly [{ readonly fromBlock: Hex; readonly toBlock: Hex }];
  if (hexToBigInt(filter.fromBlock) > head) return { result: [] };
  const toBlock = hexToBigInt(filter.toBlock) > head ? numberToHex(head) : filter.toBlock;
  return forward({ ...call, params: [{ ...filter, toBlock }] });
}

/** Leaves out, without a word, all logs after so many of them, or those before a block. */
export function leavingOutLogs(
  kept: { readonly most?: number; readonly from?: bigint },
  times = Number.POSITIVE_INFINITY,
): Behaviour {
  let left = times;
  return async ({ method }, forward) => {
    const answer = await forward();
    if (method !== "eth_getLogs" || left-- <= 0) return answer;
    if (!(answer instanceof Object && "result" in answer)) return answer;
    const logs = answer.result as readonly { readonly blockNumber: Hex }[];
    const { most = logs.length, from = 0n } = kept;
    return { result: logs.filter((log) => hexToBigInt(log.blockNumber) >= from).slice(0, most) };
  };
}

/** Leaves out, without a word, the logs of one contract. */
export function leavingOutLogsOf(address: Hex, times = Number.POSITIVE_INFINITY): Behaviour {
  let left = times;
  return async ({ method }, forward) => {
    const answer = await forward();
    if (method !== "eth_getLogs" || left-- <= 0) return answer;
    if (!(answer instanceof Object && "result" in answer)) return answer;
    const logs = answer.result as readonly { readonly address: Hex }[];
    return { result: logs.filter((log) => log.address.toLowerCase() !== address.toLowerCase()) };
  };
}
