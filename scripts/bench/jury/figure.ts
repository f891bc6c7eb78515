/** A figure of the jury, as it was measured. */
export interface JuryFigure {
  /** In snake case, as in the JSON. */
  readonly name: string;
  readonly value: number;
  readonly unit: "share" | "count" | "ratio";
  /** What it is to reach, and whether it did: at most, or at least. Undefined for what is only printed. */
  readonly reach?: number | undefined;
  readonly isReached?: boolean | undefined;
  /** What was measured. */
  readonly what: string;
  /** What it is held against, in the same run, and its value. */
  readonly baseline?: { readonly what: string; readonly value: number } | undefined;
}

/** Something that measures one figure or more. A file of this folder exports each. */
export interface JuryBench {
  /** As `--only` names it. */
  readonly name: string;
  readonly measure: () => Promise<readonly JuryFigure[]>;
}

/** A figure that is to be at most, or at least, `reach`. */
export function reaching(
  figure: Omit<JuryFigure, "isReached" | "reach">,
  reach: { readonly most: number } | { readonly least: number },
): JuryFigure {
  const { value } = figure;
  return "most" in reach
    ? { ...figure, reach: reach.most, isReached: value <= reach.most }
    : { ...figure, reach: reach.least, isReached: value >= reach.least };
}
