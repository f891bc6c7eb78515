import type { RpcCall } from "../settings/chain.ts";
import { blockOf, latestOf } from "./nodes.ts";

/** A reorganisation that takes back more than this is none that a working chain has. */
const FINAL_AFTER_SECONDS = 60;
/** What Ponder assumes of every chain on which Quittance is: a minute, if a block took two seconds. */
const LEAST = 30;
/** Ponder keeps twice as many blocks in memory. */
const MOST = 600;
/** Blocks whose times are compared. */
const SAMPLE = 200;

/**
 * After how many blocks one is taken for final: after a minute, by the time that the chain's latest blocks took.
 * @param nodes Asked in their order until one answers; 30 when none does, or when the chain is too young to tell.
 */
export async function finalityOf(nodes: readonly RpcCall[]): Promise<number> {
  for (const node of nodes) {
    try {
      const latest = await latestOf(node);
      if (latest < SAMPLE) return LEAST;
      const [last, first] = [await blockOf(node, latest), await blockOf(node, latest - SAMPLE)];
      return blocksIn(last.timestamp - first.timestamp);
    } catch {}
  }
  return LEAST;
}

/** @param seconds What the sample took. */
export function blocksIn(seconds: number): number {
  const blocks = seconds <= 0 ? MOST : Math.ceil((FINAL_AFTER_SECONDS * SAMPLE) / seconds);
  return Math.min(Math.max(blocks, LEAST), MOST);
}

/**
 * Tells Ponder after how many blocks one is final. Its configuration has no place for that: it goes by the chain's id. Call it
 * from the endpoints, which Ponder loads before it begins to index.
 * @returns whether that was possible.
 */
export function setFinality(blocks: number): boolean {
  const build: unknown = Reflect.get(globalThis, "PONDER_INDEXING_BUILD");
  const chains: unknown = Reflect.get(Object(build), "chains");
  if (!Array.isArray(chains) || chains.length === 0) return false;
  for (const chain of chains) Reflect.set(Object(chain), "finalityBlockCount", blocks);
  return true;
}
