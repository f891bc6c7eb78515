import type { Hex } from "viem";
import * as z from "zod/mini";
import type { Schema } from "../json/fields.ts";
import { bytes32, list, record, uint } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";

/** A block by number and hash. */
export interface BlockMark {
  readonly block: number;
  readonly hash: Hex;
}

/**
 * How far a watcher has read: everything up to and including one log. It is JSON, to be stored as it is and passed as `cursor` to
 * the next watcher.
 */
export interface WatchCursor extends BlockMark {
  /** Index of that log in the block; null: every log of the block. */
  readonly logIndex: number | null;
  /** Which of the log's events it is: one log may hold many verdicts. */
  readonly part: number;
  /** Blocks before it, latest first, farther apart the older they are: where the chain may have parted since. */
  readonly before: readonly BlockMark[];
}

/** More marks than any watcher writes. */
const MOST_MARKS = 64;

const nullable = <Value>(inner: Schema<Value>) => z.nullable(inner);

const mark = () => record({ block: uint(48), hash: bytes32() });

const schema = () =>
  record({
    block: uint(48),
    hash: bytes32(),
    logIndex: nullable(uint(32)),
    part: uint(32),
    before: list(mark(), { entries: "marks", maximum: MOST_MARKS }),
  });

/**
 * Reads a cursor that was stored: the object, or its JSON text.
 *
 * @throws InvalidFieldError when it is none.
 * @example
 * import { parseCursor } from "quittance/watching";
 *
 * const stored = JSON.stringify({ block: 7, hash: `0x${"11".repeat(32)}`, logIndex: null, part: 0, before: [] });
 * console.log(parseCursor(stored).block); // 7
 */
export function parseCursor(stored: unknown): WatchCursor {
  return parseWith("cursor", schema() as Schema<WatchCursor>, stored);
}
