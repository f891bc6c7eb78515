import { chartSvg } from "../chart.ts";
import { KINDS } from "./kinds.ts";
import { leakShare } from "./market-report.ts";
import { kindFigures, type MarketSimulation } from "./simulation.ts";

/** The pictures of docs/strategies.md, by their names in `docs/images`. */
export function marketSvgs(found: MarketSimulation): ReadonlyMap<string, string> {
  const [buyers, sellers] = [kindFigures(found, "buyer"), kindFigures(found, "seller")];
  const horizontal = "strategy, against all strategies of the other side";
  return new Map([
    [
      "negotiated-surplus.svg",
      chartSvg({
        title: "Deals, and what each strategy gains",
        vertical: "share of possible deals, and of all surplus that they hold",
        ...{ horizontal, places: KINDS },
        lines: [
          { name: "buyers: deals", shares: buyers.map(({ agreed }) => agreed) },
          { name: "buyers: gained", shares: buyers.map(({ gained }) => gained) },
          { name: "sellers: deals", shares: sellers.map(({ agreed }) => agreed) },
          { name: "sellers: gained", shares: sellers.map(({ gained }) => gained) },
        ],
      }),
    ],
    [
      "limit-leaks.svg",
      chartSvg({
        title: "How much of a limit an observer of all bytes learns",
        vertical: "part of the error of a guess without looking that the bytes take away",
        ...{ horizontal, places: KINDS },
        lines: [
          { name: "buyers", shares: buyers.map(leakShare) },
          { name: "sellers", shares: sellers.map(leakShare) },
        ],
      }),
    ],
  ]);
}
