/** How often a document is tried, and when. */
export interface Patience {
  /** Milliseconds after the first try; each pause is twice as long as the one before, up to `mostMs`. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** Tries in all. A document is tried again from the beginning when it is named again, or other places are asked. */
  readonly tries: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Half a minute, a minute and so on up to six hours: two days in all. */
export const PATIENCE: Patience = { firstMs: 30 * SECOND, mostMs: 6 * HOUR, tries: 16 };

/** When a document is tried again; undefined: it is not. @param tries Those so far, this one too. */
export function nextTry(
  { firstMs, mostMs, tries: most }: Patience,
  tries: number,
  now: number,
): number | undefined {
  if (tries >= most) return undefined;
  return now + Math.min(firstMs * 2 ** (tries - 1), mostMs);
}
