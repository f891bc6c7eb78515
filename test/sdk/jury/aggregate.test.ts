import { expect } from "chai";
import {
  deliver,
  drawPanel,
  getBook,
  getMilestone,
  hashEvidence,
  hashReasons,
  type SignedBallot,
  signBallot,
  signDelivery,
} from "../../../sdk/index.ts";
import { aggregateBallots, isWorthSubmitting, type SubmissionPlan } from "../../../sdk/jury/index.ts";
import { openContestedDeal, openExampleDeal } from "../../../sdk/testing/index.ts";
import { useStack } from "../support/setup.ts";

const HOUR = 3_600;

describe("aggregating ballots", () => {
  const setup = useStack();
  const evidence = hashEvidence("the delivered text");
  const reasons = hashReasons("looked");

  const openDeal = async (changes: Parameters<typeof openExampleDeal>[1] = {}) => {
    const { domain, seller } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup(), { silencePayout: 0, ...changes });
    const question = { deal, milestone: 0, round: 1, evidence };
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    return { terms, question, delivery };
  };
  const vote = (deal: `0x${string}`, juror: number, score: number, changes: object = {}) => {
    const { domain, jurors, buyer } = setup();
    const account = jurors[juror] ?? buyer;
    return signBallot({ domain, account, deal, milestone: 0, evidence, reasons, score, ...changes });
  };
  const aggregate = (parameters: Omit<Parameters<typeof aggregateBallots>[1], "domain">) =>
    aggregateBallots(setup().walletClient, { domain: setup().domain, ...parameters });

  it("submits the fewest ballots that decide, and passes over forged and foreign ones", async () => {
    const { terms, question, delivery } = await openDeal();
    const { deal } = question;
    const good = await Promise.all([vote(deal, 0, 7_000), vote(deal, 1, 7_200), vote(deal, 2, 7_300)]);
    const [first] = good;
    const bad: SignedBallot[] = [
      { ...(first as SignedBallot), score: 0 },
      await vote(deal, 3, 0),
      await vote(deal, 0, 0, { milestone: 1 }),
      await vote(deal, 0, 0, { evidence: hashEvidence("another text") }),
    ];
    const { plan, sent } = await aggregate({ question, terms, delivery, ballots: [...bad, ...good] });
    expect(plan).to.deep.include({ action: "submitVerdict", payout: 7_000 });
    expect(sent?.ballots).to.have.length(2);
  });

  it("waits for more ballots, and for the delivery that a verdict takes", async () => {
    const { terms, question, delivery } = await openDeal();
    const ballots = [await vote(question.deal, 0, 7_000)];
    const none = { worth: undefined, sent: undefined };
    const undecided = { plan: { action: "wait", reason: "undecided" }, ...none };
    expect(await aggregate({ question, terms, ballots: [] })).to.deep.equal(undecided);
    expect(await aggregate({ question, terms, delivery, ballots })).to.deep.equal(undecided);
    const two = [...ballots, await vote(question.deal, 1, 7_000)];
    const needed = { plan: { action: "wait", reason: "delivery-needed" }, ...none };
    expect(await aggregate({ question, terms, ballots: two })).to.deep.equal(needed);
  });

  it("puts ballots that do not decide on record in the last quarter, and lets the rest decide", async () => {
    const { terms, question, delivery } = await openDeal({ verdictWindow: 4 * HOUR });
    const { address, walletClient, publicClient } = setup();
    const { deal } = question;
    await deliver(walletClient, { address, terms, delivery });
    const ballots = [await vote(deal, 0, 7_000), await vote(deal, 1, 9_000)];
    await setup().increaseTime(3 * HOUR - 60);
    expect((await aggregate({ question, terms, ballots })).plan).to.deep.include({ reason: "undecided" });
    await setup().increaseTime(60);
    const recorded = await aggregate({ question, terms, ballots });
    expect(recorded.plan).to.deep.include({ action: "recordBallots", payout: undefined, counted: 2 });
    expect(await getBook(publicClient, { address, dealId: deal, milestone: 0 })).to.have.length(2);
    expect((await aggregate({ question, terms, ballots })).plan).to.deep.include({ reason: "on-record" });
    const third = [...ballots, await vote(deal, 2, 7_100)];
    const decided = await aggregate({ question, terms, ballots: third });
    expect(decided.plan).to.deep.include({ action: "recordBallots", payout: 7_000, counted: 3 });
    expect(decided.sent?.payout).to.equal(7_000);
    expect((await aggregate({ question, terms, ballots: third })).plan).to.deep.include({ reason: "over" });
  });

  it("sends nothing for evidence that is not on-chain", async () => {
    const { terms, question, delivery } = await openDeal();
    const { address, walletClient } = setup();
    await deliver(walletClient, { address, terms, delivery });
    const other = { ...question, evidence: hashEvidence("another text") };
    const ballots = [0, 1].map((juror) => vote(question.deal, juror, 10_000, { evidence: other.evidence }));
    const { plan } = await aggregate({ question: other, terms, ballots: await Promise.all(ballots) });
    expect(plan).to.deep.include({ reason: "other-evidence" });
  });

  it("records the ballots of a drawn panel, also after they have decided", async () => {
    const { domain, address, walletClient, publicClient } = setup();
    const { terms, dealId: deal, evidence: judged, poolJurors } = await openContestedDeal(setup());
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const question = { deal, milestone: 0, round: 2, evidence: judged };
    const drawn = poolJurors.filter((juror) => panel.includes(juror.address));
    const cast = (score: number) => (account: (typeof drawn)[number]) =>
      signBallot({ domain, account, ...question, score, reasons });
    const ballots = await Promise.all(drawn.map(cast(3_000)));
    const decided = await aggregate({ question, terms, panel, ballots: ballots.slice(0, 4) });
    expect(decided.plan).to.deep.include({ action: "recordBallots", payout: 0 });
    const facts = await getMilestone(publicClient, { address, dealId: deal, milestone: 0 });
    expect(facts?.provisional).to.deep.include({ round: 2, payout: 0 });
    const late = await aggregate({ question, terms, panel, ballots });
    expect(late.plan).to.deep.include({ action: "recordBallots", payout: undefined, counted: 7 });
  });

  it("sends where those that it acts for earn more than it costs, by the node's prices or a given cost", async () => {
    const { terms, question, delivery } = await openDeal({ verificationFee: 900_000n });
    const ballots = await Promise.all([0, 1, 2].map((juror) => vote(question.deal, juror, 7_000)));
    const asked = { question, terms, delivery, ballots };
    const stranger = await aggregate({ ...asked, addresses: [setup().arbiter.address] });
    expect(stranger.worth).to.deep.include({ worth: false, reward: 0n });
    expect(stranger.sent).to.equal(undefined);
    const own = { addresses: terms.panel.slice(0, 1) };
    const dear = await aggregate({ ...asked, ...own, cost: 300_000n });
    expect(dear.worth).to.deep.equal({ worth: false, reward: 300_000n, cost: 300_000n });
    const sent = await aggregate({ ...asked, ...own });
    expect(sent.worth?.cost).to.be.greaterThan(0n);
    expect(sent.sent?.payout).to.equal(7_000);
  });

  it("weighs what the verdict brings to the fee's account, to jurors that share, and to parties", async () => {
    const { terms } = await openDeal({ verificationFee: 900_000n });
    const amount = terms.milestones[0]?.amount ?? 0n;
    const { buyer, seller, panel } = terms;
    const account = setup().arbiter.address;
    const verdict: SubmissionPlan = { action: "submitVerdict", ballots: [], payout: 7_000, counted: 3 };
    const about = { terms, milestone: 0, round: 1, panel, plan: verdict, cost: 0n };
    const reward = (changes: object) => isWorthSubmitting({ ...about, addresses: [], ...changes }).reward;
    expect(reward({ addresses: panel })).to.equal(900_000n);
    expect(reward({ addresses: panel.slice(0, 2) })).to.equal(600_000n);
    expect(reward({ addresses: [seller] })).to.equal((amount * 7_000n) / 10_000n);
    expect(reward({ addresses: [buyer] })).to.equal((amount * 3_000n) / 10_000n);
    expect(reward({ addresses: [account], terms: { ...terms, panelAccount: account } })).to.equal(900_000n);
    const record = { ...verdict, action: "recordBallots", payout: undefined };
    expect(reward({ addresses: panel, plan: { ...record, counted: 1 } })).to.equal(0n);
    expect(reward({ addresses: panel, plan: { ...record, counted: 2 } })).to.equal(900_000n);
    const waiting = { plan: { action: "wait", reason: "undecided" }, addresses: panel, cost: 1n };
    expect(isWorthSubmitting({ ...about, ...waiting } as never)).to.include({ worth: false, reward: 0n });
  });
});
