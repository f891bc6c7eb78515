import { expect } from "chai";
import fc from "fast-check";
import { zeroAddress } from "viem";
import {
  chooseBallots,
  findEquivocations,
  type PayoutRule,
  payoutOf,
  type SignedBallot,
  splitOf,
  type Terms,
  TooFewBallotsError,
  tallyScores,
  VerdictUndeterminedError,
} from "../../../sdk/index.ts";
import { anyVote, goodTerms } from "../support/arbitraries.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

/** The payout of the panel's median for every way the missing jurors could vote. */
function payoutsOfCompletions(scores: readonly number[], panelSize: number, rule: PayoutRule): Set<number> {
  const missing = panelSize - scores.length;
  // A median moves only when a score crosses another one or an end, so these stand for all.
  const candidates = [...new Set([0, 10_000, ...scores])];
  const medians = new Set<number>();
  const complete = (all: readonly number[], left: number): void => {
    if (left === 0) {
      const median = [...all].sort((a, b) => a - b)[(panelSize - 1) / 2];
      medians.add(payoutOf(median ?? 0, rule));
      return;
    }
    for (const score of candidates) complete([...all, score], left - 1);
  };
  complete(scores, missing);
  return medians;
}

describe("median determinacy", () => {
  it("decides exactly when every completion of the panel pays the same", () => {
    fc.assert(
      fc.property(anyVote, ({ scores, panelSize, rule }) => {
        const payouts = payoutsOfCompletions(scores, panelSize, rule);
        const { payout, lowestPayout, highestPayout } = tallyScores(scores, panelSize, rule);
        expect([...payouts].sort((a, b) => a - b)).to.include.members([lowestPayout, highestPayout]);
        expect(payout).to.equal(payouts.size === 1 ? [...payouts][0] : undefined);
      }),
    );
  });

  it("pays more for more, nothing for nothing, all for all, and on the grid", () => {
    fc.assert(
      fc.property(anyVote, fc.nat({ max: 10_000 }), fc.nat({ max: 10_000 }), ({ rule }, a, b) => {
        const [lower, higher] = [payoutOf(Math.min(a, b), rule), payoutOf(Math.max(a, b), rule)];
        expect(lower).to.be.at.most(higher);
        expect([payoutOf(0, rule), payoutOf(10_000, rule)]).to.deep.equal([0, 10_000]);
        if (rule.payoutStep > 0) expect(lower % rule.payoutStep).to.equal(0);
      }),
    );
  });

  it("splits to the last base unit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 96n }), fc.nat({ max: 10_000 }), (amount, payout) => {
        const { toSeller, toBuyer, marketplaceFee } = splitOf({ amount, payout, marketplaceFee: 1_000 });
        expect(toSeller + toBuyer).to.equal(amount);
        expect(marketplaceFee * 10n <= toSeller).to.equal(true);
      }),
    );
  });

  it("refuses scores and panels that are none", async () => {
    const rule = { passingScore: 1, payoutStep: 0 };
    await expectRefusedField("scores[1]", "10001", () => tallyScores([1, 10_001], 3, rule));
    await expectRefusedField("scores[0]", "0.5", () => tallyScores([0.5], 3, rule));
    await expectRefusedField("scores", "2", () => tallyScores([1, 2], 1, rule));
    await expectRefusedField("panelSize", "2", () => tallyScores([1], 2, rule));
    await expectRefusedField("score", "-1", () => payoutOf(-1, rule));
  });
});

const [sample] = fc.sample(
  goodTerms(1_800_000_000).filter(({ panel }) => panel.length === 5),
  { numRuns: 1, seed: 7 },
);
const terms: Terms = { ...(sample as Terms), passingScore: 5_000, payoutStep: 500 };
const hash = (digit: string) => `0x${digit.repeat(64)}` as const;

const cast = (position: number, score: number, changes: Partial<SignedBallot> = {}): SignedBallot => ({
  deal: hash("1"),
  milestone: 0,
  round: 1,
  evidence: hash("2"),
  score,
  reasons: hash("3"),
  juror: terms.panel[position] ?? terms.buyer,
  signature: "0x11",
  ...changes,
});
const scoresOf = (ballots: readonly SignedBallot[]) => ballots.map(({ score }) => score);

