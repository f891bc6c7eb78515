import { expect } from "chai";
import { type Address, type Hex, zeroAddress } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import type { Action, ActionOf } from "./actions.ts";
import { agentFacts } from "./agents.ts";
import { apply } from "./apply.ts";
import { dealFacts } from "./facts.ts";
import { decide, payoutFor, portion } from "./money.ts";
import { amountOf, newWorld, owed, type World } from "./world.ts";

const person = (digit: string): Address => `0x${digit.repeat(40)}`;
const [contract, token, buyer, seller, juror, panelAccount, marketplace] = [
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
].map(person) as [Address, Address, Address, Address, Address, Address, Address];
const [pool, arbiter, ...drawn] = ["8", "9", "a", "b", "c"].map(person) as [
  Address,
  Address,
  Address,
  Address,
  Address,
];
const dealId: Hex = `0x${"ab".repeat(32)}`;
const evidence: Hex = `0x${"ef".repeat(32)}`;
const NOW = 1_000_000;

const terms: Terms = {
  ...{ buyer, seller, fundedFromLedger: false, buyerToLedger: false, sellerToLedger: false },
  verificationFee: 3n,
  milestones: [
    { amount: 1_001n, deadline: NOW + 1_000 },
    { amount: 50n, deadline: NOW + 1_000 },
  ],
  ...{
    panel: [juror],
    passingScore: 5_000,
    payoutStep: 500,
    verdictWindow: 600,
    contestWindow: 0,
    silencePayout: 5_000,
  },
  ...{ marketplaceFee: 1_000, marketplace, panelAccount, pact: dealId, salt: 1n, openBy: NOW + 100 },
};

