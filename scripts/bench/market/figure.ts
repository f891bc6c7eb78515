/** A figure of the market, as it was measured. */
export interface MarketFigure {
  /** In snake case, as in the JSON. */
  readonly name: string;
  readonly value: number;
  readonly unit: "per second" | "count" | "ratio";
  /** What it is to be at most, and whether it is. Undefined for what is only printed. */
  readonly reach?: number | undefined;
  readonly isReached?: boolean | undefined;
  /** What was measured. */
  readonly what: string;
  /** What it is held against, in the same run, and its value. */
  readonly baseline: { readonly what: string; readonly value: number };
}

/** Something that measures one figure or more. A file of this folder exports each, and `all.ts` lists them. */
export interface MarketBench {
  /** As `--only` names it. */
  readonly name: string;
  readonly measure: () => Promise<readonly MarketFigure[]>;
}

/** A figure that is to be at most `most`. */
export function atMost(figure: Omit<MarketFigure, "isReached" | "reach">, most: number): MarketFigure {
  return { ...figure, reach: most, isReached: figure.value <= most };
}
