import { expect } from "chai";
import type { Hex } from "viem";
import {
  AmendmentNeededError,
  amend,
  amendTerms,
  CapabilityMissingError,
  ConditionsNeededError,
  DealAmendedError,
  DeliveriesMismatchError,
  dealCommitment,
  dealIdOf,
  deliver,
  dueOf,
  FieldUnchangeableError,
  getAmendment,
  getDeal,
  getMilestone,
  getPhase,
  hashEvidence,
  openDeal,
  PayoutProvisionalError,
  readTokenDomain,
  release,
  setKeys,
  signDelivery,
  signPayment,
  signTerms,
  type Terms,
  type TermsChanges,
  totalOf,
  transferAuthorizationOf,
  verifyPayment,
  verifyTerms,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, openExampleDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const DAY = 86_400;

describe("amending a deal", () => {
  const setup = useStack();

  const factsOf = async (dealId: Hex) => {
    const { publicClient, address } = setup();
    const deal = await getDeal(publicClient, { address, dealId });
    if (deal === undefined) throw new Error("the deal is not open");
    return deal;
  };
  const successorOf = async (terms: Terms, changes: TermsChanges = {}) => {
    const stack = setup();
    const deal = await factsOf(dealIdOf({ domain: stack.domain, terms }));
    return amendTerms({ terms, deal, changes, now: await stack.now() });
  };
  /** Both sign, with the payment from the wallet where one is due; a third one sends. */
  const amendTo = async (oldTerms: Terms, newTerms: Terms) => {
    const { address, domain, token, publicClient, walletClient, buyer, seller } = setup();
    const signed = { domain, terms: newTerms };
    const tokenDomain = await readTokenDomain(publicClient, { token });
    const buyerSignature =
      newTerms.fundedFromLedger || dueOf(newTerms) === 0n
        ? await signTerms({ ...signed, account: buyer })
        : await signPayment({ ...signed, token: tokenDomain, account: buyer });
    const sellerSignature = await signTerms({ ...signed, account: seller });
    return amend(walletClient, { address, oldTerms, newTerms, buyerSignature, sellerSignature });
  };

  it("moves what is left, and finds the deal that replaced another", async () => {
    const stack = setup();
    const { terms, dealId } = await openExampleDeal(stack);
    const { address, publicClient } = stack;
    expect(await getAmendment(publicClient, { address, dealId })).to.equal(undefined);
    const next = await successorOf(terms);
    const amended = await amendTo(terms, next);
    const { successor, moved, paidIn, paidBack } = amended;
    expect(successor).to.equal(dealIdOf({ domain: stack.domain, terms: next }));
    expect([moved, paidIn, paidBack]).to.deep.equal([totalOf(terms), 0n, 0n]);
    const found = await getAmendment(publicClient, { address, dealId });
    expect(found).to.deep.equal({ dealId, successor, moved, paidIn, paidBack });
    const { blockNumber } = amended.receipt;
    const later = { address, dealId, fromBlock: blockNumber + 1n };
    expect(await getAmendment(publicClient, later)).to.equal(undefined);
    const [old, fresh] = [await factsOf(dealId), await factsOf(successor)];
    expect([old.amended, old.unsettled, fresh.amended, fresh.unsettled]).to.deep.equal([
      true,
      0n,
      false,
      totalOf(terms),
    ]);
    expect(fresh.openedAt).to.equal(old.openedAt);
  });

  it("says of each milestone whether it settled or moved on, and where to", async () => {
    const stack = setup();
    const { address, publicClient, walletClient, buyer } = stack;
    const { terms, dealId } = await openExampleDeal(stack);
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    const { successor, receipt } = await amendTo(terms, await successorOf(terms));
    const about = (milestone: number) => ({ address, dealId, milestone });
    const within = (milestone: number) => ({ address, terms, milestone });
    expect(await getMilestone(publicClient, about(0))).to.include({ status: "settled" });
    expect(await getMilestone(publicClient, about(1))).to.include({ status: "moved", successor });
    expect((await getPhase(publicClient, within(0))).name).to.equal("settled");
    const phase = await getPhase(publicClient, within(2));
    const nothing = { payout: undefined, until: undefined, actions: [] };
    expect(phase).to.deep.equal({ name: "moved", ...nothing, successor });
    const next = await getMilestone(publicClient, { address, dealId: successor, milestone: 1 });
    expect(next).to.include({ status: "pending" }).and.not.have.property("successor");
    const late = { ...about(1), fromBlock: receipt.blockNumber + 1n };
    await expectRefusedField("fromBlock", String(late.fromBlock), () => getMilestone(publicClient, late));
    const lateWithin = { ...within(1), fromBlock: late.fromBlock };
    await expectRefusedField("fromBlock", String(late.fromBlock), () => getPhase(publicClient, lateWithin));
  });

  it("makes terms of what has not settled, that name the deal as it is", async () => {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient } = stack;
    const { terms, dealId } = await openExampleDeal(stack);
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    const claim = { deal: dealId, milestone: 2, evidence: hashEvidence("text"), evidenceUri: "ipfs://text" };
    const delivery = await signDelivery({ domain, ...claim, account: seller });
    await deliver(walletClient, { address, terms, delivery });
    const next = await successorOf(terms, { passingScore: 7_000, verificationFee: undefined });
    expect(next.milestones).to.deep.equal(terms.milestones.slice(1));
    const remainder = totalOf(terms) - (terms.milestones[0]?.amount ?? 0n);
    expect(next.amends).to.deep.equal({ deal: dealId, remainder, delivered: [2] });
    expect(next.salt).to.not.equal(terms.salt);
    expect([next.passingScore, next.buyer, dueOf(next)]).to.deep.equal([7_000, terms.buyer, 0n]);
    expect(next.openBy).to.be.greaterThan(await stack.now());
    // The deal is as it was named, so it moves with the delivery that is not judged.
    expect((await amendTo(terms, next)).moved).to.equal(remainder);
  });

  it("leaves the rules of disputes out with the contest window", async () => {
    const { terms } = await openExampleDeal(setup(), await exampleTerms(setup(), { contestWindow: 3_600 }));
    expect((await successorOf(terms)).disputes).to.deep.equal(terms.disputes);
    const next = await successorOf(terms, { contestWindow: 0 });
    expect("disputes" in next).to.equal(false);
  });

  it("refuses to make terms for a deal of which nothing is left", async () => {
    const { terms } = await openExampleDeal(setup());
    await amendTo(terms, await successorOf(terms));
    await expectRefusedField("deal.unsettled", /0/, () => successorOf(terms));
  });

  it("takes a difference from the wallet by a payment of it alone", async () => {
    const stack = setup();
    const { domain, publicClient } = stack;
    const { terms } = await openExampleDeal(stack);
    const more = { amount: 10_000_000n, deadline: (terms.milestones[2]?.deadline ?? 0) + DAY };
    const next = await successorOf(terms, { milestones: [...terms.milestones, more] });
    expect(dueOf(next)).to.equal(10_000_000n);
    expect(transferAuthorizationOf({ domain, terms: next }).value).to.equal(10_000_000n);
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const signature = await signPayment({ domain, token, terms: next, account: stack.buyer });
    expect(await verifyPayment({ domain, token, terms: next, signature })).to.equal(true);
    const alone = () => signTerms({ domain, terms: next, account: stack.buyer });
    await expectRefusedField("terms.fundedFromLedger", "false", alone);
    expect((await amendTo(terms, next)).paidIn).to.equal(10_000_000n);
  });

  it("refuses a payment where nothing is due, and gives change back", async () => {
    const stack = setup();
    const { domain, publicClient } = stack;
    const { terms } = await openExampleDeal(stack);
    const next = await successorOf(terms, { milestones: terms.milestones.slice(0, 2) });
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const payment = () => signPayment({ domain, token, terms: next, account: stack.buyer });
    await expectRefusedField("terms.amends.remainder", /180000000/, payment);
    const { paidIn, paidBack } = await amendTo(terms, next);
    expect([paidIn, paidBack]).to.deep.equal([0n, terms.milestones[2]?.amount]);
  });

  it("names what is in the way", async () => {
    const stack = setup();
    const { address, domain, seller, walletClient } = stack;
    const { terms, dealId } = await openExampleDeal(stack);
    const next = await successorOf(terms);
    const words = { buyerSignature: "0x11", sellerSignature: "0x11" } as const;
    await refusalOf(AmendmentNeededError, () => openDeal(walletClient, { address, terms: next, ...words }));
    const other = { ...next, seller: stack.relayer.address };
    const changing = { address, oldTerms: terms, newTerms: other, ...words };
    await refusalOf(FieldUnchangeableError, () => amend(walletClient, changing));
    const claim = { deal: dealId, milestone: 1, evidence: hashEvidence("text"), evidenceUri: "ipfs://text" };
    const delivery = await signDelivery({ domain, ...claim, account: seller });
    await deliver(walletClient, { address, terms, delivery });
    await refusalOf(ConditionsNeededError, () => amendTo(terms, next));
    const named = await successorOf(terms);
    const amends = { deal: dealId, remainder: totalOf(terms), delivered: [0] };
    const mismatch = await refusalOf(DeliveriesMismatchError, () => amendTo(terms, { ...named, amends }));
    expect(mismatch.message).to.contain("milestones 0 were").and.to.contain("it is 1");
    await stack.increaseTime(terms.verdictWindow);
    const late = { ...named, openBy: (await stack.now()) + DAY };
    await refusalOf(PayoutProvisionalError, () => amendTo(terms, late));
  });

  it("happens once", async () => {
    const { terms } = await openExampleDeal(setup());
    const next = await successorOf(terms);
    const other = await successorOf(terms, { openBy: next.openBy - 1 });
    const { hash } = await amendTo(terms, next);
    await refusalOf(DealAmendedError, () => amendTo(terms, other));
    expect((await amendTo(terms, next)).hash).to.equal(hash);
  });

  it("takes one key that may both commit and settle from an account that buys, both deliver and settle from one that sells", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const buyer = await openExampleAccount(stack, { principal: stack.buyer });
    const seller = await openExampleAccount(stack, { principal: stack.seller, balance: 0n });
    const terms = await exampleTerms(stack, {
      ...{ buyer: buyer.account.address, seller: seller.account.address },
      ...{ fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true },
    });
    await openDeal(walletClient, {
      ...{ address, terms },
      buyerSignature: await signTerms({ domain, terms, account: buyer.account }),
      sellerSignature: await signTerms({ domain, terms, account: seller.account }),
    });
    const more = { amount: 10_000_000n, deadline: (terms.milestones[2]?.deadline ?? 0) + DAY };
    const next = await successorOf(terms, { milestones: [...terms.milestones, more] });
    expect(dealCommitment({ domain, terms: next })).to.deep.include({
      ...{ purpose: "amend a deal", capability: ["commit", "settle"], amount: totalOf(next) },
    });
    const buyerSignature = await signTerms({ domain, terms: next, account: buyer.account });
    const sellerSignature = await signTerms({ domain, terms: next, account: seller.account });
    const shown = { domain, terms: next, client };
    expect(await verifyTerms({ ...shown, signer: next.seller, signature: sellerSignature })).to.equal(true);
    expect(await verifyTerms({ ...shown, signer: next.buyer, signature: buyerSignature })).to.equal(true);
    expect(await verifyTerms({ ...shown, signer: next.buyer, signature: sellerSignature })).to.equal(false);
    const amended = await amend(walletClient, {
      ...{ address, oldTerms: terms, newTerms: next, buyerSignature, sellerSignature },
    });
    expect(amended.paidIn).to.equal(10_000_000n);

    const expiry = (await stack.now()) + DAY;
    const few = [{ key: buyer.key.address, expiry, capabilities: ["commit", "deliver"] as const }];
    await setKeys(walletClient, { address, of: buyer.account.address, grants: few, account: stack.buyer });
    const last = await successorOf(next);
    const account = { ...buyer.account, client };
    await refusalOf(CapabilityMissingError, () => signTerms({ domain, terms: last, account }));
  });
});
