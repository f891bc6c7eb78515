import type { Mix } from "./jurors.ts";
import { RULES } from "./payout-rules.ts";
import { table } from "./report.ts";
import type { TwoRoundsFigure } from "./two-rounds.ts";
import type { WrongPayouts, WrongShares } from "./wrong-payouts.ts";

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const usdc = (amount: bigint) => (Number(amount) / 1_000_000).toFixed(2);
const sharesOf = (wrong: WrongShares) => RULES.map((rule) => percent(wrong[rule]));
const mixText = (mix: Mix) =>
  Object.entries(mix)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ") || "all honest";

/** The simulations of the jury as tables for people. */
export function juryTables(found: WrongPayouts, rounds: readonly TwoRoundsFigure[]): string {
  const { corrupt, mixes, agreeing } = found;
  const rules = ["median", "mean", "trimmed mean", "single judge"];
  return [
    `${found.rounds} panels of each kind. A payout is wrong when it is more than 9 % of the amount from what the truth gives.`,
    table(
      ["panel", "corrupt", ...rules],
      corrupt.map((one) => [String(one.panel), String(one.corrupt), ...sharesOf(one.wrong)]),
    ),
    "Panels of seven in which some jurors are of another kind than honest.",
    table(
      ["kinds", ...rules],
      mixes.map(({ mix, wrong }) => [mixText(mix), ...sharesOf(wrong)]),
    ),
    "Honest jurors within a payout step of each other: payouts outside of what they give.",
    table(
      ["panel", "corrupt", "wrong"],
      agreeing.map((one) => [String(one.panel), String(one.corrupt), `${one.wrong} of ${one.rounds}`]),
    ),
    "Round 2, when the majority of round 1 is corrupt and the honest side bonds: the pool has 50 honest seats. USDC.",
    table(
      ["panel", "seats taken", "wrong after 1", "wrong after 2", "staked", "interest", "bond"],
      rounds.map((one) => [
        ...[String(one.panel), String(one.takenSeats), percent(one.wrongFirst), percent(one.wrongFinal)],
        ...[usdc(one.capital), usdc(one.interest), usdc(one.bond)],
      ]),
    ),
  ].join("\n\n");
}
