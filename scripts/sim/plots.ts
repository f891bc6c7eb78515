import { chartSvg, type Line } from "./chart.ts";
import { majorityOf } from "./panel-capture.ts";
import { RULES, type RuleName } from "./payout-rules.ts";
import { simulateTwoRounds } from "./two-rounds.ts";
import { simulateWrongPayouts, type WrongShares, wrongByCorrupt } from "./wrong-payouts.ts";

/** So many panels for each point: enough for lines that are smooth to the eye. */
export const PLOT_ROUNDS = 2_000;
const PANEL = 7;
const WALKS = [1, 2, 3, 4, 5, 6];
const OWNERS = 90;
const HELD = 30;

const NAMES: Readonly<Record<RuleName, string>> = {
  median: "the verdict rule (median)",
  mean: "mean of the scores",
  trimmedMean: "trimmed mean (a fifth at each end)",
  singleJudge: "a single judge of the panel",
};

const linesOf = (figures: readonly WrongShares[]): Line[] =>
  RULES.map((rule) => ({ name: NAMES[rule], shares: figures.map((wrong) => wrong[rule]) }));

/** The pictures of the docs that are computed, by their names in `docs/images`. */
export function jurySvgs(): ReadonlyMap<string, string> {
  const byCorrupt = wrongByCorrupt(PANEL, PLOT_ROUNDS);
  const { corrupt } = simulateWrongPayouts(PLOT_ROUNDS);
  const third = corrupt.filter((figure) => figure.corrupt === Math.floor(figure.panel / 3));
  const rounds = simulateTwoRounds(PLOT_ROUNDS);
  const panels = [...new Set(rounds.map(({ panel }) => panel))];
  const taken = [...new Set(rounds.map(({ takenSeats }) => takenSeats))];
  const one = majorityOf(HELD, OWNERS);
  return new Map([
    [
      "wrong-payouts.svg",
      chartSvg({
        title: `Wrong payouts by corrupt jurors in a panel of ${PANEL}`,
        vertical: "share of milestones",
        horizontal: "corrupt jurors",
        places: byCorrupt.map((_, count) => String(count)),
        lines: linesOf(byCorrupt),
      }),
    ],
    [
      "panel-sizes.svg",
      chartSvg({
        title: "Wrong payouts with a third of the panel corrupt",
        vertical: "share of milestones",
        horizontal: "jurors in the panel",
        places: third.map(({ panel }) => String(panel)),
        lines: linesOf(third.map(({ wrong }) => wrong)),
      }),
    ],
    [
      "two-rounds.svg",
      chartSvg({
        title: "Wrong payouts after round 2, when the majority of round 1 is corrupt",
        vertical: "share of milestones; the pool has 50 honest seats of 100 USDC",
        horizontal: "seats that the attacker takes",
        places: taken.map(String),
        lines: panels.map((panel) => ({
          name: `panel of ${panel}, round 2 of up to ${2 * panel + 1}`,
          shares: rounds.filter((figure) => figure.panel === panel).map(({ wrongFinal }) => wrongFinal),
        })),
      }),
    ],
    [
      "panel-capture.svg",
      chartSvg({
        title: "A third of 90 jurors gets two of a panel of three",
        vertical: "share of deals",
        horizontal: "panels that a side sees before it signs",
        places: WALKS.map(String),
        lines: [
          { name: "the same principals: one panel for 30 days", shares: WALKS.map(() => one) },
          { name: "new identities each time", shares: WALKS.map((walks) => 1 - (1 - one) ** walks) },
        ],
      }),
    ],
  ]);
}
