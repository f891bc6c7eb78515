import { table } from "../report.ts";
import type { NewcomerFigure } from "./newcomers.ts";
import { REACHED } from "./rules/rule.ts";
import { honestUsd, ringCostOf, type SpendFigure, type TrustSimulation } from "./simulation.ts";
import type { SlanderFigure } from "./slander.ts";

/** Dollars with as many digits as say something; a dash for what was not reached. */
export function dollars(usd: number | null | undefined): string {
  if (usd === null || usd === undefined || !Number.isFinite(usd)) return "–";
  return usd < 0.995
    ? usd.toFixed(3)
    : usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

export const spendHead = ["attacker", ...REACHED];
export const spendRow = ({ attacker, tiers }: SpendFigure) => [
  attacker,
  ...tiers.map((cheapest) => dollars(cheapest?.usd)),
];

/** What honest sellers spend on the way: the gas of the deals that their median made, in the market where that is the least. */
export function honestRow(newcomers: readonly NewcomerFigure[]): string[] {
  const deals = REACHED.map((_, tier) =>
    Math.min(...newcomers.map(({ tiers }) => tiers[tier]?.deals ?? Number.POSITIVE_INFINITY)),
  );
  return ["honest seller", ...deals.map((count) => dollars(honestUsd(count)))];
}

export const newcomerHead = [
  ...["agents", "seats", "newcomers", ...REACHED, "days", "deals"],
  ...["bad `known`", "bad `proven`"],
];
export const newcomerRow = ({ agents, seats, newcomers, tiers, bad }: NewcomerFigure) => [
  ...[String(agents), String(seats), String(newcomers)],
  ...tiers.map(({ share }) => percent(share)),
  String(tiers[0]?.days ?? "–"),
  String(tiers[0]?.deals ?? "–"),
  ...bad.slice(0, 2).map(percent),
];

/** The two figures, and what they are held against, as rows of a table. */
export function ringCostLines(found: TrustSimulation): string[][] {
  const { usd, withoutUsd, ratio, baselines } = ringCostOf(found);
  return [
    ["`ring_cost_usd`", dollars(usd)],
    ["no graph, no caps", dollars(withoutUsd)],
    ["`ring_cost_ratio`", ratio.toFixed(0)],
    ...baselines.map(({ rule, usd: each }) => [rule, dollars(each)]),
  ];
}

export const slanderHead = ["rule", "sellers", "fallen", "least", "median"];
export const slanderRow = ({ rule, victims, fallen, least, median }: SlanderFigure) => [
  ...[rule, String(victims), String(fallen), dollars(least), dollars(median)],
];

export const variantHead = ["variant", "attacker", ...REACHED];
export const variantRow = (figure: TrustSimulation["variants"][number]) => [
  figure.variant,
  ...spendRow(figure),
];

/** The head and the rows of each rule's table. */
export const rulesOf = ({ spends }: Pick<TrustSimulation, "spends">) => [
  ...new Set(spends.map(({ rule }) => rule)),
];

/** The simulation as tables for people. */
export function trustTables(found: TrustSimulation): string {
  const { spends, newcomers, slander, seed } = found;
  const { usd, withoutUsd, ratio, baselines } = ringCostOf(found);
  return [
    `Seed ${seed}. What attackers must spend for each tier at least, in dollars; a dash where nothing that was tried reaches it.`,
    ...rulesOf(found).flatMap((rule) => [
      `${rule}:`,
      table(spendHead, [
        ...spends.filter((figure) => figure.rule === rule).map(spendRow),
        ...(rule === spends[0]?.rule ? [honestRow(newcomers)] : []),
      ]),
    ]),
    "Rings under other parameters.",
    table(variantHead, found.variants.map(variantRow)),
    "What it takes to bring a good seller down by a tier, in dollars.",
    table(slanderHead, slander.map(slanderRow)),
    "Good newcomers without a seat: share that reaches each tier in 360 days; days and deals to the first, by the median.",
    table(newcomerHead, newcomers.map(newcomerRow)),
    `ring_cost_usd: ${dollars(usd)}; ${baselines.map(({ rule, usd: each }) => `${rule} ${dollars(each)}`).join(", ")}`,
    `ring_cost_ratio: ${ratio.toFixed(0)} (without graph and caps ${dollars(withoutUsd)})`,
  ].join("\n\n");
}
