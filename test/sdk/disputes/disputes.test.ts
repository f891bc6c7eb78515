import { expect } from "chai";
import type { Address, HDAccount } from "viem";
import {
  BondNotDueError,
  ContestWindowEndedError,
  contest,
  DeliveryUnprovenError,
  deliver,
  drawPanel,
  getBondId,
  getContest,
  getLedgerBalance,
  getMilestone,
  getRound,
  hashBond,
  hashEvidence,
  hashReasons,
  InvalidSignatureError,
  NoBondError,
  NoNewBallotsError,
  NoRoundError,
  NotAPartyError,
  PanelAlreadyDrawnError,
  PanelMismatchError,
  PoolSilentError,
  PoolUnusableError,
  ProvisionalPayoutMismatchError,
  RoundEndedError,
  readTokenDomain,
  recordBallots,
  releaseBond,
  type SignedBallot,
  settle,
  signBallot,
  signBallotBatch,
  signBond,
  signBondPayment,
  signContest,
  submitVerdict,
  WindowOpenError,
} from "../../../sdk/index.ts";
import {
  type ContestedDeal,
  openContestedDeal,
  openExampleDeal,
  openProvisionalDeal,
} from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const BOND = 8_000_000n;
const AMOUNT = 54_000_000n;

describe("disputes", () => {
  const setup = useStack();

  /** A deal before round 2, with its panel drawn. */
  const drawn = async (changes: Parameters<typeof openContestedDeal>[1] = {}) => {
    const made = await openContestedDeal(setup(), changes);
    const { address, walletClient: client } = setup();
    const { panel } = await drawPanel(client, { address, terms: made.terms, milestone: 0 });
    const jurors = panel.map((key) => made.poolJurors.find((juror) => juror.address === key));
    return {
      ...made,
      address,
      client,
      panel,
      jurors: jurors.filter((juror): juror is HDAccount => juror !== undefined),
    };
  };

  const vote = ({ dealId, evidence }: ContestedDeal, account: HDAccount, score: number) =>
    signBallot({
      domain: setup().domain,
      account,
      deal: dealId,
      milestone: 0,
      round: 2,
      evidence,
      score,
      reasons: hashReasons("looked again"),
    });
  const votes = (
    made: ContestedDeal & { readonly jurors: readonly HDAccount[] },
    scores: readonly number[],
  ): Promise<SignedBallot[]> =>
    Promise.all(made.jurors.slice(0, scores.length).map((juror, at) => vote(made, juror, scores[at] ?? 0)));
  const balance = (owner: Address) =>
    getLedgerBalance(setup().publicClient, { address: setup().address, owner });

  describe("a contest", () => {
    it("is sent by anybody with the contester's signature and a third payer's consent", async () => {
      const { address, domain, walletClient, seller, relayer, accounts, fundLedger } = setup();
      const payer = accounts[9];
      if (payer === undefined) throw new Error("the stack has twenty accounts");
      const { terms, dealId: deal, payout } = await openProvisionalDeal(setup());
      await fundLedger(payer.address, BOND);
      const round = { deal, milestone: 0, round: 2 };
      const contester = seller.address;
      const bonded = { domain, ...round, payer: payer.address, contester, amount: BOND };
      const authorization = await signBond({ ...bonded, account: payer });
      const bond = { payer: payer.address, signature: authorization };
      const signature = await signContest({
        domain,
        ...round,
        payout,
        bond: BOND,
        payer: payer.address,
        fromWallet: false,
        account: seller,
      });
      const request = { address, terms, milestone: 0, contester, payout, signature, bond };
      const forged = { ...request, bond: { payer: payer.address, signature } };
      expect(
        (await refusalOf(InvalidSignatureError, () => contest(walletClient, forged))).values,
      ).to.deep.equal({ signer: payer.address, digest: hashBond(bonded) });
      const opened = await contest(walletClient, { ...request, account: relayer });
      expect(opened).to.deep.include({ contester, payer: payer.address, round: 2, payout, bond: BOND });
      expect(await balance(payer.address)).to.equal(0n);
      const facts = await getContest(walletClient, { address, dealId: deal, milestone: 0, round: 2 });
      expect(facts).to.deep.include({ payer: payer.address, payout, round: 2 });
      const milestone = await getMilestone(walletClient, { address, dealId: deal, milestone: 0 });
      expect(milestone).to.deep.include({ contesters: ["seller"], bondsReleased: [], status: "provisional" });
    });

    it("is bonded from a wallet by one signature, which is good for nothing else", async () => {
      const { address, domain, walletClient, buyer, publicClient, token: usdc } = setup();
      const { terms, dealId: deal, payout } = await openProvisionalDeal(setup());
      const token = await readTokenDomain(publicClient, { token: usdc });
      const contester = buyer.address;
      const about = { milestone: 0, round: 2, contester };
      const named = { ...about, payer: contester, amount: BOND };
      const bondId = await getBondId(publicClient, { address, dealId: deal, ...named });
      expect(bondId).to.equal(hashBond({ domain, deal, ...named }));
      const validBefore = (await setup().now()) + 600;
      const paid = await signBondPayment({ domain, token, terms, ...about, validBefore, account: buyer });
      const bond = { fromWallet: true, validBefore, signature: paid };
      const signature = await signContest({
        domain,
        deal,
        milestone: 0,
        round: 2,
        payout,
        bond: BOND,
        payer: contester,
        fromWallet: true,
        account: buyer,
      });
      const request = { address, terms, milestone: 0, contester, payout, signature, bond };
      expect((await contest(walletClient, request)).payer).to.equal(contester);
      expect(await balance(contester)).to.equal(0n);
    });

    it("is refused to strangers, for another payout, without a verdict and too late", async () => {
      const { address, walletClient, buyer, relayer, fundLedger } = setup();
      const { terms, payout } = await openProvisionalDeal(setup());
      await fundLedger(buyer.address, BOND);
      await fundLedger(relayer.address, BOND);
      const request = { address, terms, milestone: 0, contester: buyer.address, payout, account: buyer };
      const stranger = { ...request, contester: relayer.address, account: relayer };
      await refusalOf(NotAPartyError, () => contest(walletClient, stranger));
      const other = await refusalOf(ProvisionalPayoutMismatchError, () =>
        contest(walletClient, { ...request, payout: 0 }),
      );
      expect(other.values).to.deep.equal({ provisional: 6_000n, contested: 0n });
      await setup().increaseTime(terms.contestWindow);
      await refusalOf(ContestWindowEndedError, () => contest(walletClient, request));
    });

    it("is refused before anything is sent for terms without a contest window or with a bad field", async () => {
      const { address, buyer } = setup();
      const { terms } = await openExampleDeal(setup());
      const request = { address, terms, milestone: 0, contester: buyer.address, payout: 0 };
      await expectRefusedField("terms.contestWindow", "0", () => contest.call(request));
      const { terms: contestable } = await openExampleDeal(setup(), { contestWindow: 600 });
      const fields = { ...request, terms: contestable };
      await expectRefusedField("payout", "10001", () => contest.call({ ...fields, payout: 10_001 }));
      await expectRefusedField("contester", '"0x1"', () => contest.call({ ...fields, contester: "0x1" }));
      await expectRefusedField("bond.payer", '"0x1"', () =>
        contest.call({ ...fields, bond: { payer: "0x1" } }),
      );
      await expectRefusedField("bond.validBefore", "-1", () =>
        contest.call({ ...fields, bond: { validBefore: -1 } }),
      );
    });

    it("of silence puts the silence payout on record", async () => {
      const { address, walletClient, seller, fundLedger } = setup();
      const terms = { contestWindow: 600, verdictWindow: 600, silencePayout: 2_500 };
      const opened = await openExampleDeal(setup(), terms);
      const claim = {
        deal: opened.dealId,
        milestone: 0,
        evidence: hashEvidence("text"),
        evidenceUri: "ipfs://bafy",
      };
      const about = { address, terms: opened.terms };
      await deliver(walletClient, { ...about, delivery: claim, account: seller });
      await setup().increaseTime(600);
      await fundLedger(seller.address, BOND);
      const objection = { milestone: 0, contester: seller.address, payout: 2_500 };
      await contest(walletClient, { ...about, ...objection, account: seller });
      const facts = await getMilestone(walletClient, { address, dealId: opened.dealId, milestone: 0 });
      expect(facts?.provisional).to.include({ payout: 2_500, round: 0 });
      await setup().increaseTime(600);
      const settled = await settle(walletClient, { ...about, milestone: 0 });
      expect(settled).to.deep.include({
        cause: "silence",
        toSeller: AMOUNT / 4n,
        bondsReturned: [{ account: seller.address, amount: BOND }],
      });
    });
  });

  describe("round 2", () => {
    it("decides, is final without an arbiter, reimburses and pays who voted near", async () => {
      const made = await drawn({ disputes: { pool: setup().pool, bond: BOND } });
      const { address, client, terms, panel, jurors } = made;
      expect(panel).to.have.length(7);
      const about = { address, terms, panel };
      const first = await recordBallots(client, { ...about, ballots: await votes(made, [9_000, 4_000]) });
      expect(first).to.deep.include({ milestone: 0, round: 2, payout: undefined, settlement: undefined });
      expect(first.ballots.map(({ position, score }) => [position, score])).to.deep.equal([
        [0, 9_000],
        [1, 4_000],
      ]);
      await refusalOf(NoNewBallotsError, async () =>
        recordBallots(client, { ...about, ballots: await votes(made, [1]) }),
      );
      const rest = await votes(made, [9_000, 4_000, 3_000, 3_000, 3_000]);
      const decided = await recordBallots(client, { ...about, ballots: rest });
      expect(decided.ballots.map(({ position }) => position)).to.deep.equal([2, 3, 4]);
      expect(decided.payout).to.equal(0);
      expect(decided.settlement).to.deep.include({ cause: "verdict", toSeller: 0n, toBuyer: AMOUNT });
      expect(decided.settlement?.reimbursed).to.deep.equal([]); // the other side has nothing to pay it from
      const round = await getRound(client, { address, terms, milestone: 0 });
      expect(round?.scores.map(({ score }) => score)).to.deep.equal([9_000, 4_000, 3_000, 3_000, 3_000]);
      expect(round?.over).to.equal(false);

      const release = { address, terms, milestone: 0, round: 2, panel } as const;
      await refusalOf(BondNotDueError, () => releaseBond(client, release));
      await setup().increaseTime(terms.verdictWindow);
      await refusalOf(PanelMismatchError, () => releaseBond(client, { ...release, panel: panel.slice(1) }));
      const { earned, returned } = await releaseBond(client, release);
      expect(returned).to.equal(undefined);
      expect(earned).to.deep.equal(
        jurors.slice(1, 5).map(({ address: account }) => ({ account, amount: (BOND - BOND / 8n) / 4n })),
      );
      await refusalOf(NoBondError, () => releaseBond(client, release));
    });

    it("with an arbiter stands for a window, and is reimbursed out of the other side's part", async () => {
      const made = await drawn();
      const { address, client, terms, panel } = made;
      const { payout } = await recordBallots(client, {
        address,
        terms,
        panel,
        ballots: await votes(made, [5_000, 5_000, 5_000, 5_000]),
      });
      expect(payout).to.equal(5_000);
      const early = await refusalOf(WindowOpenError, () => settle(client, { address, terms, milestone: 0 }));
      await setup().setTime(Number(early.values.end));
      const settled = await settle(client, { address, terms, milestone: 0 });
      expect(settled).to.deep.include({
        cause: "verdict",
        toSeller: AMOUNT / 2n,
        // No more than it gained: 5000 and not 6000 of what is at stake.
        reimbursed: [{ account: setup().buyer.address, amount: AMOUNT / 10n }],
        bondsReturned: [],
      });
    });

    it("is drawn once, from a pool that answers, while it runs", async () => {
      const { address, walletClient: client, buyer, fundLedger } = setup();
      const { terms, payout } = await openProvisionalDeal(setup());
      const about = { address, terms, milestone: 0 };
      await refusalOf(NoRoundError, () => drawPanel(client, about));
      await fundLedger(buyer.address, BOND);
      await contest(client, { ...about, contester: buyer.address, payout, account: buyer });
      const silent = await refusalOf(PoolSilentError, () => drawPanel(client, about));
      expect(silent.values.pool).to.equal(setup().pool);
      await setup().increaseTime(terms.verdictWindow);
      await refusalOf(RoundEndedError, () => drawPanel(client, about));

      const other = await drawn();
      await refusalOf(PanelAlreadyDrawnError, () =>
        drawPanel.simulate(client, { address, terms: other.terms, milestone: 0 }),
      );
    });

    it("takes only ballots of its panel, each at its place in its batch", async () => {
      const made = await drawn();
      const { address, terms, panel, jurors, dealId: deal, evidence } = made;
      const [juror] = jurors;
      if (juror === undefined) throw new Error("a panel was drawn");
      const request = (ballots: SignedBallot[]) => () =>
        recordBallots.call({ address, terms, panel, ballots });
      await expectRefusedField("ballots", "an array of 0", request([]));
      const { domain, jurors: named } = setup();
      const judged = { deal, milestone: 0, evidence, score: 1, reasons: hashReasons("a") };
      const first = await signBallot({ domain, account: juror, ...judged });
      await expectRefusedField("ballots[0].round", "3", request([{ ...first, round: 3 }]));
      await expectRefusedField("ballots[0].juror", /0x/, request([first])); // of the drawn panel, not the named one
      const batch = await signBallotBatch({ domain, account: juror, ballots: [{ ...judged, round: 2 }] });
      const [batched] = batch;
      if (batched === undefined) throw new Error("one ballot was signed");
      const nowhere = { ...batched, batch: { index: 2, siblings: batched.batch?.siblings ?? [] } };
      await expectRefusedField("ballots[0].batch", /./, request([nowhere]));
      const [stranger] = named;
      if (stranger === undefined) throw new Error("the stack has three jurors");
      await expectRefusedField("ballots[0].juror", /0x/, async () =>
        request([await vote(made, stranger, 1)])(),
      );
      await expectRefusedField("panel", '"0x"', () =>
        recordBallots.call({ address, terms, panel: "0x" as never, ballots: [{ ...first, round: 2 }] }),
      );
    });
  });

  it("asks a verdict that is to stand for the seller's delivery, whatever it pays", async () => {
    const { address, domain, jurors, walletClient } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup(), { contestWindow: 600 });
    const judged = { deal, milestone: 0, evidence: hashEvidence("forged"), score: 10_000 };
    const ballots = await Promise.all(
      jurors.map((account) => signBallot({ domain, account, ...judged, reasons: hashReasons("fine") })),
    );
    await refusalOf(DeliveryUnprovenError, () => submitVerdict(walletClient, { address, terms, ballots }));
  });

  it("names a pool that is one", async () => {
    const disputes = { pool: setup().relayer.address, bond: BOND };
    const refused = await refusalOf(PoolUnusableError, () =>
      openExampleDeal(setup(), { contestWindow: 600, disputes }),
    );
    expect(refused.values.pool).to.equal(disputes.pool);
  });
});
