import { expect } from "chai";
import { type AuditReport, auditDeal, evidenceIn, fetchDealRecord } from "../../../sdk/audit/index.ts";
import { createBundle, encodeManifest } from "../../../sdk/evidence/index.ts";
import {
  agree,
  amend,
  cancel,
  canonicalJson,
  contest,
  deliver,
  encodeBallots,
  encodeTerms,
  hashEvidence,
  hashOffer,
  hashReasons,
  openDeal,
  quittanceAbi,
  readTokenDomain,
  reclaim,
  refund,
  release,
  type SignedOffer,
  settle,
  signAgreement,
  signBallot,
  signCancellation,
  signOffer,
  signPayment,
  signTerms,
  submitVerdict,
  type Terms,
  toJson,
} from "../../../sdk/index.ts";
import { exampleDraw } from "../../../sdk/testing/example-draw.ts";
import {
  exampleTerms,
  openExampleDeal,
  openProvisionalDeal,
  type Stack,
  startStack,
} from "../../../sdk/testing/index.ts";

import { failing, recordOf, spoilt, withCalldata } from "./support/reports.ts";

const DAY = 86_400;
/** `npm run test:deep` changes every byte of a commitment that an offer carries. */
const STEP = process.env.QUITTANCE_DEEP === "1" ? 1 : 50;
const held = ({ items }: AuditReport, part: string) =>
  items.filter((item) => item.part === part && item.status === "holds").map(({ subject }) => subject);

