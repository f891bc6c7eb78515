import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { simulationTables } from "../../scripts/sim/report.ts";
import { simulateVerdicts, type VerdictSimulation } from "../../scripts/sim/verdict.ts";

const run = promisify(execFile);

describe("sim:verdict", () => {
  it("prints the same figures in every run, as one JSON object and nothing else", async () => {
    const { stdout, stderr } = await run(process.execPath, [
      ...["scripts/sim-verdict.ts", "--json", "--rounds", "50"],
    ]);
    expect(stderr).to.equal("");
    const printed: VerdictSimulation = JSON.parse(stdout);
    expect(printed).to.deep.equal(simulateVerdicts(50));
  });

  it("says how many rounds it can play, and ends with code 2", async () => {
    for (const rounds of ["none", "0", "1.5", "1000001"]) {
      const failed = await run(process.execPath, ["scripts/sim-verdict.ts", "--rounds", rounds]).then(
        () => undefined,
        (error: { readonly code: number; readonly stderr: string }) => error,
      );
      expect(failed?.code).to.equal(2);
      expect(failed?.stderr).to.match(/whole number from 1 to 1000000/);
    }
  });

  it("finds no payout outside the honest range with fewer corrupt and silent jurors than a quorum", () => {
    const { corruptJurors } = simulateVerdicts(500);
    expect(corruptJurors.map(({ panel, corrupt, silent }) => [panel, corrupt, silent])).to.deep.equal([
      ...[[3, 1, 0]],
      ...[
        [5, 1, 0],
        [5, 1, 1],
        [5, 2, 0],
      ],
      ...[
        [7, 1, 0],
        [7, 1, 1],
        [7, 1, 2],
        [7, 2, 0],
        [7, 2, 1],
        [7, 3, 0],
      ],
    ]);
    expect(corruptJurors.map(({ wrong }) => wrong).filter((wrong) => wrong > 0)).to.deep.equal([]);
  });

  it("finds that a silent juror of three often leaves fine steps undecided, and the interval keeps the payout near", () => {
    const { silentJuror } = simulateVerdicts(2_000);
    const found = silentJuror.find(
      ({ panel, payoutStep, spread }) => panel === 3 && payoutStep === 500 && spread === 300,
    );
    expect(found?.undecided).to.be.within(0.5, 0.65);
    expect(found?.outsideAfter).to.equal(0);
    expect(found?.outsideBefore).to.be.above(0.5);
    for (const { errorBefore, errorAfter } of silentJuror) expect(errorAfter).to.be.at.most(errorBefore);
  });

  it("shows both tables", () => {
    const shown = simulationTables(simulateVerdicts(10));
    expect(shown).to.match(/panel +step +spread +undecided/);
    expect(shown).to.match(/0 of 10/);
    expect(shown).to.contain("in basis points of the milestone's amount");
  });
});
