import { expect } from "chai";
import {
  AlreadyRatedError,
  contest,
  findEquivocations,
  getContests,
  getRating,
  hashEvidence,
  hashReasons,
  InvalidSignatureError,
  NoEquivocationError,
  NoFurtherRoundError,
  NoRulingDueError,
  NotRateableError,
  quittanceActions,
  RulingWindowEndedError,
  rate,
  recordEquivocation,
  release,
  releaseBond,
  rule,
  type SignedBallot,
  settle,
  signBallot,
  signBallotBatch,
  signRating,
  signRuling,
} from "../../../sdk/index.ts";
import { openContestedDeal, openExampleDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const BOND = 8_000_000n;
const AMOUNT = 54_000_000n;

describe("above and beside the ladder", () => {
  const setup = useStack();

  describe("the arbiter", () => {
    const beforeTheArbiter = async () => {
      const made = await openContestedDeal(setup());
      const { address, walletClient: client, seller, fundLedger } = setup();
      const { terms, payout } = made;
      await setup().increaseTime(terms.verdictWindow);
      await fundLedger(seller.address, BOND);
      const about = { address, terms, milestone: 0 };
      await contest(client, { ...about, contester: seller.address, payout, account: seller });
      return { ...made, client, about };
    };

    it("rules by signature, is paid, and reimburses who was right", async () => {
      const { client, about, dealId: deal, evidence } = await beforeTheArbiter();
      const { address, arbiter, domain, seller, buyer } = setup();
      expect(await getContests(client, { address, dealId: deal, milestone: 0 })).to.have.length(2);
      const ruling = { payout: 7_777 };
      const signature = await signRuling({
        domain,
        deal,
        milestone: 0,
        evidence,
        ...ruling,
        account: arbiter,
      });
      await refusalOf(InvalidSignatureError, () => rule(client, { ...about, payout: 7_778, signature }));
      const settled = await rule(client, { ...about, ...ruling, signature });
      expect(settled).to.deep.include({
        cause: "ruling",
        arbiter: arbiter.address,
        payout: 7_777,
        reimbursed: [{ account: seller.address, amount: BOND }],
        bondsEarned: [{ account: arbiter.address, amount: BOND }],
        bondsReturned: [{ account: buyer.address, amount: BOND }],
      });
    });

    it("is silent when its window has ended, and nothing can be contested after it", async () => {
      const { client, about, terms, payout } = await beforeTheArbiter();
      const { arbiter, buyer } = setup();
      const again = { ...about, contester: buyer.address, payout, account: buyer };
      await refusalOf(NoFurtherRoundError, () => contest.simulate(client, again));
      await setup().increaseTime(terms.disputes?.rulingWindow ?? 0);
      await refusalOf(RulingWindowEndedError, () => rule(client, { ...about, payout: 0, account: arbiter }));
      const settled = await settle(client, about);
      expect(settled).to.include({ cause: "verdict", toSeller: (AMOUNT * 6n) / 10n });
      expect(settled.bondsReturned).to.have.length(2);
    });

    it("rules only on what is before it", async () => {
      const { terms } = await openContestedDeal(setup());
      const { address, arbiter, walletClient } = setup();
      const about = { address, terms, milestone: 0 };
      await refusalOf(NoRulingDueError, () => rule(walletClient, { ...about, payout: 0, account: arbiter }));
      await expectRefusedField("payout", "-1", () => rule.call({ ...about, payout: -1 }));
      await expectRefusedField("round", "1", () => releaseBond.call({ ...about, round: 1 as never }));
    });
  });

  it("puts equivocations of named jurors on record, from batches, too", async () => {
    const { address, domain, jurors, walletClient } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup());
    const [, account] = jurors;
    if (account === undefined) throw new Error("the stack has three jurors");
    const judged = { deal, evidence: hashEvidence("text"), reasons: hashReasons("bribed") };
    const single = await signBallot({ domain, account, ...judged, milestone: 1, score: 9_000 });
    const batch = await signBallotBatch({
      domain,
      account,
      ballots: [0, 1].map((milestone) => ({ ...judged, milestone, score: 1_000 })),
    });
    const [proof] = findEquivocations([single, ...batch]);
    if (proof === undefined) throw new Error("two scores were signed");
    const recorded = await recordEquivocation(walletClient, { address, terms, ...proof });
    expect(recorded).to.include({
      juror: account.address,
      milestone: 1,
      firstScore: 9_000,
      secondScore: 1_000,
    });
    const same = { address, terms, first: single, second: single };
    await refusalOf(NoEquivocationError, () => recordEquivocation(walletClient, same));
    const request = (second: SignedBallot) => () =>
      recordEquivocation.call({ address, terms, first: single, second });
    await expectRefusedField("second.milestone", "0", request({ ...proof.second, milestone: 0 }));
    await expectRefusedField("second.juror", /0x/, request({ ...proof.second, juror: address }));
    await expectRefusedField("first.round", "2", () =>
      recordEquivocation.call({ address, terms, first: { ...single, round: 2 }, second: single }),
    );
  });

  it("lets each side rate the other once money moved", async () => {
    const { address, domain, buyer, seller, walletClient } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup());
    const client = walletClient.extend(quittanceActions({ address }));
    const rating = { score: 88, reasons: hashReasons("prompt") };
    const signature = await signRating({ domain, deal, rated: terms.buyer, ...rating, account: seller });
    const request = { terms, rater: seller.address, ...rating, signature };
    await refusalOf(NotRateableError, () => client.rate(request));
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    expect(await client.rate(request)).to.deep.include({
      dealId: deal,
      rater: seller.address,
      rated: buyer.address,
      ...rating,
    });
    await refusalOf(AlreadyRatedError, () => client.rate.simulate(request));
    const facts = await getRating(walletClient, { address, dealId: deal });
    expect(facts).to.include({ buyerRated: false, sellerRated: true });
    expect((facts.endsAt ?? 0) - (facts.lastSettledAt ?? 0)).to.equal(90 * 86_400);
    await expectRefusedField("score", "101", () => rate.call({ address, ...request, score: 101 }));
  });
});
