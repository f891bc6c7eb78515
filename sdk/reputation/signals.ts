const WHOLE = 10_000n;

/**
 * Basis points of `value / (value + half)`: 0 for nothing, half at `half`, never all. Each further unit says less than the one before, so
 * that one large deal cannot make a score alone.
 */
export function signalOf(value: bigint, half: bigint): bigint {
  return (WHOLE * value) / (value + half);
}
