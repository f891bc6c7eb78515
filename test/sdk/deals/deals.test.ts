import { expect } from "chai";
import type { Address, Hex, Log } from "viem";
import {
  AlreadyDeliveredError,
  AlreadyJudgedError,
  agree,
  cancel,
  DeadlineNotPassedError,
  DeadlinePassedError,
  DealAlreadyOpenedError,
  DealAlreadySettledError,
  DealUnknownError,
  DeliveryUnprovenError,
  decodeTerms,
  deliver,
  EventMissingError,
  EvidenceMismatchError,
  getDeal,
  getMilestone,
  hashEvidence,
  hashReasons,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  MilestoneAlreadySettledError,
  MilestoneNotReclaimableError,
  NoProvisionalPayoutError,
  OpeningExpiredError,
  openDeal,
  RemainderMismatchError,
  readTokenDomain,
  reclaim,
  refund,
  release,
  SignatureExpiredError,
  type SignedBallot,
  settle,
  signAgreement,
  signBallot,
  signCancellation,
  signDelivery,
  signPayment,
  signReclaim,
  signRefund,
  signRelease,
  signTerms,
  submitVerdict,
  type TermsDraft,
  TokenSignatureInvalidError,
  TooFewBallotsError,
  VerdictWindowEndedError,
  WindowOpenError,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const EVIDENCE = hashEvidence("the delivered text");

describe("a deal", () => {
  const setup = useStack();

  const opened = async (changes: Partial<TermsDraft> = {}) => {
    const stack = setup();
    const deal = await openExampleDeal(stack, changes);
    return { ...stack, ...deal, deal: deal.dealId, client: stack.walletClient };
  };
  type Opened = Awaited<ReturnType<typeof opened>>;

  const ballotsOf = (
    { domain, deal, jurors }: Opened,
    scores: readonly number[],
    changes: { milestone?: number; evidence?: Hex } = {},
  ): Promise<SignedBallot[]> =>
    Promise.all(
      scores.map((score, index) => {
        const account = jurors[index];
        if (account === undefined) throw new Error("more scores than jurors");
        const judged = {
          milestone: 0,
          evidence: EVIDENCE,
          reasons: hashReasons(`juror ${index}`),
          ...changes,
        };
        return signBallot({ domain, account, deal, score, ...judged });
      }),
    );
  const deliveryOf = ({ domain, deal, seller }: Opened, milestone = 0) =>
    signDelivery({
      domain,
      account: seller,
      deal,
      milestone,
      evidence: EVIDENCE,
      evidenceUri: "ipfs://bafy",
    });

  describe("opening", () => {
    it("tells the terms from the event alone", async () => {
      const { terms, deal, address, client, receipt } = await opened();
      expect(decodeTerms(openDeal.call({ address, terms }).args[0] as Hex)).to.deep.equal(terms);
      const facts = await getDeal(client, { address, dealId: deal });
      expect(facts).to.deep.include({
        dealId: deal,
        milestones: 3,
        unsettled: 180_000_000n,
        settled: [],
        recorded: [],
      });
      expect(openDeal.extractEvent(receipt.logs, { address })).to.deep.equal({ dealId: deal, terms });
    });

    it("from the ledger takes the terms' signatures, or the sender's word", async () => {
      const stack = setup();
      const { address, domain, buyer, seller, walletClient } = stack;
      await stack.fundLedger(buyer.address, 180_000_000n);
      const terms = await exampleTerms(stack, { fundedFromLedger: true });
      const sellerSignature = await signTerms({ domain, terms, account: seller });
      const unsigned = () => openDeal(walletClient, { address, terms, sellerSignature });
      const refused = await refusalOf(InvalidSignatureError, unsigned);
      expect(refused.values.signer).to.equal(buyer.address);
      expect(refused.shortMessage).to.equal("buyerSignature is missing.");
      expect(refused.remedy).to.equal("Pass buyerSignature, or let its party send the transaction.");
      expect(
        (await openDeal(walletClient, { address, terms, sellerSignature, account: buyer })).terms,
      ).to.deep.equal(terms);
    });

    it("names the signature that is missing, or says that one is wrong", async () => {
      const stack = setup();
      const { address, domain, buyer, seller, walletClient, publicClient } = stack;
      const terms = await exampleTerms(stack);
      const token = await readTokenDomain(publicClient, { token: stack.token });
      const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
      const sellerSignature = await signTerms({ domain, terms, account: seller });
      const open = (signatures: object) => () => openDeal(walletClient, { address, terms, ...signatures });
      const unagreed = await refusalOf(InvalidSignatureError, open({ buyerSignature }));
      expect(unagreed.shortMessage).to.equal("sellerSignature is missing.");
      const unpaid = await refusalOf(TokenSignatureInvalidError, open({ sellerSignature }));
      expect(unpaid.shortMessage).to.equal("buyerSignature is missing.");
      expect(unpaid.remedy).to.equal("Pass buyerSignature.");
      const swapped = { buyerSignature, sellerSignature: buyerSignature };
      const wrong = await refusalOf(InvalidSignatureError, open(swapped));
      expect(wrong.shortMessage).to.match(/^Neither the caller nor the signature/);
      await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
      const on = { address, terms, milestone: 0 };
      const released = await refusalOf(InvalidSignatureError, () => release(walletClient, on));
      expect(released.shortMessage).to.equal("signature is missing.");
    });

    it("is refused twice, and too late", async () => {
      const { address, terms, client, deal } = await opened();
      const again = await refusalOf(DealAlreadyOpenedError, () =>
        openDeal.simulate(client, { address, terms }),
      );
      expect(again.values.dealId).to.equal(deal);
      const late = await exampleTerms(setup());
      await setup().setTime(late.openBy);
      await refusalOf(OpeningExpiredError, () => openDeal(client, { address, terms: late }));
    });

    it("is refused before anything is sent for terms the contract would not take", async () => {
      const { address, terms } = await opened();
      const request = (changes: object) => () => openDeal.call({ address, terms: { ...terms, ...changes } });
      await expectRefusedField("terms.seller", /0x/, request({ seller: address }));
      await expectRefusedField("terms.payoutStep", "3", request({ payoutStep: 3 }));
      await expectRefusedField("buyerSignature", '"0x1"', () =>
        openDeal.call({ address, terms, buyerSignature: "0x1" }),
      );
    });

    it("with other terms is unknown", async () => {
      const { address, terms, client, buyer } = await opened();
      const other = { ...terms, salt: terms.salt + 1n };
      await refusalOf(DealUnknownError, () =>
        release(client, { address, terms: other, milestone: 0, account: buyer }),
      );
      expect(await getDeal(client, { address, dealId: `0x${"12".repeat(32)}` })).to.equal(undefined);
    });
  });

  describe("a verdict", () => {
    it("in full needs two agreeing ballots and no delivery", async () => {
      const made = await opened();
      const { address, terms, client } = made;
      const ballots = await ballotsOf(made, [10_000, 10_000, 0]);
      const verdict = await submitVerdict(client, { address, terms, ballots });
      expect(verdict).to.deep.include({
        dealId: made.deal,
        milestone: 0,
        round: 1,
        payout: 10_000,
        evidence: EVIDENCE,
      });
      expect(verdict.ballots.map(({ position, score }) => [position, score])).to.deep.equal([
        [0, 10_000],
        [1, 10_000],
      ]);
      expect(verdict.ballots[1]?.reasons).to.equal(hashReasons("juror 1"));
    });

    it("below needs the seller's delivery, and credits both fees", async () => {
      const panelAccount = setup().accounts[7]?.address as Address;
      const marketplace = setup().accounts[8]?.address as Address;
      const fees = { verificationFee: 1_000_000n, panelAccount, marketplaceFee: 250, marketplace };
      const made = await opened(fees);
      const { address, terms, client } = made;
      const ballots = await ballotsOf(made, [7_400, 7_100, 9_000]);
      const unproven = () => submitVerdict(client, { address, terms, ballots });
      expect((await refusalOf(DeliveryUnprovenError, unproven)).values.evidence).to.equal(EVIDENCE);
      const delivery = await deliveryOf(made);
      const { payout, fees: credited } = await submitVerdict(client, { address, terms, ballots, delivery });
      expect(payout).to.equal(7_000);
      expect(credited).to.deep.equal([
        { account: panelAccount, amount: 1_000_000n },
        { account: marketplace, amount: 945_000n },
      ]);
    });

    it("on an on-chain delivery finds out by itself that it needs whole terms", async () => {
      const made = await opened();
      const { address, terms, client, deal } = made;
      await deliver(client, { address, terms, delivery: await deliveryOf(made) });
      const facts = await getMilestone(client, { address, dealId: deal, milestone: 0 });
      expect(facts).to.include({ status: "delivered", evidence: EVIDENCE });
      const ballots = await ballotsOf(made, [5_000, 5_400]);
      const other = await ballotsOf(made, [5_000, 5_400], { evidence: hashEvidence("forged") });
      const mismatch = () => submitVerdict(client, { address, terms, ballots: other });
      expect((await refusalOf(EvidenceMismatchError, mismatch)).values.delivered).to.equal(EVIDENCE);
      expect((await submitVerdict(client, { address, terms, ballots })).payout).to.equal(5_000);
    });

    it("stands for its contest window, then settles", async () => {
      const made = await opened({ contestWindow: 600 });
      const { address, terms, client, deal } = made;
      const ballots = await ballotsOf(made, [6_000, 6_100]);
      const delivery = await deliveryOf(made);
      await submitVerdict(client, { address, terms, ballots, delivery });
      const facts = await getMilestone(client, { address, dealId: deal, milestone: 0 });
      expect(facts).to.deep.include({ status: "provisional", deliveredAt: undefined });
      expect(facts?.provisional).to.include({ payout: 6_000, round: 1 });
      await refusalOf(AlreadyJudgedError, () =>
        submitVerdict.simulate(client, { address, terms, ballots, delivered: true }),
      );
      const about = { address, terms, milestone: 0 };
      const early = await refusalOf(WindowOpenError, () => settle(client, about));
      expect(Number(early.values.end)).to.equal((facts?.provisional?.since ?? 0) + 600);
      await setup().setTime(Number(early.values.end));
      const settled = await settle(client, about);
      expect(settled).to.include({
        cause: "verdict",
        toSeller: 32_400_000n,
        toBuyer: 21_600_000n,
        feeReturned: 0n,
      });
      expect((await getMilestone(client, { address, dealId: deal, milestone: 0 }))?.status).to.equal(
        "settled",
      );
    });

    it("is refused with too few ballots, or one that is not its juror's", async () => {
      const made = await opened();
      const { address, terms, client } = made;
      const [first, second] = await ballotsOf(made, [10_000, 10_000]);
      if (first === undefined || second === undefined) throw new Error("two ballots were signed");
      await refusalOf(TooFewBallotsError, () => submitVerdict(client, { address, terms, ballots: [first] }));
      const swapped = [first, { ...second, signature: first.signature }];
      const refused = await refusalOf(InvalidBallotSignatureError, () =>
        submitVerdict(client, { address, terms, ballots: swapped }),
      );
      expect(refused.values).to.include({ position: 1n });
    });

    it("is refused when delivery and ballots are about different things", async () => {
      const made = await opened();
      const { address, terms } = made;
      const ballots = await ballotsOf(made, [7_000, 7_000]);
      const delivery = await deliveryOf(made, 1);
      await expectRefusedField("delivery.milestone", "1", () =>
        submitVerdict.call({ address, terms, ballots, delivery }),
      );
    });
  });

  describe("a delivery", () => {
    it("is once, by the deadline, and met with silence pays what the terms say", async () => {
      const made = await opened({ silencePayout: 2_500, verdictWindow: 600 });
      const { address, terms, client, seller } = made;
      const { signature: _signature, ...delivery } = await deliveryOf(made);
      const posted = await deliver(client, { address, terms, delivery, account: seller });
      expect(posted).to.include({ evidence: EVIDENCE, evidenceUri: "ipfs://bafy", milestone: 0 });
      const again = () => deliver.simulate(client, { address, terms, delivery, account: seller });
      expect((await refusalOf(AlreadyDeliveredError, again)).values.evidence).to.equal(EVIDENCE);
      await setup().increaseTime(600);
      const ballots = await ballotsOf(made, [10_000, 10_000]);
      await refusalOf(VerdictWindowEndedError, () => submitVerdict(client, { address, terms, ballots }));
      const settled = await settle(client, { address, terms, milestone: 0 });
      expect(settled).to.include({ cause: "silence", toSeller: 13_500_000n });
    });

    it("is refused after the deadline, and not made with a bad evidence URI", async () => {
      const made = await opened();
      const { address, terms, client } = made;
      const delivery = await deliveryOf(made);
      const long = { ...delivery, evidenceUri: "x".repeat(513) };
      await expectRefusedField("delivery.evidenceUri", /513 characters/, () =>
        deliver.call({ address, terms, delivery: long }),
      );
      await expectRefusedField("delivery", "undefined", () =>
        deliver.call({ address, terms, delivery: undefined as never }),
      );
      await setup().setTime((terms.milestones[0]?.deadline ?? 0) + 1);
      await refusalOf(DeadlinePassedError, () => deliver(client, { address, terms, delivery }));
    });
  });

  describe("without a jury", () => {
    it("is accepted by the buyer's signature, once", async () => {
      const { address, terms, client, domain, buyer, deal } = await opened();
      const signature = await signRelease({ domain, account: buyer, terms, milestone: 1 });
      const request = { address, terms, milestone: 1, signature };
      expect(await release(client, request)).to.include({
        cause: "release",
        milestone: 1,
        toSeller: 54_000_000n,
        toBuyer: 0n,
      });
      const again = await refusalOf(MilestoneAlreadySettledError, () => release.simulate(client, request));
      expect(again.values).to.deep.equal({ dealId: deal, milestone: 1n });
    });

    it("is refunded by the seller, with the verification fee back to the buyer", async () => {
      const panelAccount = setup().accounts[7]?.address as Address;
      const made = await opened({ verificationFee: 500_000n, panelAccount });
      const { address, terms, client, domain, seller } = made;
      const signature = await signRefund({ domain, account: seller, terms, milestone: 0 });
      const settled = await refund(client, { address, terms, milestone: 0, signature });
      expect(settled).to.include({
        cause: "refund",
        toSeller: 0n,
        toBuyer: 54_000_000n,
        feeReturned: 500_000n,
      });
    });

    it("is split as both agreed, in time", async () => {
      const { address, terms, client, domain, buyer, seller } = await opened();
      const split = { milestone: 0, toSeller: 1n, validUntil: (await setup().now()) + 600 };
      const signatures = {
        buyerSignature: await signAgreement({ domain, account: buyer, terms, ...split }),
        sellerSignature: await signAgreement({ domain, account: seller, terms, ...split }),
      };
      const request = { address, terms, ...split, ...signatures };
      await expectRefusedField("toSeller", "54000001", () =>
        agree.call({ ...request, toSeller: 54_000_001n }),
      );
      await expectRefusedField("validUntil", "1e+21", () => agree.call({ ...request, validUntil: 1e21 }));
      await refusalOf(InvalidSignatureError, () => agree(client, { ...request, toSeller: 2n }));
      const before = await setup().snapshot();
      expect(await agree(client, request)).to.include({
        cause: "agreement",
        toSeller: 1n,
        toBuyer: 53_999_999n,
      });
      await setup().revert(before);
      await setup().setTime(split.validUntil);
      await refusalOf(SignatureExpiredError, () => agree(client, request));
    });

    it("is cancelled by both for exactly what is left", async () => {
      const { address, terms, client, domain, buyer, seller, deal } = await opened();
      await release(client, { address, terms, milestone: 0, account: buyer });
      const validUntil = (await setup().now()) + 600;
      const request = async (remainder: bigint) => {
        const end = { remainder, validUntil };
        const sellerSignature = await signCancellation({ domain, account: seller, terms, ...end });
        return { address, terms, ...end, sellerSignature, account: buyer };
      };
      const stale = await refusalOf(RemainderMismatchError, async () =>
        cancel(client, await request(180_000_000n)),
      );
      expect(stale.values).to.deep.equal({ remainder: 180_000_000n, unsettled: 126_000_000n });
      const ended = await cancel(client, await request(126_000_000n));
      expect(ended).to.deep.include({
        dealId: deal,
        toBuyer: 126_000_000n,
        milestones: [1, 2],
        unclaimed: [],
      });
      await refusalOf(DealAlreadySettledError, async () => cancel(client, await request(1n)));
    });

    it("is reclaimed after the deadline by the buyer's signature, unless it was delivered", async () => {
      const made = await opened();
      const { address, terms, client, domain, buyer } = made;
      const deadline = terms.milestones[0]?.deadline ?? 0;
      const signature = await signReclaim({ domain, account: buyer, terms, milestone: 0 });
      const request = { address, terms, milestone: 0, signature };
      const early = await refusalOf(DeadlineNotPassedError, () => reclaim(client, request));
      expect(Number(early.values.deadline)).to.equal(deadline);
      await deliver(client, { address, terms, delivery: await deliveryOf(made, 1) });
      await setup().setTime((terms.milestones[1]?.deadline ?? 0) + 1);
      expect(await reclaim(client, request)).to.include({
        cause: "reclaim",
        toBuyer: 54_000_000n,
        toSeller: 0n,
      });
      const delivered = () => reclaim(client, { address, terms, milestone: 1, account: buyer });
      await refusalOf(MilestoneNotReclaimableError, delivered);
    });

    it("settles only what stands, and only milestones there are", async () => {
      const { address, terms, client } = await opened();
      await refusalOf(NoProvisionalPayoutError, () => settle(client, { address, terms, milestone: 0 }));
      await expectRefusedField("milestone", "3", () => settle.call({ address, terms, milestone: 3 }));
      await expectRefusedField("milestone", "-1", () => release.call({ address, terms, milestone: -1 }));
      expect(await getMilestone(client, { address, dealId: `0x${"12".repeat(32)}`, milestone: 0 })).to.equal(
        undefined,
      );
    });
  });

  it("is not read out of another contract's logs", async () => {
    const { receipt, token } = await opened();
    const logs: readonly Log[] = receipt.logs;
    const refused = await refusalOf(EventMissingError, () => openDeal.extractEvent(logs, { address: token }));
    expect(refused.message).to.include("DealOpened");
  });
});
