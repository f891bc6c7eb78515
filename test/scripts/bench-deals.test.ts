import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { ballotPair } from "../../scripts/bench/deals/ballots.ts";
import { countOf, DEAL_GOALS, type DealFigure, ratioOf } from "../../scripts/bench/deals/figures.ts";
import { p95Of } from "../../scripts/bench/deals/pause.ts";

const run = promisify(execFile);

describe("bench:deals", () => {
  it("measures every figure with its baseline, in one run and as one JSON object", async () => {
    const script = ["scripts/bench-deals.ts", "--json", "--deals", "20"];
    const { stdout } = await run(process.execPath, script);
    const { figures }: { figures: DealFigure[] } = JSON.parse(stdout);
    expect(figures.map(({ name }) => name)).to.deep.equal(Object.keys(DEAL_GOALS));
    for (const { name, unit, value, measured, baseline, reach, isReached } of figures) {
      expect(baseline, name).to.be.above(0);
      if (unit === "ratio")
        expect(Math.abs(value - measured / baseline), name).to.be.below(0.05 * value + 0.001);
      const { is } = DEAL_GOALS[name];
      expect(isReached, name).to.equal(is === "least" ? value >= reach : value <= reach);
    }
    const counts = figures.filter(({ unit }) => unit === "count");
    expect(counts.map(({ value }) => value)).to.deep.equal([0, 0, 0]);
  });

  it("says what it cannot measure with, and ends with code 2", async () => {
    for (const deals of ["many", "", "19", "1001", "20.5"]) {
      const failed = await run(process.execPath, ["scripts/bench-deals.ts", "--deals", deals]).then(
        () => undefined,
        (error: { readonly code: number; readonly stderr: string }) => error,
      );
      expect(failed?.code).to.equal(2);
      expect(failed?.stderr).to.match(/from 20 to 1000/);
    }
  });

  it("checks every ballot on both sides", async () => {
    const { ours, baseline } = await ballotPair();
    for (let index = 0; index < 700; index++) await ours();
    for (let index = 0; index < 3; index++) await baseline();
  });

  it("holds a figure against its goal, in its direction", () => {
    expect(ratioOf("deals_plain_ratio", 24, 2)).to.include({ value: 12, isReached: true });
    expect(ratioOf("deals_plain_ratio", 23, 2)).to.include({ value: 11.5, isReached: false });
    expect(ratioOf("intent_p95_ratio", 3, 1)).to.include({ value: 3, isReached: true });
    expect(ratioOf("intent_p95_ratio", 3.1, 1)).to.include({ isReached: false });
    expect(countOf("faults_lost", 1, 25)).to.include({ value: 1, baseline: 25, isReached: false });
    expect(p95Of(Array.from({ length: 100 }, (_, index) => index + 1))).to.equal(95);
    expect(p95Of([7])).to.equal(7);
  });
});