describe("choosing ballots", () => {
  it("takes a smallest deciding set of any ballots, or says that there is none", () => {
    const votes = fc.uniqueArray(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 20 })), {
      selector: ([at]) => at,
    });
    fc.assert(
      fc.property(votes, (pairs) => {
        const ballots = pairs.map(([position, step]) => cast(position, step * 500));
        const subsets = Array.from({ length: 2 ** ballots.length }, (_, bits) =>
          ballots.filter((_ballot, index) => (bits >> index) % 2 === 1),
        );
        const deciding = subsets
          .map((subset) => ({ subset, payout: tallyScores(scoresOf(subset), 5, terms).payout }))
          .filter(({ payout }) => payout !== undefined);
        if (deciding.length === 0) {
          expect(() => chooseBallots({ terms, ballots })).to.throw();
          return;
        }
        const { ballots: chosen, payout } = chooseBallots({ terms, ballots });
        expect(chosen.length).to.equal(Math.min(...deciding.map(({ subset }) => subset.length)));
        expect(tallyScores(scoresOf(chosen), 5, terms).payout).to.equal(payout);
        for (const set of deciding) expect(set.payout).to.equal(payout);
      }),
    );
  });

  it("puts them in the panel's order, whatever order they came in", () => {
    const { ballots } = chooseBallots({ terms, ballots: [cast(4, 9_000), cast(0, 9_100), cast(2, 9_400)] });
    expect(ballots.map(({ juror }) => terms.panel.indexOf(juror))).to.deep.equal([0, 2, 4]);
  });

  it("takes all of them where jurors share the fee, but for what equivocators need not decide", () => {
    const sharing = { ...terms, verificationFee: 1n, panelAccount: zeroAddress };
    const ballots = [cast(4, 9_000), cast(0, 9_000), cast(2, 9_000), cast(1, 0), cast(3, 1), cast(3, 2)];
    const chosen = chooseBallots({ terms: sharing, ballots });
    expect(chosen.payout).to.equal(9_000);
    expect(chosen.ballots.map(({ juror }) => terms.panel.indexOf(juror))).to.deep.equal([0, 1, 2, 4]);
  });

  it("says what is missing", async () => {
    const few = [cast(0, 9_000), cast(1, 9_000)];
    const refused = await refusalOf(TooFewBallotsError, () => chooseBallots({ terms, ballots: few }));
    expect(refused.values).to.deep.equal({ submitted: 2n, required: 3n });
    await refusalOf(TooFewBallotsError, () => chooseBallots({ terms, ballots: [] }));
    const split = [cast(0, 1_000), cast(1, 7_000), cast(2, 9_000)];
    const open = await refusalOf(VerdictUndeterminedError, () => chooseBallots({ terms, ballots: split }));
    expect(open.values).to.deep.equal({ lowestPayout: 0n, highestPayout: 9_000n });
  });

  it("refuses ballots on different questions, or of nobody on the panel", async () => {
    const with_ = (changes: Partial<SignedBallot>) => () =>
      chooseBallots({ terms, ballots: [cast(0, 1), cast(1, 1, changes)] });
    await expectRefusedField("ballots[1].deal", /0x4/, with_({ deal: hash("4") }));
    await expectRefusedField("ballots[1].milestone", "1", with_({ milestone: 1 }));
    await expectRefusedField("ballots[1].round", "2", with_({ round: 2 }));
    await expectRefusedField("ballots[1].evidence", /0x4/, with_({ evidence: hash("4") }));
    await expectRefusedField("ballots[1].juror", /0x/, with_({ juror: terms.seller }));
  });

  it("does without equivocators where it can, uses them where it must, and knows them", () => {
    const twice = [cast(0, 0), cast(0, 10_000)];
    const enough = [cast(1, 8_000), cast(2, 8_100), cast(3, 8_200)];
    expect(chooseBallots({ terms, ballots: [...twice, ...enough] }).ballots).to.deep.equal(enough);
    const needed = chooseBallots({
      terms,
      ballots: [...twice, ...enough.slice(0, 2), cast(3, 10_000), cast(4, 10_000)],
    });
    expect(needed.payout).to.equal(8_000);
    expect(needed.ballots).to.include(twice[0]);
    const [found, ...others] = findEquivocations([...twice, ...enough, cast(1, 8_000)]);
    expect(others).to.deep.equal([]);
    expect(found).to.deep.include({ juror: terms.panel[0], first: twice[0], second: twice[1] });
  });
});