describe("the audit of each way that a milestone ends", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const auditOf = async (dealId: `0x${string}`, beside: object = {}) => {
    const record = await fetchDealRecord(stack.publicClient, { address: stack.address, dealId });
    return auditDeal({ record, ...beside });
  };
  const open = (changes: object = {}) => openExampleDeal(stack, changes);
  const delivered = (deal: `0x${string}`, milestone = 0) => ({
    ...{ deal, milestone, evidence: hashEvidence(`delivered ${milestone}`) },
    evidenceUri: "https://seller.example/1",
  });

  it("follows a release, a refund, a split and a cancellation of the rest, with fees that return", async () => {
    const { address, domain, walletClient, buyer, seller } = stack;
    const { terms, dealId: deal } = await open({
      verificationFee: 1_000_000n,
      marketplaceFee: 100,
      marketplace: stack.relayer.address,
    });
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    await refund(walletClient, { address, terms, milestone: 1, account: seller });
    const validUntil = (await stack.now()) + 600;
    const toSeller = 50_000_000n;
    const split = { domain, terms, milestone: 2, toSeller, validUntil };
    const buyerSignature = await signAgreement({ ...split, account: buyer });
    const sellerSignature = await signAgreement({ ...split, account: seller });
    await agree(walletClient, {
      address,
      terms,
      milestone: 2,
      toSeller,
      validUntil,
      buyerSignature,
      sellerSignature,
    });
    const report = await auditOf(deal);
    expect(failing(report)).to.deep.equal([]);
    expect(held(report, "settlement")).to.include("Both parties signed the split");
    expect(report.money.held).to.equal(0n);
  });

  it("follows a joint cancellation", async () => {
    const { address, domain, walletClient, buyer, seller } = stack;
    const { terms, dealId } = await open();
    const end = { domain, terms, remainder: 180_000_000n, validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signCancellation({ ...end, account: buyer });
    const sellerSignature = await signCancellation({ ...end, account: seller });
    const { remainder, validUntil } = end;
    await cancel(walletClient, { address, terms, remainder, validUntil, buyerSignature, sellerSignature });
    const report = await auditOf(dealId);
    expect(failing(report)).to.deep.equal([]);
    expect(report.outcomes.every((outcome) => outcome.startsWith("Settled by cancellation"))).to.equal(true);
  });

  it("follows a payout for silence, and one that ballots on record clamp into their interval", async () => {
    const { address, domain, walletClient, seller, jurors } = stack;
    const { terms, dealId: deal } = await open({
      contestWindow: DAY,
      verdictWindow: DAY,
      verificationFee: 1_000_000n,
    });
    for (const milestone of [0, 1]) {
      await deliver(walletClient, { address, terms, delivery: delivered(deal, milestone), account: seller });
    }
    const scores = [9_000, 7_000] as const;
    const { evidence } = delivered(deal, 1);
    const entries = await Promise.all(
      scores.map(async (score, position) => {
        const account = jurors[position];
        if (account === undefined) throw new Error("the stack has three jurors");
        const judged = { domain, deal, milestone: 1, evidence, score, reasons: hashReasons("as I see it") };
        const { reasons, signature } = await signBallot({ ...judged, account });
        return { position, score, reasons, signature };
      }),
    );
    await walletClient.writeContract({
      ...{ address, abi: quittanceAbi, functionName: "submitVerdict" },
      args: [encodeTerms(terms), 1, evidence, encodeBallots(entries)],
    });
    await stack.increaseTime(2 * DAY + 1);
    for (const milestone of [0, 1]) await settle(walletClient, { address, terms, milestone });
    const report = await auditOf(deal);
    expect(failing(report)).to.deep.equal([]);
    expect(report.outcomes[0]).to.contain("Settled by silence: 27.00 USDC");
    expect(report.outcomes[1]).to.contain("Settled by silence: 37.80 USDC");
    expect(held(report, "verdict")).to.include(
      "These ballots leave the interval 70 % to 90 %, and decide nothing yet",
    );
  });

  it("follows a verdict that settles at once, and a reclaim after the deadline", async () => {
    const { address, domain, walletClient, buyer, jurors } = stack;
    const { terms, dealId: deal } = await open();
    const { evidence } = delivered(deal);
    const judged = { domain, deal, milestone: 0, evidence, score: 10_000, reasons: hashReasons("all of it") };
    const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
    await submitVerdict(walletClient, { address, terms, ballots });
    await stack.increaseTime(30 * DAY);
    await reclaim(walletClient, { address, terms, milestone: 1, account: buyer });
    const report = await auditOf(deal);
    expect(failing(report)).to.deep.equal([]);
    expect(report.outcomes.slice(0, 2).map((outcome) => outcome.split(":")[0])).to.deep.equal([
      "Settled by verdict",
      "Settled by reclaim",
    ]);
  });

  it("asks for no signature of a bond that the contester pays from its balance, whatever bytes stand there", async () => {
    const { address, walletClient, buyer } = stack;
    const { terms, dealId, payout } = await openProvisionalDeal(stack, { contestWindow: DAY });
    await stack.fundLedger(buyer.address, terms.disputes?.bond ?? 0n);
    const bond = { signature: "0x1234" as const };
    const contester = buyer.address;
    await contest(walletClient, { address, terms, milestone: 0, contester, payout, bond, account: buyer });
    const report = await auditOf(dealId);
    expect(failing(report)).to.deep.equal([]);
    expect(held(report, "contest")).to.include("The contester signed the objection");
    expect(report.items.some(({ subject }) => subject.startsWith("The payer of the bond"))).to.equal(false);
  });

  it("follows a line of amendments, and audits the deals that were replaced", async () => {
    const { address, domain, walletClient, buyer, seller } = stack;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const { terms: before, dealId } = await open();
    await release(walletClient, { address, terms: before, milestone: 0, account: buyer });
    const amends = { deal: dealId, remainder: 126_000_000n, delivered: [] };
    const terms: Terms = await exampleTerms(stack, { amends });
    const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const amended = await amend(walletClient, {
      address,
      oldTerms: before,
      newTerms: terms,
      buyerSignature,
      sellerSignature,
    } as never);
    const report = await auditOf((amended as { successor: `0x${string}` }).successor);
    expect(failing(report)).to.deep.equal([]);
    expect(report.replaced).to.deep.equal([dealId]);
    expect(held(report, "amendment").join()).to.contain("took over its remainder, 126.00 USDC");
    const old = await auditOf(dealId);
    expect(failing(old)).to.deep.equal([]);
    const signed = ["buyer", "seller"].map(
      (party) => `The ${party} signed the terms of the deal that replaced this one`,
    );
    expect(held(old, "amendment")).to.include.members(signed);
    const record = await recordOf(stack, dealId);
    const forged = await auditDeal({
      record: withCalldata(record, sellerSignature, spoilt(sellerSignature)),
    });
    expect(failing(forged).some((each) => each.startsWith(signed[1] ?? "none"))).to.equal(true);
  });

  it("checks documents and evidence of the deals that were replaced, too", async () => {
    const { address, domain, walletClient, buyer, seller, jurors } = stack;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const words = "as the criteria say";
    const { terms: before, dealId: deal } = await open();
    const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
    const bundle = await createBundle({ deal, milestone: 0, pact: before.pact, files });
    const judged = { domain, deal, milestone: 0, evidence: bundle.hash, score: 10_000 };
    const reasons = hashReasons(words);
    const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, reasons, account })));
    await submitVerdict(walletClient, { address, terms: before, ballots });
    const amends = { deal, remainder: 126_000_000n, delivered: [] };
    const terms: Terms = await exampleTerms(stack, { amends });
    const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const parties = { buyerSignature, sellerSignature };
    const amended = await amend(walletClient, { address, oldTerms: before, newTerms: terms, ...parties });
    const documents = [{ name: "reasons.txt", bytes: new TextEncoder().encode(words) }];
    const given = [
      { name: "manifest.json", bytes: encodeManifest(bundle.manifest) },
      ...[...bundle.files].map(([name, bytes]) => ({ name, bytes })),
    ];
    const report = await auditOf(amended.successor, { documents, evidence: evidenceIn(given) });
    expect(failing(report)).to.deep.equal([]);
    const ofBefore = report.items.filter((item) => item.deal === deal && item.status === "holds");
    expect(ofBefore.map(({ part }) => part)).to.include("evidence");
    expect(ofBefore.filter(({ subject }) => subject.startsWith("The reasons of juror"))).to.have.lengthOf(2);
    const changed = given.map((file) =>
      file.name === "answer.txt" ? { ...file, bytes: Uint8Array.of(1) } : file,
    );
    const found = await auditOf(amended.successor, { documents, evidence: evidenceIn(changed) });
    expect(found.failure?.deal).to.equal(deal);
  });

  it("checks the transcript of a joint draw that the terms refer to, by its signatures and by the chain", async () => {
    const { address, domain, walletClient, publicClient, buyer, seller } = stack;
    const { transcript, terms, offers } = await exampleDraw(stack);
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    const bytes = new TextEncoder().encode(canonicalJson(JSON.parse(JSON.stringify(transcript))));
    const documents = [{ name: "draw.json", bytes }];
    const report = await auditOf(dealId, { documents, client: publicClient });
    expect(failing(report)).to.deep.equal([]);
    expect(held(report, "panel")).to.include("The panel of round 1 is the one that both sides drew (drawn)");
    const alone = await auditOf(dealId, { documents });
    expect(failing(alone)).to.deep.equal([]);
    expect(alone.items.some(({ part, status }) => part === "panel" && status === "not checked")).to.equal(
      true,
    );

    const [first, counter] = offers;
    const asked = { domain, terms, answers: hashOffer(counter), validUntil: (await stack.now()) + 600 };
    const last = await signOffer({ ...asked, account: buyer });
    const written = (given: readonly SignedOffer[]) =>
      given.map((offer, index) => ({
        name: `offer-${index}.json`,
        bytes: new TextEncoder().encode(toJson(offer)),
      }));
    const withOffers = (given: readonly SignedOffer[]) =>
      auditOf(dealId, { documents: [...documents, ...written(given)], client: publicClient });
    const whole = await withOffers([first, counter, last]);
    expect(failing(whole)).to.deep.equal([]);
    expect(held(whole, "panel")).to.include("The commitments of the draw are those that the offers carried");
    expect(held(whole, "offers").filter((subject) => subject.startsWith("The commitment"))).to.deep.equal([
      "The commitment to a draw goes with the offer offer-1.json",
      "The commitment to a draw goes with the offer offer-0.json",
    ]);

    const { draw: ofFirst, ...bare } = first;
    const { draw: ofCounter, ...bareCounter } = counter;
    if (ofFirst === undefined || ofCounter === undefined) throw new Error("both offers carry one");
    const stripped = failing(await withOffers([first, bareCounter, last])).join();
    expect(stripped).to.contain("carries no answer").and.to.contain("offer-1.json carries none");
    expect(failing(await withOffers([bare, counter, last])).join()).to.contain("offer-0.json carries none");
    const swapped = failing(await withOffers([first, { ...counter, draw: ofFirst }, last])).join();
    expect(swapped).to.contain("the commitment is of another side than the offer");
    const forged = { ...ofCounter, signature: ofFirst.signature };
    expect(failing(await withOffers([first, { ...counter, draw: forged }, last])).join()).to.contain(
      `it is no signature of ${seller.address}`,
    );

    const record = await fetchDealRecord(publicClient, { address, dealId });
    const others = [...documents, ...written([first, counter, last]).filter((_, index) => index !== 1)];
    const [, ofSeller] = written([first, counter, last]);
    if (ofSeller === undefined) throw new Error("the counter-offer was written");
    const start = toJson(counter).indexOf('"draw":');
    for (let at = start; at < ofSeller.bytes.length; at += STEP) {
      const bytes = ofSeller.bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
      const changed = await auditDeal({ record, documents: [...others, { ...ofSeller, bytes }] });
      expect(changed.verdict, `byte ${at}`).to.equal("fails");
    }

    const missing = await withOffers([counter, last]);
    expect(failing(missing)).to.deep.equal([]);
    expect(missing.items.map(({ why }) => why).join()).to.contain(`the offer ${ofFirst.offer} was not given`);
  });
});
