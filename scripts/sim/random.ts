/** Numbers that look random, and are the same in every run. */
export interface Random {
  /** A whole number from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number;
  /** Normally distributed around 0, with a standard deviation of 1. */
  readonly normal: () => number;
}

const WORD = 2 ** 32;

/** Makes a source of numbers by the generator mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / WORD;
  };
  return {
    below: (limit) => Math.floor(fraction() * limit),
    // Box and Muller's transformation of two evenly distributed numbers.
    normal: () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction()),
  };
}
