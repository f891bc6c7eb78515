import type { CorruptJurorsFigure, SilentJurorFigure, VerdictSimulation } from "./verdict.ts";

const UNITS = [
  'Before and after ballots leave an interval. Steps and "off" are in basis points of the milestone\'s amount. Spread is the',
  'standard deviation of honest scores, "off" how far the payout is on average from what the whole panel gives, and "outside"',
  "the share of rounds whose payout is outside of what the honest scores give.",
].join("\n");

/** The simulation as two tables for people. */
export function simulationTables({ rounds, silentJuror, corruptJurors }: VerdictSimulation): string {
  return [
    `${rounds} rounds of each kind. One honest juror is silent; what was provisional pays nothing. Off: basis points.`,
    table(
      ["panel", "step", "spread", "undecided", "off before", "off after", "outside before", "outside after"],
      silentJuror.map(silentRow),
    ),
    UNITS,
    "Corrupt and silent jurors, together fewer than a quorum; any step, any provisional payout.",
    table(["panel", "corrupt", "silent", "outside the honest range"], corruptJurors.map(corruptRow)),
  ].join("\n\n");
}

function silentRow(figure: SilentJurorFigure): string[] {
  const { panel, payoutStep, spread, undecided, errorBefore, errorAfter } = figure;
  return [
    String(panel),
    payoutStep === 0 ? "all or nothing" : String(payoutStep),
    `${spread / 100} %`,
    percent(undecided),
    errorBefore.toFixed(0),
    errorAfter.toFixed(0),
    percent(figure.outsideBefore),
    percent(figure.outsideAfter),
  ];
}

function corruptRow({ panel, corrupt, silent, wrong, rounds }: CorruptJurorsFigure): string[] {
  return [String(panel), String(corrupt), String(silent), `${wrong} of ${rounds}`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Rows under a head, each column as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ");
  return [head, ...rows].map(line).join("\n");
}
