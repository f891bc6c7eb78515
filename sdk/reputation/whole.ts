/** Basis points of a whole. */
export const WHOLE = 10_000n;
