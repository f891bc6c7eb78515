import { expect } from "chai";
import {
  adviseTerms,
  deliver,
  getBook,
  getMilestone,
  hashEvidence,
  hashReasons,
  NoNewBallotsError,
  phaseOf,
  recordBallots,
  type SignedBallot,
  settle,
  signBallot,
  signDelivery,
  submitVerdict,
  type Terms,
  tallyBallots,
} from "../../../sdk/index.ts";
import { openExampleDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("ballots on record", () => {
  const setup = useStack();
  const evidence = hashEvidence("the delivered text");

  /** A deal whose evidence is on-chain; payouts in steps of 500 from 5000 on. */
  const delivered = async (changes: Parameters<typeof openExampleDeal>[1] = {}) => {
    const { address, domain, seller, walletClient: client } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup(), changes);
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    await deliver(client, { address, terms, delivery });
    return { address, client, terms, deal };
  };
  const vote = (deal: `0x${string}`, juror: number, score: number): Promise<SignedBallot> => {
    const { domain, jurors } = setup();
    const account = jurors.find(({ address }) => address === sorted()[juror]);
    if (account === undefined) throw new Error("the stack has three jurors");
    return signBallot({
      ...{ domain, account, deal, milestone: 0, evidence, score },
      reasons: hashReasons("looked"),
    });
  };
  const sorted = () =>
    setup()
      .jurors.map(({ address }) => address)
      .sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase()));
  const factsOf = async (terms: Terms, deal: `0x${string}`) => {
    const { publicClient, address } = setup();
    const facts = await getMilestone(publicClient, { address, dealId: deal, milestone: 0 });
    if (facts === undefined) throw new Error("the deal is open");
    return { facts, phase: phaseOf({ terms, milestone: 0, facts, now: await setup().now() }) };
  };

  it("come one by one, and bind the payout when the round ends without a verdict", async () => {
    const { address, client, terms, deal } = await delivered({ silencePayout: 0, contestWindow: 0 });
    const first = await recordBallots(client, { address, terms, ballots: [await vote(deal, 2, 8_100)] });
    expect(first).to.deep.include({ round: 1, milestone: 0, payout: undefined, settlement: undefined });
    expect((await factsOf(terms, deal)).facts.interval).to.equal(undefined);
    const second = await recordBallots(client, { address, terms, ballots: [await vote(deal, 0, 7_100)] });
    expect(second.ballots.map(({ position, score }) => [position, score])).to.deep.equal([[0, 7_100]]);
    expect((await factsOf(terms, deal)).facts.interval).to.deep.equal({ lowest: 7_000, highest: 8_000 });
    expect(await getBook(client, { address, dealId: deal, milestone: 0 })).to.deep.equal([
      { position: 0, score: 7_100 },
      { position: 2, score: 8_100 },
    ]);
    const again = await vote(deal, 0, 9_000);
    await refusalOf(NoNewBallotsError, () => recordBallots(client, { address, terms, ballots: [again] }));

    await setup().increaseTime(terms.verdictWindow);
    expect((await factsOf(terms, deal)).phase).to.deep.include({ name: "due", payout: 7_000 });
    const settled = await settle(client, { address, terms, milestone: 0 });
    expect(settled.toSeller).to.equal(((terms.milestones[0]?.amount ?? 0n) * 7n) / 10n);
    expect(settled.feeReturned).to.equal(0n);
  });

  it("decide together with those that are on record", async () => {
    const { address, client, terms, deal } = await delivered({ contestWindow: 0 });
    await recordBallots(client, {
      ...{ address, terms },
      ballots: [await vote(deal, 0, 7_100), await vote(deal, 1, 8_100)],
    });
    const last = await recordBallots(client, { address, terms, ballots: [await vote(deal, 2, 7_600)] });
    expect(last.payout).to.equal(7_500);
    expect((await factsOf(terms, deal)).facts.status).to.equal("settled");
  });

  it("are part of a verdict that is reached at once", async () => {
    const { address, client, terms, deal } = await delivered({ contestWindow: 0 });
    const ballots = [await vote(deal, 0, 7_100), await vote(deal, 2, 7_200)];
    const verdict = await submitVerdict(client, { address, terms, ballots, delivered: true });
    expect(verdict.payout).to.equal(7_000);
    expect(verdict.ballots.map(({ position }) => position)).to.deep.equal([0, 2]);
    expect(await getBook(client, { address, dealId: deal, milestone: 0 })).to.deep.equal([]);
  });

  it("are tallied: what they decide or leave open, and who is missing", async () => {
    const { terms, deal } = await delivered({});
    const [a, b, c] = [await vote(deal, 0, 7_100), await vote(deal, 1, 8_100), await vote(deal, 2, 7_600)];
    expect(tallyBallots({ terms, ballots: [] })).to.deep.equal({
      ...{ payout: undefined, interval: undefined, quorum: 2, stillNeeded: 2 },
      missing: terms.panel,
    });
    expect(tallyBallots({ terms, ballots: [b] })).to.deep.include({ interval: undefined, stillNeeded: 1 });
    expect(tallyBallots({ terms, ballots: [b, a] })).to.deep.include({
      ...{ payout: undefined, interval: { lowest: 7_000, highest: 8_000 }, stillNeeded: 0 },
      missing: [terms.panel[2]],
    });
    const second = { ...a, score: 10_000 };
    expect(tallyBallots({ terms, ballots: [a, second, b, c] })).to.deep.include({
      ...{ payout: 7_500, interval: { lowest: 7_500, highest: 7_500 }, missing: [] },
    });
    const stranger = { ...a, juror: setup().buyer.address };
    await expectRefusedField("ballots[1].juror", /0x/, () => tallyBallots({ terms, ballots: [a, stranger] }));
    expect(adviseTerms({ terms }).map(({ code }) => code)).to.include("fine-payout-steps");
  });
});
