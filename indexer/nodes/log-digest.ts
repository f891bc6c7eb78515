import { createHash } from "node:crypto";

/** How many logs there are in an answer, and what tells them from others. */
export interface LogDigest {
  readonly count: number;
  readonly digest: string;
}

/** What a log is, beside the words that some nodes add. */
const PARTS = ["blockHash", "logIndex", "transactionHash", "address", "topics", "data"] as const;

/** Digests the logs of some contracts in an answer; undefined when it is no list. The order of the answer does not count. */
export function digestLogs(answer: unknown, addresses: readonly string[]): LogDigest | undefined {
  if (!Array.isArray(answer)) return undefined;
  const lines = answer
    .filter((log) => addresses.includes(String(Object(log).address).toLowerCase()))
    .map((log) => PARTS.map((part) => String(Object(log)[part]).toLowerCase()).join(" "))
    .sort();
  return { count: lines.length, digest: createHash("sha256").update(lines.join("\n")).digest("hex") };
}
