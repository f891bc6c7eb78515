import { stripVTControlCharacters, styleText } from "node:util";
import { type Figure, meaningOf, PEER_LIVES } from "./figures.ts";
import type { UsdcCost } from "./usdc.ts";

/** Farthest that a call of the stand-in may be from the real token's. */
const USDC_TOLERANCE = 0.03;

/** True when every call of the stand-in costs what the real one does, within 3 %. */
export function isFaithful(costs: readonly UsdcCost[]): boolean {
  return costs.every(({ ratio }) => Math.abs(ratio - 1) <= USDC_TOLERANCE);
}

/** How far the stand-in is from the real token, call by call. */
export function usdcTable(costs: readonly UsdcCost[]): string {
  const rows = costs.map(({ name, measured, real, ratio }) => {
    const off = Math.abs(ratio - 1) <= USDC_TOLERANCE ? "" : styleText("red", "  more than 3 % off");
    const percent = (ratio - 1) * 100;
    return [name, gas(measured), gas(real), `${percent < 0 ? "" : "+"}${percent.toFixed(2)} %${off}`];
  });
  return table(["USDC stand-in", "measured", "real", "off by"], rows);
}

/** The figures with what they were to reach, and what is the least that arithmetic allows. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, reach, floor, bytes }) => [
    name,
    gas(value),
    unit,
    reach === null ? "–" : gas(reach),
    verdictOn(value, reach),
    floor === null ? "–" : gas(floor),
    floor === null ? "–" : ratio(value / floor),
    bytes === null ? "–" : gas(bytes),
    meaningOf(name),
  ]);
  return table(["figure", "value", "unit", "reach", "", "floor", "ratio", "bytes", "what"], rows);
}

function verdictOn(value: number, reach: number | null): string {
  if (reach === null) return "–";
  return value <= reach ? styleText("green", "reached") : styleText("red", `missed by ${gas(value - reach)}`);
}

/** What peers need for the same three-milestone life. */
export function peersTable(life: number): string {
  const rows = PEER_LIVES.map((peer) => [peer.peer, gas(peer.gas), ratio(peer.gas / life)]);
  return table(["three-milestone life of a peer", "gas", "of ours"], rows);
}

function gas(amount: number): string {
  return Math.round(amount).toLocaleString("en-US");
}

function ratio(value: number): string {
  return `${value.toFixed(3)} ×`;
}

const width = (text: string) => stripVTControlCharacters(text).length;

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = (column: number) => rows.every((row) => /^[+\-–\d]/.test(row[column] ?? ""));
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const padding = " ".repeat((widths[column] ?? 0) - width(cell));
        return isNumber(column) ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return [styleText("bold", line(head)), ...rows.map(line)].join("\n");
}
