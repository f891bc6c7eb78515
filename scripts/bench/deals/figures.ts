/** A figure, and what it is to reach. */
export interface DealFigure {
  readonly name: DealFigureName;
  readonly value: number;
  readonly unit: "ratio" | "count";
  readonly reach: number;
  readonly isReached: boolean;
  /** What was measured, and its baseline in the same run, each in the unit that `what` names. */
  readonly measured: number;
  readonly baseline: number;
}

interface Goal {
  readonly what: string;
  readonly reach: number;
  /** Whether the figure is to be at least, or at most, what it is to reach. */
  readonly is: "least" | "most";
}

/** In the order in which they are printed. */
export const DEAL_GOALS = {
  deals_ceiling_ratio: {
    what: "deals a second through the relayer, over its own batches signed before and sent from memory",
    ...{ reach: 0.6, is: "least" },
  },
  deals_plain_ratio: {
    what: "deals a second through the relayer, over a loop of viem's writeContract",
    ...{ reach: 12, is: "least" },
  },
  deal_cost_growth: {
    what: "seconds for a deal while many are open, over those while ten are",
    ...{ reach: 1.05, is: "most" },
  },
  ballot_verify_ratio: {
    what: "ballots checked a second on one core, over viem's verifyTypedData",
    ...{ reach: 20, is: "least" },
  },
  intent_p95_ratio: {
    what: "seconds from intent to receipt at half the ceiling, over one eth_sendRawTransaction and its receipt, 95 of 100",
    ...{ reach: 3, is: "most" },
  },
  faults_lost: { what: "fault schedules after which an intent was lost", ...{ reach: 0, is: "most" } },
  faults_doubled: { what: "fault schedules after which one was paid twice", ...{ reach: 0, is: "most" } },
  repeat_doubled: {
    what: "actions repeated after a lost answer that acted twice",
    ...{ reach: 0, is: "most" },
  },
} as const satisfies Readonly<Record<string, Goal>>;

export type DealFigureName = keyof typeof DEAL_GOALS;

/** A ratio of two measurements of one run. */
export function ratioOf(name: DealFigureName, measured: number, baseline: number): DealFigure {
  return figureOf(name, "ratio", Number((measured / baseline).toFixed(3)), measured, baseline);
}

/** How often something happened, in so many tries. */
export function countOf(name: DealFigureName, count: number, tries: number): DealFigure {
  return figureOf(name, "count", count, count, tries);
}

function figureOf(
  name: DealFigureName,
  unit: DealFigure["unit"],
  value: number,
  measured: number,
  baseline: number,
): DealFigure {
  const { reach, is } = DEAL_GOALS[name];
  const isReached = is === "least" ? value >= reach : value <= reach;
  return { name, value, unit, reach, isReached, measured: rounded(measured), baseline: rounded(baseline) };
}

const rounded = (value: number) => Number(value.toPrecision(4));
