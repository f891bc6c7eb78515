import { toHex } from "viem";
import type { FaultKind } from "./fault-kinds.ts";
import type { Random } from "./random.ts";

/** A question to a node. */
export interface Question {
  readonly method: string;
  readonly params?: unknown;
}

/** A node that drops, delays and lies. */
export interface FaultyNode {
  readonly answer: (question: Question, forward: () => Promise<unknown>) => Promise<unknown>;
  /** Hands on a transaction that was held up; all of them, in their order, with `all`. */
  readonly handOn: (all?: "all") => Promise<void>;
}

const SEND = "eth_sendRawTransaction";
/** What a node answers with null, as if it had never heard of it. */
const FORGOTTEN = new Set(["eth_getTransactionReceipt", "eth_getTransactionByHash"]);

/** All that is random is drawn when the node is asked, so that the same seed is the same schedule. */
export function faultyNode(
  random: Random,
  happened: (kind: FaultKind) => void,
  isFaulty: () => boolean,
): FaultyNode {
  const late: (() => Promise<unknown>)[] = [];
  const earlier = new Map<string, unknown>();

  const fails = (kind: FaultKind, words: string): never => {
    happened(kind);
    throw new Error(words);
  };
  const answer: FaultyNode["answer"] = async ({ method, params }, forward) => {
    if (!isFaulty()) return forward();
    const [isDown, isLost, isForgotten] = [random.chance(0.02), random.chance(0.02), random.chance(0.1)];
    const [isLate, lag] = [random.chance(0.03), random.chance(0.05) ? random.whole(-2, 2) : 0];
    if (isDown) return fails("a node takes no question", "connection refused");
    if (isLate && method === SEND) {
      late.push(forward);
      return fails("a transaction is handed on late", "the request took too long");
    }
    const key = JSON.stringify([method, params]);
    const before = earlier.get(key);
    const result = await forward();
    if (method !== SEND) earlier.set(key, result);
    if (isLost) return fails("a node's answer is lost", "the answer was lost");
    if (isForgotten && FORGOTTEN.has(method)) {
      happened("a node says that it knows no transaction");
      return null;
    }
    if (method === "eth_getTransactionCount" && lag !== 0) {
      happened("a node lies about a nonce");
      return toHex(Math.max(0, Number(result) + lag));
    }
    if (!isLate || before === undefined) return result;
    happened("a node's answer is late, and an older one comes");
    return before;
  };
  const handOn: FaultyNode["handOn"] = async (all) => {
    for (const next of late.splice(0, all === "all" ? late.length : 1)) await next().catch(() => undefined);
  };
  return { answer, handOn };
}
