import { expect } from "chai";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  acceptOffer,
  agree,
  cancel,
  checkOffer,
  counterOffer,
  DeadlineNotPassedError,
  deliver,
  depositWithAuthorization,
  getDeal,
  getLedgerBalance,
  getMilestone,
  hashEvidence,
  hashReasons,
  MilestoneAlreadySettledError,
  openDeal,
  parseOffer,
  readTokenDomain,
  reclaim,
  refund,
  release,
  type SignedBallot,
  settle,
  signAgreement,
  signBallot,
  signCancellation,
  signDelivery,
  signDeposit,
  signOffer,
  signReclaim,
  signRelease,
  signTerms,
  submitVerdict,
  type Terms,
  toJson,
  WindowOpenError,
  withdraw,
} from "../../sdk/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { askGraphql } from "../support/indexer-rows.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { usdcOf } from "./support/contract-state.ts";
import { indexedDeal } from "./support/indexed-deal.ts";
import { expectRefusal } from "./support/refusals.ts";

const HOUR = 3_600;
const FEE = 1_000_000n;
const EVIDENCE_URI = "https://seller.example/evidence";
/** Nobody but these deals pays them, so that what they hold is what these deals paid. */
const marketplace = privateKeyToAccount(`0x${"a1".repeat(32)}`).address;
const panelAccount = privateKeyToAccount(`0x${"b2".repeat(32)}`).address;

