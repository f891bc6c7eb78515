import { expect } from "chai";
import { type Address, type Hex, zeroAddress } from "viem";
import type { Terms } from "../../sdk/typed-data/terms.ts";
import type { Action } from "./actions.ts";
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
    passMark: 5_000,
    gridStep: 500,
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
  const empty = newWorld({ contract, token, wallets: new Map([[buyer, 2_000n]]) });
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
      { passMark: 1, gridStep: 1 },
      { passMark: 5_000, gridStep: 0 },
      { passMark: 10_000, gridStep: 2_500 },
    ]) {
      const payouts = Array.from({ length: 10_001 }, (_, score) => payoutFor(score, rule));
      expect([payouts[0], payouts[10_000]]).to.deep.equal([0, 10_000]);
      expect(payouts.every((payout, score) => payout >= (payouts[score - 1] ?? 0))).to.equal(true);
    }
  });

  it("decides exactly when no completion of the panel could pay anything else", () => {
    const rule = { passMark: 5_000, gridStep: 500 };
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

  it("keeps what the token refuses, for that address alone", () => {
    const opened = play(play(empty, opening, NOW), { kind: "blacklist", account: seller }, NOW);
    const accepted = play(opened, { ...of, kind: "accept", signedBy: buyer }, NOW);
    expect(amountOf(accepted.refused, seller)).to.equal(901n);
    const retry = { kind: "retryRefused", sender: buyer, account: seller } as const;
    expect(apply(accepted, retry, NOW).refusals).to.deep.equal(["Quittance_PayoutStillRefused"]);
    const paid = play(play(accepted, { kind: "unBlacklist", account: seller }, NOW), retry, NOW);
    expect([amountOf(paid.wallets, seller), amountOf(paid.refused, seller)]).to.deep.equal([901n, 0n]);
  });

  it("has an action and its successor change places at one second", () => {
    const opened = play(empty, opening, NOW);
    const reclaim = { ...of, kind: "reclaim", signedBy: buyer } as const;
    const deliver = { ...of, kind: "deliver", evidence, locator: "ipfs://", signedBy: seller } as const;
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

  it("names every reason there is to refuse", () => {
    const bad = { ...terms, passMark: 0, panel: [], milestones: [{ amount: 0n, deadline: NOW }] };
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