/** The numbers here were worked out by hand from the protocol's words. */
describe("the model of the protocol", () => {
  const play = (world: World, action: Action, now: number): World => {
    const outcome = apply(world, action, now);
    if (outcome.world === undefined) throw new Error(outcome.refusals.join(", "));
    return outcome.world;
  };
  const empty = newWorld({
    ...{ contract, token, pool: { address: pool, seatFee: 3n } },
    wallets: new Map([[buyer, 2_000n]]),
  });
  const opening = {
    kind: "open",
    sender: zeroAddress,
    dealId,
    terms,
    buyerSignedBy: buyer,
    sellerSignedBy: seller,
  } as const;
  const of = { sender: seller, dealId, milestone: 0 } as const;

  it("rounds the seller's part down, and the marketplace's fee out of it", () => {
    expect(portion(1_001n, 7_000)).to.equal(700n);
    expect(portion(700n, 1_000)).to.equal(70n);
    expect(portion(9_999n, 1)).to.equal(0n);
  });

  it("has a payout function that is monotone, with f(0) = 0 and f(10000) = 10000", () => {
    for (const rule of [
      { passingScore: 1, payoutStep: 1 },
      { passingScore: 5_000, payoutStep: 0 },
      { passingScore: 10_000, payoutStep: 2_500 },
    ]) {
      const payouts = Array.from({ length: 10_001 }, (_, score) => payoutFor(score, rule));
      expect([payouts[0], payouts[10_000]]).to.deep.equal([0, 10_000]);
      expect(payouts.every((payout, score) => payout >= (payouts[score - 1] ?? 0))).to.equal(true);
    }
  });

  it("decides exactly when no completion of the panel could pay anything else", () => {
    const rule = { passingScore: 5_000, payoutStep: 500 };
    const scores = [0, 4_999, 5_000, 7_400, 7_499, 10_000];
    const triples = scores.flatMap((a) => scores.flatMap((b) => scores.map((c) => [a, b, c])));
    const median = (panel: readonly number[]) => panel.toSorted((a, b) => a - b)[1] ?? 0;
    for (const a of scores) {
      for (const b of scores) {
        const payouts = new Set(scores.map((c) => payoutFor(median([a, b, c]), rule)));
        const { payout } = decide([a, b], 3, rule);
        expect(payout, `${a} ${b}`).to.equal(payouts.size === 1 ? [...payouts][0] : undefined);
      }
      expect(decide([a], 3, rule).refusal).to.equal("Quittance_TooFewBallots");
    }
    for (const panel of triples)
      expect(decide(panel, 3, rule).payout).to.equal(payoutFor(median(panel), rule));
  });

  it("takes the price at opening, parts a milestone by its verdict, and owes what it holds", () => {
    const opened = play(empty, opening, NOW);
    expect(amountOf(opened.wallets, buyer)).to.equal(2_000n - 1_057n);
    expect(owed(opened)).to.equal(1_057n);
    const ballots = [{ position: 0, score: 7_400, signedBy: juror }];
    const judged = play(
      opened,
      { ...of, kind: "submitVerdict", evidence, ballots, deliverySignedBy: seller },
      NOW + 1_000,
    );
    expect(amountOf(judged.wallets, seller)).to.equal(630n);
    expect(amountOf(judged.wallets, buyer)).to.equal(943n + 301n);
    expect([marketplace, panelAccount].map((account) => amountOf(judged.balances, account))).to.deep.equal([
      70n,
      3n,
    ]);
    expect(owed(judged)).to.equal(amountOf(judged.wallets, contract));
    expect(agentFacts(judged, buyer)).to.include({
      buyerCommitted: 1_057n,
      buyerPaidOut: 700n,
      buyerUnsettled: 53n,
    });
    const [deal] = judged.deals.values();
    if (deal === undefined) throw new Error("the deal is gone");
    expect(dealFacts(deal)).to.include({ status: "open", sellerNet: 630n, refunded: 301n, unsettled: 53n });
  });

  it("moves what is left to the deal that replaces another, and takes or returns the difference alone", () => {
    const opened = play(empty, opening, NOW);
    const released = play(opened, { ...of, kind: "release", signedBy: buyer }, NOW);
    const successor: Hex = `0x${"cd".repeat(32)}`;
    const amending = (left: bigint, amounts: readonly bigint[], delivered: readonly number[] = []) => ({
      ...({ kind: "amend", sender: zeroAddress, dealId, successor } as const),
      terms: {
        ...{ ...terms, salt: 2n, amends: { deal: dealId, remainder: left, delivered } },
        milestones: amounts.map((amount) => ({ amount, deadline: NOW + 2_000 })),
      },
      ...{ buyerSignedBy: buyer, sellerSignedBy: seller },
    });
    // The second milestone and its fee are left, 53; two of 30 with theirs cost 66.
    const dearer = play(released, amending(53n, [30n, 30n]), NOW + 50);
    expect(amountOf(dearer.wallets, buyer) - amountOf(released.wallets, buyer)).to.equal(-13n);
    const [old, next] = dearer.deals.values();
    if (old === undefined || next === undefined) throw new Error("a deal is gone");
    const both = [old, next].map(dealFacts);
    expect(both[0]).to.include({ status: "amended", funded: 1_057n, movedOn: 53n, unsettled: 0n });
    expect(both[1]).to.include({
      status: "open",
      funded: 66n,
      movedIn: 53n,
      unsettled: 66n,
      openedAt: BigInt(NOW),
    });
    expect(agentFacts(dearer, buyer)).to.include({
      buyerDeals: 1,
      buyerCommitted: 1_070n,
      buyerUnsettled: 66n,
    });
    // One of 30 costs 33: 20 go back. The marketplace has its 100.
    const cheaper = play(released, amending(53n, [30n]), NOW + 50);
    expect(amountOf(cheaper.wallets, buyer) - amountOf(released.wallets, buyer)).to.equal(20n);
    expect(owed(cheaper)).to.equal(133n);
    const refusals = (world: World, action: Action, now: number) => apply(world, action, now).refusals;
    expect(refusals(dearer, amending(53n, [30n, 30n]), NOW + 50)).to.deep.equal([
      ...["Quittance_DealAmended", "Quittance_RemainderMismatch", "Quittance_DealAlreadyOpened"],
    ]);
    expect(
      refusals(dearer, { ...of, milestone: 1, kind: "release", signedBy: buyer }, NOW + 50),
    ).to.deep.equal(["Quittance_DealAmended"]);
    expect(refusals(released, amending(54n, [30n]), NOW)).to.deep.equal(["Quittance_RemainderMismatch"]);
    expect(refusals(released, amending(53n, [30n], [1]), NOW)).to.deep.equal([
      "Quittance_DeliveriesMismatch",
    ]);
    expect(refusals(released, amending(53n, [30n]), NOW + 99)).to.equal(undefined);
    expect(refusals(released, amending(53n, [30n]), NOW + 100)).to.deep.equal(["Quittance_OpeningExpired"]);
  });

  it("keeps what the token refuses, for that address alone", () => {
    const opened = play(play(empty, opening, NOW), { kind: "blacklist", account: seller }, NOW);
    const accepted = play(opened, { ...of, kind: "release", signedBy: buyer }, NOW);
    expect(amountOf(accepted.unclaimed, seller)).to.equal(901n);
    const retry = { kind: "claimPayout", sender: buyer, account: seller } as const;
    expect(apply(accepted, retry, NOW).refusals).to.deep.equal(["Quittance_PayoutStillRefused"]);
    const paid = play(play(accepted, { kind: "unBlacklist", account: seller }, NOW), retry, NOW);
    expect([amountOf(paid.wallets, seller), amountOf(paid.unclaimed, seller)]).to.deep.equal([901n, 0n]);
  });

  it("has an action and its successor change places at one second", () => {
    const opened = play(empty, opening, NOW);
    const reclaim = { ...of, kind: "reclaim", signedBy: buyer } as const;
    const deliver = { ...of, kind: "deliver", evidence, evidenceUri: "ipfs://", signedBy: seller } as const;
    const enabled = (world: World, action: Action, now: number) =>
      apply(world, action, now).refusals === undefined;
    const deadline = NOW + 1_000;
    for (const now of [deadline - 1, deadline, deadline + 1]) {
      expect([enabled(opened, deliver, now), enabled(opened, reclaim, now)]).to.deep.equal([
        now <= deadline,
        now > deadline,
      ]);
    }
    const delivered = play(opened, deliver, deadline);
    const ballots = [{ position: 0, score: 10_000, signedBy: juror }];
    const verdict = { ...of, kind: "submitVerdict", evidence, ballots, deliverySignedBy: undefined } as const;
    const end = deadline + terms.verdictWindow;
    for (const now of [end - 1, end, end + 1]) {
      const both = [enabled(delivered, verdict, now), enabled(delivered, { ...of, kind: "settle" }, now)];
      expect(both).to.deep.equal([now < end, now >= end]);
    }
  });

  describe("with recourse", () => {
    const bond = 12n;
    const agreed: Terms = {
      ...terms,
      contestWindow: 700,
      disputes: { bond, pool, arbiter, rulingWindow: 800 },
    };
    const funded = { ...empty, wallets: new Map(empty.wallets).set(seller, bond) };
    const opened = play(funded, { ...opening, terms: agreed }, NOW);
    const ballots = [{ position: 0, score: 10_000, signedBy: juror }];
    const verdict = { ...of, kind: "submitVerdict", evidence, ballots, deliverySignedBy: seller } as const;
    const stands = play(opened, verdict, NOW + 10);
    const objection: ActionOf<"contest"> = {
      ...{ ...of, kind: "contest", round: 2, contester: buyer, payout: 10_000, signedBy: buyer },
      ...{ payer: buyer, fromWallet: true, validBefore: NOW + 10_000, payerSignedBy: buyer },
    };
    const contested = play(stands, objection, NOW + 20);
    const panel = drawn.toSorted();
    const draw = { ...of, kind: "drawPanel", answer: panel, sender: juror } as const;
    const vote = (world: World, scores: readonly number[], now: number) =>
      play(
        play(world, draw, now),
        {
          ...{ ...of, kind: "recordBallots", panel, evidence },
          ballots: scores.map((score, position) => ({ position, score, signedBy: panel[position] ?? juror })),
        },
        now,
      );
    const row = (world: World, account: Address) => amountOf(world.balances, account);

    it("wants the seller's word for whatever is to stand", () => {
      const unproven = { ...verdict, deliverySignedBy: undefined };
      expect(apply(opened, unproven, NOW).refusals).to.deep.equal(["Quittance_DeliveryUnproven"]);
    });

    it("lets what stands be contested until its window ends, and settled from then on", () => {
      const end = NOW + 10 + 700;
      const settle = { ...of, kind: "settle" } as const;
      for (const now of [end - 1, end, end + 1]) {
        const both = [objection, settle].map((action) => apply(stands, action, now).refusals === undefined);
        expect(both).to.deep.equal([now < end, now >= end]);
      }
    });

    it("keeps the bond until the round is over, then shares it among those near the verdict", () => {
      expect(owed(contested)).to.equal(amountOf(contested.wallets, contract));
      const voted = vote(contested, [6_000, 6_400, 9_900], NOW + 30);
      const release = { ...of, kind: "releaseBond", round: 2, panel } as const;
      expect(apply(voted, release, NOW + 20 + 599).refusals).to.deep.equal(["Quittance_BondNotDue"]);
      const released = play(voted, release, NOW + 20 + 600);
      expect(panel.map((account) => row(released, account))).to.deep.equal([5n, 4n, 0n]);
      expect(apply(released, release, NOW + 20 + 600).refusals).to.deep.equal(["Quittance_NoBond"]);
    });

    it("gives a bond back that nobody earned, and leaves what stood", () => {
      const settled = play(contested, { ...of, kind: "settle" }, NOW + 20 + 600 + 700);
      expect([row(settled, buyer), amountOf(settled.wallets, seller)]).to.deep.equal([bond, bond + 901n]);
      expect(owed(settled)).to.equal(amountOf(settled.wallets, contract));
    });

    it("reimburses who ended better, out of the other side's part, and pays the arbiter", () => {
      const voted = vote(contested, [6_000, 6_000, 6_000], NOW + 30);
      const appeal: ActionOf<"contest"> = { ...objection, round: 3, contester: seller, payout: 6_000 };
      const appealed = play(
        voted,
        { ...appeal, signedBy: seller, payer: seller, payerSignedBy: seller },
        NOW + 40,
      );
      const rule = { ...of, kind: "rule", evidence, payout: 7_000, signedBy: arbiter } as const;
      expect(apply(appealed, rule, NOW + 40 + 800).refusals).to.deep.equal(["Quittance_RulingWindowEnded"]);
      const ruled = play(appealed, rule, NOW + 40 + 799);
      // 700 less the tenth and the buyer's bond; 301 less the seller's bond.
      expect(amountOf(ruled.wallets, seller)).to.equal(618n);
      expect([buyer, seller, arbiter].map((account) => row(ruled, account))).to.deep.equal([
        bond,
        bond,
        bond,
      ]);
      expect(owed(ruled)).to.equal(amountOf(ruled.wallets, contract));
    });

    it("takes one rating a side, for ninety days after money moved", () => {
      const rating = {
        kind: "rate",
        sender: juror,
        dealId,
        rater: buyer,
        score: 70,
        signedBy: buyer,
      } as const;
      expect(apply(stands, rating, NOW + 20).refusals).to.deep.equal(["Quittance_NotRateable"]);
      const settled = play(stands, { ...of, kind: "settle" }, NOW + 710);
      const rated = play(settled, rating, NOW + 711);
      expect(apply(rated, rating, NOW + 712).refusals).to.deep.equal(["Quittance_AlreadyRated"]);
      const late = NOW + 710 + 90 * 86_400;
      expect(apply(settled, rating, late).refusals).to.deep.equal(["Quittance_RatingWindowEnded"]);
      expect(apply(settled, rating, late - 1).refusals).to.equal(undefined);
    });
  });

  it("names every reason there is to refuse", () => {
    const bad = { ...terms, passingScore: 0, panel: [], milestones: [{ amount: 0n, deadline: NOW }] };
    expect(
      apply(empty, { ...opening, terms: bad, sellerSignedBy: buyer }, NOW + 100).refusals,
    ).to.have.members([
      ...["Quittance_OpeningExpired", "Quittance_PayoutRuleInvalid", "Quittance_PanelSizeInvalid"],
      ...[
        "Quittance_MilestoneAmountZero",
        "Quittance_DeadlineOutOfRange",
        "Quittance_VerificationFeeTooLarge",
      ],
      "Quittance_InvalidSignature",
    ]);
  });
});
