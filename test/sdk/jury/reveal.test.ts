import { expect } from "chai";
import * as fc from "fast-check";
import type { MilestoneFacts } from "../../../sdk/deals/actions/get-milestone.ts";
import { InvalidFieldError, parseTerms, type Terms } from "../../../sdk/index.ts";
import {
  adviseReveal,
  type JudgingState,
  judgingTimeOf,
  revealOf,
  revealTimeOf,
} from "../../../sdk/jury/index.ts";
import { blocks, readPage, section } from "../../docs/support/markdown.ts";
import { errorOf } from "../support/refusal.ts";

const written = parseTerms(blocks(section(readPage("docs/terms.md"), "Worked example"), "json")[0] ?? "");
const terms: Terms = { ...written, silencePayout: 0, verdictWindow: 3_600 };
const deadline = terms.milestones[0]?.deadline ?? 0;
const untouched: MilestoneFacts = {
  ...{ status: "pending", evidence: undefined, deliveredAt: undefined, provisional: undefined },
  ...{ interval: undefined, judged: false, endedAt: undefined, contesters: [], drawnAt: undefined },
  bondsReleased: [],
};
const at = (facts: Partial<MilestoneFacts>, now: number, changes: object = {}): JudgingState =>
  judgingTimeOf({
    ...{ terms, milestone: 0, round: 1, facts: { ...untouched, ...facts }, seenAt: deadline - 1_000, now },
    ...changes,
  });

describe("the reveal time", () => {
  it("is half of the time that is left, rounded down", () => {
    expect(revealTimeOf({ from: 1_000, until: 4_600 })).to.equal(2_800);
    expect(revealTimeOf({ from: 1_000, until: 4_601 })).to.equal(2_800);
  });

  it("leaves room for the ballots to land, and is not before the start", () => {
    expect(revealTimeOf({ from: 1_000, until: 1_240 })).to.equal(1_120);
    expect(revealTimeOf({ from: 1_000, until: 1_239 })).to.equal(1_119);
    expect(revealTimeOf({ from: 1_000, until: 1_121 })).to.equal(1_001);
    expect(revealTimeOf({ from: 1_000, until: 1_120 })).to.equal(1_000);
    expect(revealTimeOf({ from: 1_000, until: 1_001 })).to.equal(1_000);
    expect(revealTimeOf({ from: 1_000, until: 2_000, landing: 900 })).to.equal(1_100);
  });

  it("is within the time, and early enough wherever there is room, for any times", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (from, length, landing) => {
          const until = from + length;
          const reveal = revealTimeOf({ from, until, landing });
          expect(reveal).to.be.within(from, until - 1);
          if (length > landing) expect(reveal).to.be.at.most(until - landing);
          expect(reveal - from).to.be.at.most(length / 2);
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });

  it("refuses times that are none", async () => {
    const wrong = [
      { from: 1_000, until: 1_000 },
      { from: 1.5, until: 2_000 },
      { from: 1_000, until: 2_000, landing: -1 },
    ];
    for (const each of wrong) {
      expect(await errorOf(() => revealTimeOf(each))).to.be.instanceOf(InvalidFieldError);
    }
  });
});

describe("whether ballots are shown", () => {
  const judging: JudgingState = { state: "judging", from: 1_000, until: 4_600 };
  const allowed = (now: number, complete = false) => revealOf({ judging, complete, now }).allowed;

  it("turns at the reveal time: not the second before, from it on", () => {
    expect([2_799, 2_800, 2_801].map((now) => allowed(now))).to.deep.equal([false, true, true]);
  });

  it("is at once where all have committed themselves", () => {
    expect(allowed(1_000, true)).to.equal(true);
  });

  it("is never while they are sealed, and always once the round is over", () => {
    const sealed = revealOf({ judging: { state: "sealed" }, complete: true, now: 9_999 });
    expect(sealed).to.deep.equal({ allowed: false, at: undefined });
    expect(revealOf({ judging: { state: "over" }, complete: false, now: 0 }).allowed).to.equal(true);
  });
});

describe("the time that a panel has", () => {
  it("runs from when a delivery was seen to the deadline, which still counts", () => {
    const time = { state: "judging", from: deadline - 1_000, until: deadline + 1 };
    expect(at({}, deadline - 1)).to.deep.equal(time);
    expect(at({}, deadline)).to.deep.equal(time);
    expect(at({}, deadline + 1)).to.deep.equal({ state: "over" });
  });

  it("runs from a delivery on-chain through the verdict window", () => {
    const facts = { status: "delivered", deliveredAt: 5_000 } as const;
    const time = { state: "judging", from: 5_000, until: 8_600 };
    expect([8_599, 8_600, 8_601].map((now) => at(facts, now).state)).to.deep.equal([
      "judging",
      "over",
      "over",
    ]);
    expect(at(facts, 5_000)).to.deep.equal(time);
  });

  it("does not begin where silence pays the seller, until the delivery is on-chain", () => {
    const paid = { terms: { ...terms, silencePayout: 1 } };
    expect(at({}, deadline, paid)).to.deep.equal({ state: "sealed" });
    expect(at({}, deadline + 1, paid)).to.deep.equal({ state: "over" });
    expect(at({ status: "delivered", deliveredAt: 5_000 }, 5_001, paid).state).to.equal("judging");
  });

  it("runs from the contest in round 2, and is over for round 1 by then", () => {
    const contest = { round: 2, payer: terms.buyer, openedAt: 7_000, openedInBlock: 1, payout: 1 } as const;
    const facts = { status: "provisional", provisional: { since: 1, payout: 1, round: 1 } } as const;
    const second = { round: 2, contests: [contest] };
    expect(at(facts, 7_000, second)).to.deep.equal({ state: "judging", from: 7_000, until: 10_600 });
    expect([10_599, 10_600].map((now) => at(facts, now, second).state)).to.deep.equal(["judging", "over"]);
    expect(at(facts, 7_000, { contests: [contest] }).state).to.equal("over");
    expect(at(facts, 7_000, { round: 2 }).state).to.equal("sealed");
  });

  it("is over once a verdict fell, or the milestone is final", () => {
    expect(at({ status: "settled" }, 1).state).to.equal("over");
    expect(at({ status: "moved" }, 1).state).to.equal("over");
    const provisional = { since: 1, payout: 1, round: 1 };
    expect(at({ status: "provisional", provisional }, 2).state).to.equal("over");
  });

  it("is asked for a milestone of the terms", async () => {
    expect(await errorOf(() => at({}, 1, { milestone: 32 }))).to.include({ field: "milestone" });
  });
});

describe("advice before ballots are shown", () => {
  it("tells the seller to deliver on-chain first where silence pays it", () => {
    const paid = { ...terms, silencePayout: 1 };
    expect(adviseReveal({ terms: paid })?.code).to.equal("deliver-first");
    expect(adviseReveal({ terms: paid, facts: { status: "pending" } })?.remedy).to.contain("deliver");
    expect(adviseReveal({ terms: paid, facts: { status: "delivered" } })).to.equal(undefined);
    expect(adviseReveal({ terms })).to.equal(undefined);
  });
});
