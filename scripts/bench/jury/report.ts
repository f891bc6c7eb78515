import type { JuryFigure } from "./figure.ts";

function shown(value: number, unit: JuryFigure["unit"]): string {
  if (unit === "share") return `${(value * 100).toFixed(2)} %`;
  return unit === "count" ? String(value) : value.toFixed(3);
}

/** Figures for people, one a paragraph. */
export function juryTable(figures: readonly JuryFigure[]): string {
  return figures
    .map(({ name, value, unit, reach, isReached, what, baseline }) => {
      const goal = reach === undefined ? "" : ` (${isReached ? "reaches" : "MISSES"} ${shown(reach, unit)})`;
      const held =
        baseline === undefined
          ? ""
          : `\n  held against ${shown(baseline.value, unit === "ratio" ? "share" : unit)} ${baseline.what}`;
      return `${name}: ${shown(value, unit)}${goal}\n  ${what}${held}`;
    })
    .join("\n");
}
