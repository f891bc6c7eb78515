import { expect } from "chai";
import { codeAttacks, readAttacks } from "../../../../scripts/bench/jury/attacks/generate.ts";
import { measureInjectionWins } from "../../../../scripts/bench/jury/injection-wins.ts";
import { judge } from "../../../../sdk/jury/measures/index.ts";
import { testRunner } from "../../../../sdk/jury/sandbox/index.ts";

describe("attacks on jurors without a model", () => {
  it("are generated: the same by the same seed, others by another", () => {
    const texts = (seed: number) =>
      readAttacks(seed, 60).map(({ files }) =>
        [...files].map(([path, bytes]) => `${path} ${bytes.length}`).join(),
      );
    expect(texts(1)).to.deep.equal(texts(1));
    expect(texts(1)).to.not.deep.equal(texts(2));
    expect(
      readAttacks(1, 300)
        .slice(0, 60)
        .map(({ name }) => name),
    ).to.deep.equal(readAttacks(1, 60).map(({ name }) => name));
  });

  it("change what they attack, and start from work that is paid in part", async () => {
    for (const { name, work, files } of readAttacks(1, 60)) {
      const same =
        files.size === work.files.size &&
        [...files].every(([path, bytes]) =>
          Buffer.from(bytes).equals(work.files.get(path) ?? Buffer.alloc(0)),
        );
      expect(same, name).to.equal(false);
    }
    const works = new Map(readAttacks(1, 60).map(({ work }) => [work.kind, work]));
    for (const [kind, { pact, inputs, files }] of works) {
      const judgement = await judge({ pact, inputs, files });
      expect(judgement.judged && judgement.payout, kind).to.be.within(1, 9_999);
    }
  });

  it("win nothing, and keep no juror from judging", async () => {
    const { bundles, wins, abstentions } = await measureInjectionWins({ seed: 2, count: 250, code: false });
    expect(bundles).to.equal(250);
    expect(wins).to.deep.equal([]);
    expect(abstentions).to.deep.equal([]);
  });

  it("by code pass no test that the work does not pass", async () => {
    const running = testRunner();
    if (running === undefined) return;
    for (const { name, work, files } of codeAttacks(2)) {
      const judgement = await judge({ pact: work.pact, inputs: work.inputs, files, ...running });
      if (!judgement.judged) expect.fail(`${name}: ${JSON.stringify(judgement.missing)}`);
      // The weak work passes one test of three.
      const { units = 0, lost = 0 } = judgement.results[1] ?? {};
      expect(lost / units, name).to.be.at.least(6_666);
    }
  });
});
