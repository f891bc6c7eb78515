import { INDEX_GOALS, type IndexFigure } from "./goals.ts";

/** Figures for people, one a paragraph. */
export function indexTable(figures: readonly IndexFigure[]): string {
  return figures
    .map(({ name, value, reach, isReached, measured, baseline, cpuValue, size }) => {
      const { what, against } = INDEX_GOALS[name];
      const cpu = cpuValue === undefined ? "" : `; ${cpuValue} in seconds of a processor`;
      const goal = `${isReached ? "reaches" : "MISSES"} ${reach}`;
      return `${name}: ${value} (${goal}${cpu})\n  ${measured} ${what}\n  beside ${baseline}, ${against}\n  ${size}`;
    })
    .join("\n");
}
