import type { Recording } from "./file.ts";
import { UNFINAL_BLOCKS } from "./profiles.ts";

/** The block after which there are so many events at least, and how many there are. */
export function blockWith(
  { entries }: Recording,
  events: number,
): { readonly block: number; readonly events: number } {
  let sum = 0;
  for (const { number, events: count } of entries.slice(0, -UNFINAL_BLOCKS)) {
    sum += count;
    if (sum >= events) return { block: number, events: sum };
  }
  throw new RangeError(`${sum} events were recorded, fewer than ${events}`);
}
