import { ParameterError } from "../http/parameters.ts";
import type { Position } from "./rows.ts";

/** Up to where changes were read: a row with the digest of what led to it, or everything before a block. */
export type Cursor =
  | { readonly kind: "row"; readonly position: Position; readonly digest: string }
  | { readonly kind: "block"; readonly block: number };

const ROW = /^(\d{1,15})-(\d{1,9})-(\d{1,9})-([0-9a-f]{16})$/;
const BLOCK = /^from-(\d{1,15})$/;

/** Before everything. */
export const BEGINNING: Cursor = { kind: "block", block: 0 };

export function cursorText(cursor: Cursor): string {
  if (cursor.kind === "block") return `from-${cursor.block}`;
  const { block, logIndex, part } = cursor.position;
  return `${block}-${logIndex}-${part}-${cursor.digest}`;
}

/** The cursor of a request; the beginning when there is none. Throws `ParameterError`. */
export function cursorIn(name: string, given: string | undefined): Cursor {
  if (given === undefined) return BEGINNING;
  const [, from] = BLOCK.exec(given) ?? [];
  if (from !== undefined) return { kind: "block", block: Number(from) };
  const [, block, logIndex, part, digest] = ROW.exec(given) ?? [];
  if (digest === undefined) {
    throw new ParameterError(
      `${name} is ${JSON.stringify(given.slice(0, 100))}. Give the cursor of a change, or from- and the number of a block.`,
    );
  }
  const position = { block: Number(block), logIndex: Number(logIndex), part: Number(part) };
  return { kind: "row", position, digest };
}
