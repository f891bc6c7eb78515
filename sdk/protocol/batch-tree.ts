import { concatHex, type Hex, keccak256 } from "viem";
import { requireWord, uintHex } from "./hex-parts.ts";

/** Levels of the highest tree that the SDK signs: 256 messages. */
export const MAX_BATCH_HEIGHT = 8;

/** The most that one signature covers: two for each level. */
export const MAX_BATCH_SIZE = 256;

/** Where a message lies in a signed batch: enough to check it without the others. */
export interface BatchProof {
  /** Place in the batch, counted from 0. */
  readonly index: number;
  /** The hashes beside the message's way to the root, from the message up; one for each level. */
  readonly siblings: readonly Hex[];
}

/** The tree of a batch: a list of two lists of two, and so on, as EIP-712 hashes it. */
export interface BatchTree {
  /** Levels above the messages. */
  readonly height: number;
  readonly root: Hex;
  readonly proofOf: (index: number) => BatchProof;
}

/** Levels that a batch of `count` messages needs; one at least. */
export function batchHeight(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}

/** Fills a batch up to a power of two. */
export function fillBatch<Item>(items: readonly Item[], empty: Item): Item[] {
  const missing = 2 ** batchHeight(items.length) - items.length;
  return [...items, ...Array.from({ length: missing }, () => empty)];
}

/** Puts the items of a full batch into lists of two, level by level, as the typed data has them. */
export function nestBatch(items: readonly unknown[]): readonly unknown[] {
  if (items.length <= 2) return items;
  const half = items.length / 2;
  return [nestBatch(items.slice(0, half)), nestBatch(items.slice(half))];
}

/** The brackets of a list of lists of two: `[2][2]` for a height of 2. */
export function batchBrackets(height: number): string {
  return "[2]".repeat(height);
}

/** @param leaves Struct hashes of a full batch: two, four, eight … */
export function batchTree(leaves: readonly Hex[]): BatchTree {
  const levels: (readonly Hex[])[] = [leaves];
  for (let level = leaves; level.length > 1; ) {
    level = pairs(level);
    levels.push(level);
  }
  const height = levels.length - 1;
  return {
    height,
    root: nodeOf(levels, height, 0),
    proofOf: (index) => ({
      index,
      siblings: levels.slice(0, height).map((_, level) => nodeOf(levels, level, (index >> level) ^ 1)),
    }),
  };
}

/** The root of the batch that holds a leaf at its place. */
export function batchRootOf(leaf: Hex, { index, siblings }: BatchProof): Hex {
  return siblings.reduce(
    (node, sibling, level) =>
      keccak256(concatHex(((index >> level) & 1) === 0 ? [node, sibling] : [sibling, node])),
    leaf,
  );
}

/** A signature of a batch, after the place of what it is used for: height 1 · index 1 · siblings 32 each · signature. */
export function encodeBatchSignature({ index, siblings }: BatchProof, signature: Hex): Hex {
  return concatHex([
    uintHex(siblings.length, { size: 1 }),
    uintHex(index, { size: 1 }),
    ...siblings.map((sibling) => requireWord("batch.siblings", sibling)),
    signature,
  ]);
}

function pairs(level: readonly Hex[]): Hex[] {
  return Array.from({ length: level.length / 2 }, (_, index) =>
    keccak256(concatHex(level.slice(2 * index, 2 * index + 2) as Hex[])),
  );
}

function nodeOf(levels: readonly (readonly Hex[])[], level: number, index: number): Hex {
  const node = levels[level]?.[index];
  if (node === undefined) throw new RangeError(`The batch has no node ${index} at level ${level}.`);
  return node;
}
