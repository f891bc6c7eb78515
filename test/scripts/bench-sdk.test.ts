import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { goalOf, SPEEDS, type SpeedFigure, speedsOf } from "../../scripts/bench/sdk/figures.ts";
import { measure, medianOf } from "../../scripts/bench/sdk/rates.ts";
import { speedsTable } from "../../scripts/bench/sdk/report.ts";
import { voucherContests } from "../../scripts/bench/sdk/vouchers.ts";

const run = promisify(execFile);

describe("bench:sdk", () => {
  it("prints both ratios with their baselines, as one JSON object and nothing else", async () => {
    const script = ["scripts/bench-sdk.ts", "--json", "--seconds", "0"];
    const { stdout, stderr } = await run(process.execPath, script);
    expect(stderr).to.equal("");
    const { figures, engine }: { figures: SpeedFigure[]; engine: string } = JSON.parse(stdout);
    expect(engine).to.be.oneOf(["native", "javascript"]);
    expect(figures.map(({ name, unit, reach }) => [name, unit, reach])).to.deep.equal([
      ["voucher_sign_ratio", "ratio", 5],
      ["voucher_verify_ratio", "ratio", 15],
    ]);
    for (const { value, perSecond, baselinePerSecond, floor, bytes } of figures) {
      for (const rate of [value, perSecond, baselinePerSecond]) expect(rate).to.be.above(0);
      expect([floor, bytes]).to.deep.equal([null, null]);
    }
  });

  it("says for how long it cannot measure, and ends with code 2", async () => {
    for (const seconds of ["soon", "", "-1", "601"]) {
      const failed = await run(process.execPath, ["scripts/bench-sdk.ts", "--seconds", seconds]).then(
        () => undefined,
        (error: { readonly code: number; readonly stderr: string }) => error,
      );
      expect(failed?.code).to.equal(2);
      expect(failed?.stderr).to.match(/0 to 600 seconds/);
    }
  });

  it("does what it measures, on both sides, more often than it keeps vouchers", async () => {
    const { sign, verify } = await voucherContests();
    for (let index = 0; index < 2_100; index++) {
      sign.ours();
      verify.ours();
    }
    for (let index = 0; index < 3; index++) {
      await sign.baseline();
      await verify.baseline();
    }
  });

  it("gives every task its turn in every round, and counts none of the first two", async () => {
    const turns: string[] = [];
    const noting = (turn: string) => () => {
      if (turns.at(-1) !== turn) turns.push(turn);
    };
    const pair = (name: string) => ({ ours: noting(`our ${name}`), baseline: noting(`their ${name}`) });
    const rounds = await measure({ a: pair("a"), b: pair("b") }, { total: 0, slice: 0 });
    const round = ["our a", "their a", "our b", "their b"];
    expect(turns).to.deep.equal([...round, ...round, ...round]);
    expect(rounds.a).to.have.length(1);
    expect(rounds.b).to.have.length(1);
  });

  it("takes the middle of all rounds", () => {
    expect(medianOf([9, 1, 5])).to.equal(5);
    expect(medianOf([4, 1, 3, 2])).to.equal(2);
    expect(() => medianOf([])).to.throw("nothing was measured");
    const rates = [1, 2, 30].map((ours) => ({ ours: ours * 100, baseline: 100 }));
    const [signing, checking] = speedsOf({ voucher_sign_ratio: rates, voucher_verify_ratio: rates });
    expect(signing).to.include({ value: 2, perSecond: 200, baselinePerSecond: 100 });
    expect(checking).to.include({ name: "voucher_verify_ratio", value: 2 });
  });

  it("marks figures that are below their mark in the table", () => {
    const figure = (value: number): SpeedFigure => ({
      ...{ name: "voucher_sign_ratio", value, unit: "ratio", reach: SPEEDS.voucher_sign_ratio.reach },
      ...{ floor: null, bytes: null, perSecond: 12_345, baselinePerSecond: 2_345 },
    });
    expect(speedsTable([figure(5)])).to.match(/reached.*12,345.*2,345.*signTypedData/);
    expect(speedsTable([figure(4.99)])).to.match(/missed by 0\.01/);
    expect(goalOf("nothing")).to.equal(undefined);
  });
});
