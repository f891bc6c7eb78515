import { chartSvg, type Line } from "../chart.ts";
import { REACHED } from "./rules/rule.ts";
import type { SpendFigure, TrustSimulation } from "./simulation.ts";

/** Dollars at the bottom and at the top of the axis, as powers of ten. */
const LEAST = -3;
const MOST = 3;
/** Averages of ratings and of feedback are alike, so that one of them is enough. */
const COMPARED = ["no graph, no caps", "ERC-8004 feedback", "EigenTrust alone"];
const OURS = "these rules";
const NEXT = "whitewasher";
const SHOWN = [
  [300, 30],
  [300, 150],
  [1_000, 100],
  [1_000, 500],
] as const;

const logShare = (usd: number) => Math.min(1, Math.max(0, (Math.log10(usd) - LEAST) / (MOST - LEAST)));

/** The least that any attacker spends for each tier under a rule, up to the tier that none reaches. */
export function leastByTier({ spends }: Pick<TrustSimulation, "spends">, rule: string): number[] {
  const least = REACHED.map((_, tier) =>
    Math.min(
      ...spends
        .filter((figure) => figure.rule === rule)
        .map(({ tiers }) => tiers[tier]?.usd ?? Number.POSITIVE_INFINITY),
    ),
  );
  return least.filter(Number.isFinite);
}

/** The pictures of docs/wash-trading.md, by their names in `docs/images`. */
export function trustSvgs(found: TrustSimulation): ReadonlyMap<string, string> {
  const { newcomers, spends } = found;
  const isNext = ({ attacker }: SpendFigure) => attacker === NEXT;
  const ofNew = (rule: string) =>
    leastByTier({ spends: spends.filter((figure) => !isNext(figure)) }, rule).map(logShare);
  const ofNext = leastByTier({ spends: spends.filter(isNext) }, OURS).map(logShare);
  const months = newcomers[0]?.byMonth ?? [];
  return new Map([
    [
      "attack-costs.svg",
      chartSvg({
        title: "What the cheapest attacker spends for each tier",
        vertical: "dollars; each line of the grid is ten times the one below",
        horizontal: "tier",
        places: REACHED,
        ticks: Array.from({ length: MOST - LEAST + 1 }, (_, at) => ({
          ...{ share: at / (MOST - LEAST), label: String(10 ** (at + LEAST)) },
        })),
        lines: [
          { name: `${OURS}: a new attacker`, shares: ofNew(OURS) },
          { name: `${OURS}: the next identity of an old one`, shares: ofNext },
          ...COMPARED.map((rule) => ({ name: `${rule}: a new attacker`, shares: ofNew(rule) })),
        ],
      }),
    ],
    [
      "newcomers.svg",
      chartSvg({
        title: "Good newcomers in the first tier or above",
        vertical: "share of those without a seat who sold five times or more",
        horizontal: "months after they joined",
        places: months.map((_, month) => String(month)),
        lines: SHOWN.flatMap(([agents, seats]): Line[] => {
          const figure = newcomers.find((each) => each.agents === agents && each.seats === seats);
          const name = `${agents.toLocaleString("en-US")} agents, ${seats} seats of 100 USDC`;
          return figure === undefined ? [] : [{ name, shares: figure.byMonth }];
        }),
      }),
    ],
  ]);
}
