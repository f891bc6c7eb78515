// The median and the median absolute deviation: half of the prices would have to be forged to move them at will, while one forged
// price moves a mean and a standard deviation as far as it likes.

/** For prices that scatter as errors do, so many deviations are one standard deviation. In ten-thousandths. */
const PER_DEVIATION = 14_826n;
const SCALE = 10_000n;
/** The least spread, in ten-thousandths of the median: where most prices are the same, their deviation is 0. */
const LEAST = 100n;

/** Where prices lie. USDC base units. */
export interface Spread {
  readonly median: bigint;
  /** 1.4826 times the median absolute deviation, but at least 1 % of the median. */
  readonly spread: bigint;
}

/** Median and spread of prices; undefined when there are none. */
export function spreadOf(prices: readonly bigint[]): Spread | undefined {
  const median = medianOf(prices);
  if (median === undefined) return undefined;
  const deviations = prices.map((price) => distance(price, median));
  const scaled = ((medianOf(deviations) ?? 0n) * PER_DEVIATION) / SCALE;
  const least = (median * LEAST) / SCALE;
  return { median, spread: scaled > least ? scaled : least };
}

export const distance = (one: bigint, other: bigint): bigint => (one > other ? one - other : other - one);

/** The middle value; of an even number, the mean of the two in the middle, rounded down. */
function medianOf(values: readonly bigint[]): bigint | undefined {
  const sorted = [...values].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2n;
}
