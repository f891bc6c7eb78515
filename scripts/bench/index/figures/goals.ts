interface Goal {
  readonly what: string;
  /** What the baseline beside it is. */
  readonly against: string;
  readonly reach: number;
  /** Whether the figure is to be at least, or at most, what it is to reach. */
  readonly is: "least" | "most";
}

const MINIMAL = "the minimal app's, with Ponder's own settings";

const STOCK = "that of Ponder's own GraphQL over the same rows";

/** In the order in which they are printed. */
export const INDEX_GOALS = {
  backfill_dense_ratio: {
    what: "events indexed a second from a cold start, about 500 in a block",
    ...{ against: MINIMAL, reach: 0.8, is: "least" },
  },
  backfill_sparse_ratio: {
    what: "events indexed a second from a cold start, about 50 in a block",
    ...{ against: MINIMAL, reach: 3, is: "least" },
  },
  reindex_ratio: {
    what: "events indexed a second once more, from the blocks that Ponder kept",
    ...{ against: MINIMAL, reach: 0.8, is: "least" },
  },
  rows_per_event: {
    what: "rows written to the database for each event of a backfill, its own included",
    ...{ against: MINIMAL, reach: 3.5, is: "most" },
  },
  burst_ratio: {
    what: "events a second of 20 blocks with 2,800 events that come at once",
    ...{ against: MINIMAL, reach: 0.7, is: "least" },
  },
  cost_growth: {
    what: "seconds for an event of a long chain",
    ...{ against: "seconds for one of the first 10,000", reach: 1.2, is: "most" },
  },
  live_p95_ratio: {
    what: "milliseconds from a block to its rows, 95 of 100",
    ...{ against: MINIMAL, reach: 0.2, is: "most" },
  },
  live_lag_growth: {
    what: "milliseconds from a block to its rows in the last tenth of a time with five blocks a second",
    ...{ against: "milliseconds in its first tenth", reach: 1.1, is: "most" },
  },
  trust_rps_ratio: {
    what: "answers a second to the question for an agent's score",
    ...{
      against: "answers a second of Ponder's own GraphQL with the rows it is made of",
      reach: 4,
      is: "least",
    },
  },
  trust_p99_ms: {
    what: "milliseconds to a score, 99 of 100",
    ...{ against: STOCK, reach: 25, is: "most" },
  },
  hot_rps_ratio: {
    what: "answers a second to ten of the thirty queries, those that are asked all the time",
    ...{ against: STOCK, reach: 3, is: "least" },
  },
  hot_p99_ms: {
    what: "milliseconds to an answer to them, 99 of 100",
    ...{ against: STOCK, reach: 25, is: "most" },
  },
  hostile_wait_ratio: {
    what: "milliseconds that an honest query waits at most while another client asks for as much as it may",
    ...{ against: "half of them without that client", reach: 3, is: "most" },
  },
  count_rps_ratio: {
    what: "answers a second with the number of all rows, of the query that it slows down most",
    ...{ against: "answers a second without", reach: 0.9, is: "least" },
  },
  recomputed_equal: {
    what: "agents whose score the indexer serves as a stranger computes it from the logs, to the last field",
    ...{ against: "agents that were asked about", reach: 1, is: "least" },
  },
  ring_cost_ratio: {
    what: "dollars that the cheapest ring spends for the top tier",
    ...{ against: "dollars without graph and caps", reach: 20, is: "least" },
  },
  ring_cost_usd: {
    what: "dollars that the cheapest ring spends for the top tier",
    ...{ against: "dollars under the dearest of three other rules", reach: 10, is: "least" },
  },
  totals_equal: {
    what: "USDC base units that the rows say the contract holds",
    ...{ against: "what the token says it holds", reach: 1, is: "least" },
  },
} as const satisfies Readonly<Record<string, Goal>>;

export type IndexFigureName = keyof typeof INDEX_GOALS;

/** A figure, and what it is to reach. */
export interface IndexFigure {
  readonly name: IndexFigureName;
  readonly value: number;
  readonly reach: number;
  readonly isReached: boolean;
  /** What was measured, and its baseline in the same run, each in the unit that the goal names. */
  readonly measured: number;
  readonly baseline: number;
  /** The same ratio in seconds of a processor, which a busy machine does not move; where the system says them. */
  readonly cpuValue?: number | undefined;
  /** How much was measured, in words. */
  readonly size: string;
}

type Measured = Pick<IndexFigure, "measured" | "baseline" | "size" | "cpuValue">;

/** A ratio of two measurements of one run. */
export function ratioOf(
  name: IndexFigureName,
  { measured, baseline, size, cpuValue }: Measured,
): IndexFigure {
  return figureOf(name, measured / baseline, { measured, baseline, size, cpuValue });
}

/** A measurement that is a figure by itself. */
export function amountOf(name: IndexFigureName, measured: Measured): IndexFigure {
  return figureOf(name, measured.measured, measured);
}

/** 1 when both are the same, else 0. */
export function equalityOf(name: IndexFigureName, measured: Measured): IndexFigure {
  return figureOf(name, measured.measured === measured.baseline ? 1 : 0, measured);
}

function figureOf(
  name: IndexFigureName,
  exact: number,
  { measured, baseline, size, cpuValue }: Measured,
): IndexFigure {
  const { reach, is } = INDEX_GOALS[name];
  const value = Number(exact.toFixed(3));
  return {
    ...{ name, value, reach, size },
    isReached: is === "least" ? value >= reach : value <= reach,
    ...{ measured: rounded(measured), baseline: rounded(baseline) },
    ...(cpuValue === undefined ? {} : { cpuValue: Number(cpuValue.toFixed(3)) }),
  };
}

/** Sums stay exact. */
const rounded = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (below === undefined || above === undefined)
    throw new RangeError("there is nothing to take the median of");
  return (below + above) / 2;
}

/** The value that so large a share of the values is at or below. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("there is nothing to take a quantile of");
  return value;
}
