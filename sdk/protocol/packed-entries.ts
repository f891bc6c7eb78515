import type { Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { byteCount } from "./hex-parts.ts";

/**
 * How many entries of one length the packed bytes of an event hold.
 *
 * @throws InvalidFieldError when the length is no multiple of an entry's.
 */
export function entriesIn(field: string, packed: Hex, entry: number, event: string): number {
  const count = byteCount(field, packed) / entry;
  if (Number.isInteger(count)) return count;
  throw new InvalidFieldError({
    field,
    value: packed,
    problem: `must be a multiple of ${entry} bytes`,
    remedy: `Pass the bytes of the event ${event}.`,
  });
}
