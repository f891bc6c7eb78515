import type { MarketFigure } from "./figure.ts";

function shown(value: number, unit: MarketFigure["unit"]): string {
  if (unit === "ratio") return value.toFixed(3);
  return unit === "count" ? String(value) : `${value.toFixed(0)} a second`;
}

/** Figures for people, one a paragraph. */
export function marketTable(figures: readonly MarketFigure[]): string {
  return figures
    .map(({ name, value, unit, reach, isReached, what, baseline }) => {
      const goal = reach === undefined ? "" : ` (${isReached ? "reaches" : "MISSES"} ${shown(reach, unit)})`;
      return `${name}: ${shown(value, unit)}${goal}\n  ${what}\n  held against ${shown(baseline.value, unit)}: ${baseline.what}`;
    })
    .join("\n");
}
