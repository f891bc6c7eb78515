import { expect } from "chai";
import {
  draftPact,
  type Judgement,
  jurors,
  loadCorpus,
  PASSING_SCORE,
  PAYOUT_STEP,
  type PassName,
  produceEvidence,
} from "../../examples/document-review/index.ts";

/** The contract's payout function: nothing below the passing score, else the score rounded down to the grid. */
function payoutOf(score: number): number {
  return score < PASSING_SCORE ? 0 : score - (score % PAYOUT_STEP);
}

describe("demo: the three milestones", () => {
  const corpus = loadCorpus();
  const pact = draftPact({ corpus });
  const judge = (pass: PassName): readonly Judgement[] => {
    const { bytes, hash } = produceEvidence(pass, corpus, pact);
    const milestone = pact.pact.milestones.findIndex(({ name }) => name === pass);
    return jurors.map((juror) =>
      juror.judge({ pact, corpus, evidence: bytes, evidenceHash: hash, milestone }),
    );
  };
  const judgements = new Map<PassName, readonly Judgement[]>();
  const judged = (pass: PassName): readonly Judgement[] => judgements.get(pass) ?? [];

  before(() => {
    for (const [pass] of payouts) judgements.set(pass, judge(pass));
  });

  const payouts: readonly (readonly [PassName, number])[] = [
    ["draft", 6000],
    ["revised", 8500],
    ["final", 10_000],
  ];
  for (const [pass, payout] of payouts) {
    it(`the ${pass} earns ${payout / 100} % from every juror`, () => {
      expect(judged(pass).map(({ score }) => payoutOf(score))).to.deep.equal([payout, payout, payout]);
    });
  }

  it("the jurors find the same faults by their different ways", () => {
    for (const [pass] of payouts) {
      const places = judged(pass).map(({ reasons }) =>
        reasons.findings.map((f) => [f.criterion, f.fault, f.document, f.obligation].join(" ")).sort(),
      );
      expect(places[1], pass).to.deep.equal(places[0]);
      expect(places[2], pass).to.deep.equal(places[0]);
    }
  });

  it("the draft and the revised version show the faults their passes' short cuts cause", () => {
    const faults = (pass: PassName) => new Set(judged(pass)[0]?.reasons.findings.map(({ fault }) => fault));
    expect([...faults("draft")]).to.include.members([
      "missing-document",
      "missing-refusal",
      "misplaced-quotation",
      "wrong-kind",
      "missing-kind",
      "unfaithful-summary",
    ]);
    expect([...faults("revised")]).to.include.members([
      "wrong-reason",
      "misplaced-quotation",
      "missing-kind",
    ]);
    expect(faults("final").size).to.equal(0);
  });

  it("each juror gives the same reasons whenever it is asked", () => {
    const again = judge("draft").map(({ reasonsHash }) => reasonsHash);
    expect(again).to.deep.equal(judged("draft").map(({ reasonsHash }) => reasonsHash));
  });
});