/** Two deals of two agents, through every way a milestone can end, driven by the SDK alone. */
describe("one life", () => {
  const stack = useIndexedStack();
  let terms: Terms;
  let dealId: Hex;
  let openedIn: bigint;

  const at = () => ({ address: stack().address, terms });
  const client = () => stack().walletClient;
  const ofTerms = (milestone: number) => ({ domain: stack().domain, terms, milestone });
  const message = (milestone: number) => ({ domain: stack().domain, deal: dealId, milestone });

  const deliveryOf = (milestone: number) =>
    signDelivery({
      ...message(milestone),
      account: stack().seller,
      evidence: hashEvidence(`work ${milestone}`),
      evidenceUri: `${EVIDENCE_URI}/${milestone}`,
    });

  const ballotsOf = (milestone: number, scores: readonly number[]): Promise<SignedBallot[]> =>
    Promise.all(
      scores.map((score, seat) => {
        const account = stack().jurors[seat];
        if (account === undefined) throw new RangeError(`no juror ${seat}`);
        const judged = {
          evidence: hashEvidence(`work ${milestone}`),
          score,
          reasons: hashReasons({ score }),
        };
        return signBallot({ ...message(milestone), ...judged, account });
      }),
    );

  const indexed = async () => {
    const { publicClient, indexer } = stack();
    await indexer.caughtUp(await publicClient.getBlockNumber());
    return indexedDeal(indexer.url, dealId);
  };

  describe("from the wallet, judged at once", () => {
    it("is negotiated in two offers and opened by somebody else", async () => {
      const { domain, buyer, seller, token: tokenAddress, publicClient } = stack();
      const now = await stack().now();
      const amounts = [
        50_000_000n,
        10_000_000n,
        20_000_000n,
        30_000_000n,
        40_000_000n,
        5_000_000n,
        6_000_000n,
      ];
      const milestones = amounts.map((amount, index) => ({
        amount,
        deadline: now + (index === 4 ? 3 : 24) * HOUR,
      }));
      const fees = { verificationFee: FEE, panelAccount, marketplaceFee: 250, marketplace };
      const draft = await exampleTerms(stack(), {
        milestones,
        ...fees,
        verdictWindow: HOUR,
        openBy: now + HOUR,
      });
      const validUntil = now + HOUR;
      const first = await signOffer({ domain, terms: draft, validUntil, account: buyer });
      await checkOffer(parseOffer(toJson(first)), { domain, token: tokenAddress, now });
      const dearer = milestones.map((part, index) => (index === 0 ? { ...part, amount: 54_000_001n } : part));
      const second = await counterOffer({
        domain,
        offer: first,
        changes: { milestones: dearer },
        validUntil,
        account: seller,
        now,
      });
      await checkOffer(second, { domain, token: tokenAddress, answered: first, now });

      const token = await readTokenDomain(publicClient, { token: tokenAddress });
      const bought = await acceptOffer({ domain, offer: second, account: buyer, token });
      const sold = await acceptOffer({ domain, offer: second, account: seller });
      const before = await usdcOf(stack(), buyer.address);
      const opened = await openDeal(client(), {
        ...{ address: stack().address, terms: second.terms },
        ...{ buyerSignature: bought.signature, sellerSignature: sold.signature },
      });
      ({ dealId, terms } = opened);
      openedIn = opened.receipt.blockNumber;
      expect(opened.receipt.from).to.equal(stack().relayer.address.toLowerCase());
      expect([bought.dealId, sold.dealId]).to.deep.equal([dealId, dealId]);
      expect(terms).to.deep.equal(second.terms);
      expect(before - (await usdcOf(stack(), buyer.address))).to.equal(165_000_001n + 7n * FEE);
      const facts = await getDeal(client(), { address: stack().address, dealId });
      expect(facts?.unsettled).to.equal(172_000_001n);
    });

    it("pays a delivery in part by a verdict", async () => {
      const delivery = await deliveryOf(0);
      const posted = await deliver(client(), { ...at(), delivery });
      expect(posted).to.include({
        dealId,
        milestone: 0,
        evidence: delivery.evidence,
        evidenceUri: delivery.evidenceUri,
      });
      const verdict = await submitVerdict(client(), {
        ...at(),
        ballots: await ballotsOf(0, [7_430, 7_100, 2_000]),
      });
      expect(verdict).to.deep.include({ dealId, milestone: 0, round: 1, payout: 7_000, unclaimed: [] });
      expect(verdict.ballots.map(({ position, score }) => [position, score])).to.deep.equal([
        [0, 7_430],
        [1, 7_100],
      ]);
      expect(verdict.fees).to.deep.equal([
        { account: panelAccount, amount: FEE },
        { account: marketplace, amount: 945_000n },
      ]);
    });

    it("is accepted, refunded and met with silence", async () => {
      const signature = await signRelease({ ...ofTerms(1), account: stack().buyer });
      const accepted = await release(client(), { ...at(), milestone: 1, signature });
      expect(accepted).to.deep.include({
        cause: "release",
        toSeller: 10_000_000n,
        toBuyer: 0n,
        feeReturned: FEE,
      });
      const refunded = await refund(client(), { ...at(), milestone: 2, account: stack().seller });
      expect(refunded).to.deep.include({ cause: "refund", toSeller: 0n, toBuyer: 20_000_000n, fees: [] });

      const { signature: _left, ...claim } = await deliveryOf(3);
      await deliver(client(), { ...at(), delivery: claim, account: stack().seller });
      const { deliveredAt } =
        (await getMilestone(client(), { address: stack().address, dealId, milestone: 3 })) ?? {};
      const silent = { ...at(), milestone: 3 };
      await stack().setTime((deliveredAt ?? 0) + HOUR - 1);
      await expectRefusal(settle.simulate(client(), silent), WindowOpenError);
      await stack().setTime((deliveredAt ?? 0) + HOUR);
      const settled = await settle(client(), silent);
      expect(settled).to.deep.include({ cause: "silence", toSeller: 15_000_000n, toBuyer: 15_000_000n });
    });

    it("is taken back after a deadline, and cancelled", async () => {
      const { buyer, seller, domain } = stack();
      const overdue = {
        ...at(),
        milestone: 4,
        signature: await signReclaim({ ...ofTerms(4), account: buyer }),
      };
      await expectRefusal(reclaim.simulate(client(), overdue), DeadlineNotPassedError);
      await stack().setTime((terms.milestones[4]?.deadline ?? 0) + 1);
      const taken = await reclaim(client(), overdue);
      expect(taken).to.deep.include({
        cause: "reclaim",
        toSeller: 0n,
        toBuyer: 40_000_000n,
        feeReturned: FEE,
      });

      const end = { remainder: 11_000_000n + 2n * FEE, validUntil: (await stack().now()) + HOUR };
      const ended = await cancel(client(), {
        ...{ ...at(), ...end },
        buyerSignature: await signCancellation({ domain, terms, ...end, account: buyer }),
        sellerSignature: await signCancellation({ domain, terms, ...end, account: seller }),
      });
      expect(ended).to.deep.include({ dealId, toBuyer: end.remainder, milestones: [5, 6], unclaimed: [] });
      await expectRefusal(
        release.simulate(client(), { ...at(), milestone: 0, account: buyer }),
        MilestoneAlreadySettledError,
      );
    });

    it("is in the indexer as it was", async () => {
      const deal = await indexed();
      expect(deal).to.include({
        ...{ status: "cancelled", funded: "172000001", unsettled: "0" },
        // 37,800,000 + 10,000,000 + 15,000,000, less 2.5 % of each
        ...{
          sellerNet: "61230000",
          marketplaceFees: "1570000",
          verificationFees: "1000000",
          refunded: "108200001",
        },
      });
      const settlements = deal.milestones.items.map(({ settlement }) => settlement);
      expect(
        settlements.map((row) => [
          row?.cause,
          row?.toSeller,
          row?.toBuyer,
          row?.marketplaceFee,
          row?.feeReturned,
        ]),
      ).to.deep.equal([
        ["verdict", "37800000", "16200001", "945000", "0"],
        ["release", "10000000", "0", "250000", "1000000"],
        ["refund", "0", "20000000", "0", "1000000"],
        ["silence", "15000000", "15000000", "375000", "1000000"],
        ["reclaim", "0", "40000000", "0", "1000000"],
        ["cancellation", "0", "5000000", "0", "1000000"],
        ["cancellation", "0", "6000000", "0", "1000000"],
      ]);
      const [judged, , , silent] = deal.milestones.items;
      expect([judged, silent].map((row) => row?.delivery?.evidenceUri)).to.deep.equal([
        `${EVIDENCE_URI}/0`,
        `${EVIDENCE_URI}/3`,
      ]);
      const [verdict] = judged?.verdicts.items ?? [];
      expect(verdict).to.include({ payout: 7_000, settled: true });
      expect(verdict?.ballots.items).to.deep.equal(
        [7_430, 7_100].map((score, seat) => ({
          ...{ juror: terms.panel[seat]?.toLowerCase(), score, payout: 7_000, late: false },
        })),
      );
    });
  });

  describe("from the ledger, judged with a window", () => {
    it("is paid for in advance, without gas and without approval", async () => {
      const { domain, buyer, seller, publicClient, token: tokenAddress } = stack();
      const token = await readTokenDomain(publicClient, { token: tokenAddress });
      const now = await stack().now();
      const payment = { amount: 60_000_000n, validBefore: now + HOUR, salt: BigInt(now) };
      const signature = await signDeposit({ domain, token, account: buyer, ...payment });
      const deposit = { from: buyer.address, recipient: buyer.address, ...payment, signature };
      const paidIn = await depositWithAuthorization(client(), { address: stack().address, ...deposit });
      expect(paidIn).to.deep.include({ account: buyer.address, from: buyer.address, amount: 60_000_000n });

      const milestones = [30_000_000n, 20_000_000n, 10_000_000n].map((amount) => ({
        amount,
        deadline: now + 24 * HOUR,
      }));
      const destinations = { fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true };
      const agreed = await exampleTerms(stack(), { milestones, ...destinations, contestWindow: 600 });
      const opened = await openDeal(client(), {
        ...{ address: stack().address, terms: agreed },
        buyerSignature: await signTerms({ domain, terms: agreed, account: buyer }),
        sellerSignature: await signTerms({ domain, terms: agreed, account: seller }),
      });
      ({ dealId, terms } = opened);
      expect(opened.receipt.blockNumber > openedIn).to.equal(true);
    });

    it("lets a verdict stand until its window has run, to the second", async () => {
      const milestone = 0;
      const [ballots, delivery] = [await ballotsOf(0, [6_000, 6_400]), await deliveryOf(0)];
      const verdict = await submitVerdict(client(), { ...at(), ballots, delivery });
      expect(verdict).to.deep.include({ payout: 6_000, fees: [] });
      const facts = await getMilestone(client(), { address: stack().address, dealId, milestone });
      expect(facts).to.deep.include({ status: "provisional", evidence: delivery.evidence });
      const since = facts?.provisional?.since ?? 0;
      const provisional = (await indexed()).milestones.items[0];
      expect(provisional).to.include({ status: "provisional", settlement: null });

      await stack().setTime(since + 599);
      const refusal = await expectRefusal(settle.simulate(client(), { ...at(), milestone }), WindowOpenError);
      expect(refusal.values).to.include({ dealId, milestone: 0n, end: BigInt(since + 600) });
      await stack().setTime(since + 600);
      const settled = await settle(client(), { ...at(), milestone });
      expect(settled).to.deep.include({ cause: "verdict", toSeller: 18_000_000n, toBuyer: 12_000_000n });
    });

    it("is split by both, and withdrawn", async () => {
      const { buyer, seller, address } = stack();
      const before = await getLedgerBalance(client(), { address, owner: seller.address });
      const split = { milestone: 1, toSeller: 3_000_000n, validUntil: (await stack().now()) + HOUR };
      const agreement = { ...ofTerms(1), ...split };
      const agreed = await agree(client(), {
        ...{ ...at(), ...split },
        buyerSignature: await signAgreement({ ...agreement, account: buyer }),
        sellerSignature: await signAgreement({ ...agreement, account: seller }),
      });
      expect(agreed).to.deep.include({ cause: "agreement", toSeller: 3_000_000n, toBuyer: 17_000_000n });
      const owned = await getLedgerBalance(client(), { address, owner: seller.address });
      expect(owned - before).to.equal(3_000_000n);

      const wallet = await usdcOf(stack(), seller.address);
      const taken = await withdraw(client(), { address, to: seller.address, amount: owned, account: seller });
      expect(taken).to.deep.include({ account: seller.address, to: seller.address, amount: owned });
      expect((await usdcOf(stack(), seller.address)) - wallet).to.equal(owned);
      expect(await getLedgerBalance(client(), { address, owner: seller.address })).to.equal(0n);
    });

    it("is in the indexer as it was, with what is left open", async () => {
      const deal = await indexed();
      expect(deal).to.include({
        ...{ status: "open", funded: "60000000", unsettled: "10000000" },
        ...{ sellerNet: "21000000", refunded: "29000000", marketplaceFees: "0", verificationFees: "0" },
      });
      const { items } = deal.milestones;
      expect(
        items.map(({ status, settlement }) => [status, settlement?.cause, settlement?.sellerDestination]),
      ).to.deep.equal([
        ["settled", "verdict", "ledger"],
        ["settled", "agreement", "ledger"],
        ["pending", undefined, undefined],
      ]);
    });

    it("leaves the fee accounts what the first deal owed them, and everybody's sums in order", async () => {
      const { url } = stack().indexer;
      const query = `query($address: String!) { agent(address: $address) { feesEarned account { balance } } }`;
      for (const [address, amount] of [
        [marketplace, "1570000"],
        [panelAccount, "1000000"],
      ]) {
        const { agent } = await askGraphql<{ agent: object }>(url, query, {
          address: address?.toLowerCase(),
        });
        expect(agent).to.deep.equal({ feesEarned: amount, account: { balance: amount } });
      }
      const { total } = await askGraphql<{ total: Readonly<Record<string, string>> }>(
        url,
        `{ total(id: "quittance") { held balances unclaimed unsettled } }`,
      );
      expect(total.held).to.equal(String(await usdcOf(stack(), stack().address)));
    });
  });
});
