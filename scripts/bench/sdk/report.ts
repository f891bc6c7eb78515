import { styleText } from "node:util";
import { table } from "../report.ts";
import { goalOf, type SpeedFigure } from "./figures.ts";

/** The figures with what they were to reach, and the baseline beside them. */
export function speedsTable(figures: readonly SpeedFigure[]): string {
  const rows = figures.map(({ name, value, unit, reach, perSecond, baselinePerSecond }) => [
    name,
    value.toFixed(2),
    unit,
    reach.toFixed(2),
    verdictOn(value, reach),
    count(perSecond),
    count(baselinePerSecond),
    `${goalOf(name)?.what ?? ""} over ${goalOf(name)?.against ?? ""}`,
  ]);
  return table(["figure", "value", "unit", "reach", "", "per second", "baseline", "what"], rows);
}

function verdictOn(value: number, reach: number): string {
  return value >= reach
    ? styleText("green", "reached")
    : styleText("red", `missed by ${(reach - value).toFixed(2)}`);
}

function count(perSecond: number): string {
  return perSecond.toLocaleString("en-US");
}
