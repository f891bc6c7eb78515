import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { panelCaptureBench } from "../../scripts/bench/jury/panel-capture.ts";
import { juryTable } from "../../scripts/bench/jury/report.ts";
import { wrongPayoutBench } from "../../scripts/bench/jury/wrong-payouts.ts";
import { chartSvg } from "../../scripts/sim/chart.ts";
import { juryTables } from "../../scripts/sim/jury-report.ts";
import { majorityOf, simulatePanelCapture } from "../../scripts/sim/panel-capture.ts";
import { jurySvgs } from "../../scripts/sim/plots.ts";
import { simulateTwoRounds } from "../../scripts/sim/two-rounds.ts";
import { simulateWrongPayouts, type WrongShares } from "../../scripts/sim/wrong-payouts.ts";

describe("sim:jury", () => {
  it("draws the pictures of the docs; otherwise: npm run sim:jury -- --write", () => {
    for (const [name, svg] of jurySvgs()) {
      expect(readFileSync(join("docs", "images", name), "utf8"), name).to.equal(svg);
    }
  });

  it("plays what docs/wrong-payouts.md says; otherwise: npm run sim:jury, and correct the page", () => {
    const { corrupt, mixes } = simulateWrongPayouts(2_000);
    const shares = ({ median, mean, trimmedMean, singleJudge }: WrongShares) =>
      [median, mean, trimmedMean, singleJudge].map((share) => `${(100 * share).toFixed(1)} %`);
    const usdc = (amount: bigint) => (Number(amount) / 1e6).toLocaleString("en-US");
    const lines = [
      ...corrupt.map((figure) => [`${figure.panel}`, `${figure.corrupt}`, ...shares(figure.wrong)]),
      ...mixes.map(({ mix, wrong }) => [
        Object.entries(mix)
          .map(([kind, count]) => `${count} ${kind}`)
          .join(", "),
        ...shares(wrong),
      ]),
      ...simulateTwoRounds(2_000).map(({ panel, takenSeats, wrongFinal, capital, interest, bond }) => [
        ...[`${panel}`, `${takenSeats}`, `${(100 * wrongFinal).toFixed(1)} %`, usdc(capital)],
        ...[(Number(interest) / 1e6).toFixed(2), usdc(bond)],
      ]),
    ].map((cells) => `| ${cells.join(" | ")} |`);
    const rows = readFileSync("docs/wrong-payouts.md", "utf8")
      .split("\n")
      .filter((line) => /^\| \d.*%/.test(line));
    expect(rows.length).to.be.greaterThan(20);
    expect(rows.filter((row) => !lines.includes(row))).to.deep.equal([]);
  });

  it("finds the verdict rule right where mean, trimmed mean and a single judge are not", () => {
    const { corrupt, agreeing, mixes } = simulateWrongPayouts(300);
    const found = corrupt.find((figure) => figure.panel === 7 && figure.corrupt === 2);
    expect(found?.wrong.median).to.be.below(0.02);
    expect(found?.wrong.mean).to.be.above(0.9);
    expect(found?.wrong.singleJudge).to.be.within(0.2, 0.4);
    expect(agreeing.map(({ wrong }) => wrong)).to.deep.equal([0, 0, 0]);
    expect(juryTables({ rounds: 300, corrupt, mixes, agreeing }, simulateTwoRounds(20))).to.match(
      /2 corrupt, 1 lazy/,
    );
  });

  it("finds that a contest corrects a corrupt panel while the pool is honest, and what a bought pool costs", () => {
    const rounds = simulateTwoRounds(200).filter(({ panel }) => panel === 7);
    expect(rounds[0]?.wrongFinal).to.equal(0);
    expect(rounds.at(-1)?.wrongFinal).to.be.above(0.9);
    expect(rounds.at(-1)?.interest).to.equal(106_849_315n);
    expect(rounds[0]?.bond).to.equal(16_000_000n);
  });

  it("writes a chart without markup of what it is told", () => {
    const lines = [{ name: "<b>", shares: [0, 1] }];
    const svg = chartSvg({ title: "a & b", horizontal: "x", vertical: "y", places: ["1", "2"], lines });
    expect(svg).to.contain("a &amp; b").and.to.contain("&lt;b&gt;");
  });
});

describe("bench:jury", () => {
  it("gives a party that attacks no more panels than one that waits", () => {
    const { waiting, attacking, without, expected } = simulatePanelCapture(400);
    expect(attacking).to.equal(waiting);
    expect(attacking).to.be.within(0.2, 0.32);
    expect(without.reuse).to.be.above(attacking);
    expect(expected).to.be.within(0.2567, 0.2568);
    expect(majorityOf(45, 90)).to.equal(0.5);
  });

  it("prints each figure with what it is to reach", async () => {
    const figures = [
      ...(await panelCaptureBench(100).measure()),
      ...(await wrongPayoutBench(100, 20).measure()),
    ];
    const names = figures.map(({ name }) => name);
    expect(names).to.include.members(["panel_capture", "wrong_payout_1of3", "undecided_one_silent"]);
    const reached = figures
      .filter(({ name }) => /^(wrong|undecided)/.test(name))
      .map(({ isReached }) => isReached);
    expect(reached).to.deep.equal([true, true, true, true]);
    expect(juryTable(figures)).to.match(/panel_capture: [\d.]+ %/);
  });
});
