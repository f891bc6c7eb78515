import { squareRoot } from "./square-root.ts";
import { WHOLE } from "./whole.ts";

/**
 * Basis points of `value / (value + half)`: 0 for nothing, half at `half`, never all. Each further unit says less than the one before, so
 * that one large deal cannot make a score alone.
 */
export function signalOf(value: bigint, half: bigint): bigint {
  return (WHOLE * value) / (value + half);
}

/**
 * The same of roots. It reaches half at `half`, too, but is more for little and less for much: a tenth of `half` gives a quarter, and
 * ten times of it three quarters.
 */
export function rootSignalOf(value: bigint, half: bigint): bigint {
  return signalOf(squareRoot(value), squareRoot(half));
}
