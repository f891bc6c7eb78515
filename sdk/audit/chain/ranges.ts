import { type Address, type Hex, numberToHex, type RpcLog } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { decodeError } from "../../errors/decode.ts";
import { NodeAnswerMalformedError } from "../../errors/watching.ts";
import { isTooMuch } from "../../watching/node-questions.ts";

/** Topics of one question: each place takes any of its values, or anything. */
export type Topics = readonly (readonly Hex[] | null)[];

/** Logs of one contract, in stretches of blocks that a node answers. */
export interface LogQuestion {
  readonly address: Address;
  readonly topics: Topics;
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  /** Most blocks that are asked about at once. */
  readonly blockRange: bigint;
}

/**
 * Asks for logs stretch by stretch, and for half of a stretch that a node refuses as too large.
 *
 * @throws NodeAnswerMalformedError for an answer that is no list of logs; RpcFailedError, NodeUnreachableError as nodes fail.
 */
export async function logsIn(client: ActingClient, question: LogQuestion): Promise<RpcLog[]> {
  const { toBlock, blockRange } = question;
  const found: RpcLog[] = [];
  let span = blockRange;
  for (let from = question.fromBlock; from <= toBlock; ) {
    const to = from + span - 1n < toBlock ? from + span - 1n : toBlock;
    try {
      found.push(...(await ask(client, question, from, to)));
    } catch (error) {
      if (span === 1n || !isTooMuch(error)) throw error;
      span /= 2n;
      continue;
    }
    from = to + 1n;
  }
  return found;
}

async function ask(client: ActingClient, question: LogQuestion, from: bigint, to: bigint): Promise<RpcLog[]> {
  const { address, topics } = question;
  const filter = { address, topics, fromBlock: numberToHex(from), toBlock: numberToHex(to) };
  try {
    const answer: unknown = await client.request({ method: "eth_getLogs", params: [filter as never] });
    if (Array.isArray(answer)) return answer as RpcLog[];
  } catch (error) {
    throw decodeError(error);
  }
  throw new NodeAnswerMalformedError("logs are no list");
}

/** Logs in the chain's order, each once. */
export function ordered(logs: readonly RpcLog[]): RpcLog[] {
  const placed = logs.map((log) => ({ log, at: Number(log.blockNumber) * 1e6 + Number(log.logIndex) }));
  const seen = new Set<number>();
  return placed
    .filter(({ at }) => !seen.has(at) && seen.add(at))
    .sort((one, other) => one.at - other.at)
    .map(({ log }) => log);
}

/** Asks many questions, some at a time, and keeps their order. */
export async function askEach<Asked, Answer>(
  asked: readonly Asked[],
  question: (each: Asked) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(asked.slice(at, at + AT_ONCE).map(question))));
  }
  return answers;
}

const AT_ONCE = 64;
