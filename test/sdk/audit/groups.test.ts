import { expect } from "chai";
import { concatHex, type Hex } from "viem";
import { auditDeal } from "../../../sdk/audit/index.ts";
import { verdictsOfGroups } from "../../../sdk/deals/ballots/group-ballots.ts";
import {
  batchCalls,
  deliver,
  encodeBriefTerms,
  encodeVerdictGroup,
  hashEvidence,
  hashReasons,
  type JudgedMilestone,
  openBatch,
  quittanceAbi,
  readTokenDomain,
  release,
  signBallotBatch,
  signDelivery,
  signPayment,
  signTerms,
  signTermsBatch,
  submitVerdicts,
  type Terms,
  totalOf,
} from "../../../sdk/index.ts";
import { decodeOpeningGroups, encodeOpeningGroups } from "../../../sdk/protocol/opening-group-codec.ts";
import { decodeVerdictGroup } from "../../../sdk/protocol/verdict-group-codec.ts";
import { exampleTerms, openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import {
  DELIVERED,
  failing,
  itemOf,
  PAYS,
  recordOf,
  SELLS,
  spoilt,
  withCalldata,
} from "./support/reports.ts";

const BALLOTS = "The jurors signed these 2 ballots of round 1";
const reasons = hashReasons("as I see it");

describe("the audit of calls for many deals", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const signedByJurors = async (
    judged: readonly { readonly terms: Terms; readonly deal: Hex; readonly milestone: number }[],
  ): Promise<JudgedMilestone[]> => {
    const { domain, jurors } = stack;
    const ballots = judged.map(({ deal, milestone }) => ({
      ...{ deal, milestone, evidence: hashEvidence(`work ${milestone}`), reasons, score: 10_000 },
    }));
    const signed = await Promise.all(
      jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots })),
    );
    return judged.map(({ terms }, index) => ({
      terms,
      ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
    }));
  };

  describe("deals that were opened in one batch", () => {
    let some: Terms;

    before(async () => {
      some = { ...(await exampleTerms(stack)), fundedFromLedger: true };
      await stack.fundLedger(stack.buyer.address, 12n * totalOf(some));
    });

    const sold = (terms: Terms) => signTerms({ domain: stack.domain, terms, account: stack.seller });
    const withSalt = (salt: bigint) => ({ ...some, salt: some.salt + salt });

    it("hold by the one signature of their buyer, and by each seller's", async () => {
      const { address, domain, buyer, walletClient } = stack;
      const terms = [withSalt(1n), withSalt(2n), { ...withSalt(3n), pact: hashReasons("another pact") }];
      const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
      const items = await Promise.all(
        terms.map(async (each) => ({ terms: each, sellerSignature: await sold(each) })),
      );
      const { opened } = await openBatch(walletClient, { address, items, batchSignature });
      expect(opened).to.have.lengthOf(3);
      for (const { dealId } of opened) {
        const record = await recordOf(stack, dealId);
        const report = await auditDeal({ record });
        expect(failing(report)).to.deep.equal([]);
        expect([itemOf(report, PAYS).status, itemOf(report, SELLS).status]).to.deep.equal(["holds", "holds"]);
      }
    });

    it("hold by the proof of one deal in a batch that was signed for more", async () => {
      const { address, domain, buyer, walletClient } = stack;
      const terms = [withSalt(4n), withSalt(5n), withSalt(6n)];
      const { alone } = await signTermsBatch({ domain, terms, account: buyer });
      const items = [{ terms: withSalt(6n), sellerSignature: await sold(withSalt(6n)) }];
      const { opened } = await openBatch(walletClient, { address, items, batchSignature: alone[2] ?? "0x" });
      const record = await recordOf(stack, opened[0]?.dealId ?? "0x");
      const report = await auditDeal({ record });
      expect(itemOf(report, PAYS).status).to.equal("holds");
      const forged = withCalldata(record, (alone[2] ?? "0x").slice(0, 70) as Hex, `0x0202${"00".repeat(32)}`);
      expect(itemOf(await auditDeal({ record: forged }), PAYS).status).to.equal("fails");
    });

    it("fail when the buyer did not sign the batch, or a seller its terms", async () => {
      const { address, domain, buyer, walletClient } = stack;
      const terms = [withSalt(7n), withSalt(8n)];
      const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
      const items = await Promise.all(
        terms.map(async (each) => ({ terms: each, sellerSignature: await sold(each) })),
      );
      const { opened } = await openBatch(walletClient, { address, items, batchSignature });
      const record = await recordOf(stack, opened[1]?.dealId ?? "0x");
      const ofAnother = withCalldata(record, batchSignature, spoilt(batchSignature));
      expect(itemOf(await auditDeal({ record: ofAnother }), PAYS).status).to.equal("fails");
      const [own = "0x", other = "0x"] = [items[1]?.sellerSignature, items[0]?.sellerSignature];
      const report = await auditDeal({ record: withCalldata(record, own, other) });
      expect(itemOf(report, SELLS).status).to.equal("fails");
      expect(itemOf(report, PAYS).status).to.equal("holds");
    });

    it("hold by the payment of each wallet, which the token judged", async () => {
      const { address, domain, buyer, walletClient } = stack;
      const token = await readTokenDomain(stack.publicClient, { token: stack.token });
      const terms = [9n, 10n].map((salt) => ({ ...withSalt(salt), fundedFromLedger: false }));
      const items = await Promise.all(
        terms.map(async (each) => ({
          terms: each,
          buyerSignature: await signPayment({ domain, token, terms: each, account: buyer }),
          sellerSignature: await sold(each),
        })),
      );
      const { opened } = await openBatch(walletClient, { address, items });
      const report = await auditDeal({ record: await recordOf(stack, opened[1]?.dealId ?? "0x") });
      expect(failing(report)).to.deep.equal([]);
      expect([itemOf(report, PAYS).status, itemOf(report, SELLS).status]).to.deep.equal(["holds", "holds"]);
    });

    it("are read as they were written, whatever differs of them", async () => {
      const [first, second] = [withSalt(11n), withSalt(12n)];
      const { buyer, seller } = first;
      const milestones = first.milestones.map(({ amount, deadline }) => ({
        ...{ amount: amount + 1n, deadline: deadline + 60 },
      }));
      const swapped = { ...second, buyer: seller, seller: buyer, milestones, openBy: second.openBy + 5 };
      const named = [1, 2].map((index) => ({ ...first, reference: `0x${`0${index}`.repeat(32)}` as Hex }));
      for (const terms of [[first], [first, second], [first, swapped], named, [first, ...named]]) {
        const items = terms.map((each, index) => ({
          ...{ terms: each, buyerSignature: "0x" as Hex, sellerSignature: `0x${"ab".repeat(index)}` as Hex },
        }));
        expect(decodeOpeningGroups(encodeOpeningGroups(items))).to.deep.equal(items);
      }
    });

    it("are refused where bytes are left, or are missing", () => {
      const items = [13n, 14n].map((salt) => ({
        ...{ terms: withSalt(salt), buyerSignature: "0x11" as Hex, sellerSignature: "0x2233" as Hex },
      }));
      const [group] = encodeOpeningGroups(items);
      if (group === undefined) throw new Error("there is one group");
      for (const changed of [
        { signatures: concatHex([group.signatures, "0x00"]) },
        { signatures: group.signatures.slice(0, -2) as Hex },
        { items: group.items.slice(0, -2) as Hex },
        { items: "0x" as Hex },
      ]) {
        expect(() => decodeOpeningGroups([{ ...group, ...changed }]), JSON.stringify(changed)).to.throw();
      }
    });
  });

  describe("verdicts that came in one batch", () => {
    it("hold by the signature of each juror's batch, in every group, and once for groups that share it", async () => {
      const { address, walletClient } = stack;
      const deals = [await openExampleDeal(stack), await openExampleDeal(stack, { passingScore: 7_000 })];
      const judged = deals.flatMap(({ terms, dealId: deal }) =>
        [0, 1].map((milestone) => ({ terms, deal, milestone })),
      );
      const items = await signedByJurors(judged);
      const groups = [items.slice(0, 2), items.slice(2)];
      await submitVerdicts(walletClient, { address, groups });
      for (const { dealId } of deals) {
        const report = await auditDeal({ record: await recordOf(stack, dealId) });
        expect(failing(report)).to.deep.equal([]);
        const found = report.items.filter(({ subject }) => subject === BALLOTS);
        expect(found.map(({ status, milestone }) => [milestone, status])).to.deep.equal([
          [0, "holds"],
          [1, "holds"],
        ]);
      }
    });

    it("fail when a juror signed another batch", async () => {
      const { address, walletClient } = stack;
      const { terms, dealId: deal } = await openExampleDeal(stack);
      const items = await signedByJurors([0, 1, 2].map((milestone) => ({ terms, deal, milestone })));
      await submitVerdicts(walletClient, { address, groups: [items] });
      const record = await recordOf(stack, deal);
      const [own, other] = items[0]?.ballots.map(({ signature }) => signature) ?? [];
      const forged = withCalldata(record, own ?? "0x", other ?? "0x");
      const { status, why } = itemOf(await auditDeal({ record: forged }), BALLOTS);
      expect(status).to.equal("fails");
      expect(why).to.contain("juror 1").and.to.contain("did not sign its ballot");
    });

    it("hold where the group has brief terms, of one milestone, in a larger batch", async () => {
      const { address, walletClient } = stack;
      const { terms, dealId: deal } = await openExampleDeal(stack);
      const items = await signedByJurors([0, 1].map((milestone) => ({ terms, deal, milestone })));
      const [first] = items;
      if (first === undefined) throw new Error("there is a first milestone");
      const group = encodeVerdictGroup({
        jurors: first.ballots.map(({ reasons: own, signature, batch }, position) => ({
          ...{ position, reasons: own, signature, batch },
        })),
        items: [{ terms, milestone: 0, evidence: hashEvidence("work 0"), scores: [10_000, 10_000] }],
      });
      const brief = { ...group, terms: encodeBriefTerms(terms) };
      await walletClient.writeContract({
        ...{ address, abi: quittanceAbi, functionName: "submitVerdicts" },
        args: [[brief], true],
      });
      const report = await auditDeal({ record: await recordOf(stack, deal) });
      expect(failing(report)).to.deep.equal([]);
      expect(itemOf(report, BALLOTS).status).to.equal("holds");
    });

    it("hold beside an item that was refused", async () => {
      const { address, walletClient, buyer } = stack;
      const { terms, dealId: deal } = await openExampleDeal(stack);
      const items = await signedByJurors([0, 1].map((milestone) => ({ terms, deal, milestone })));
      await release(walletClient, { address, terms, milestone: 0, account: buyer });
      const { refused } = await submitVerdicts(walletClient, { address, groups: [items] });
      expect(refused).to.have.lengthOf(1);
      const report = await auditDeal({ record: await recordOf(stack, deal) });
      expect(failing(report)).to.deep.equal([]);
      expect(itemOf(report, BALLOTS)).to.include({ status: "holds", milestone: 1 });
    });

    it("are read as they were written, with one score for all jurors, or one of each", async () => {
      const terms = await exampleTerms(stack);
      const jurors = [0, 2].map((position) => ({
        ...{ position, reasons, signature: `0x${"44".repeat(64)}` as Hex },
        ...(position === 0 ? {} : { batch: { index: 3, siblings: [reasons, reasons] } }),
      }));
      for (const scores of [
        [9_000, 9_000],
        [10_000, 9_500],
      ]) {
        const items = [1n, 2n].map((salt) => ({
          ...{ terms: { ...terms, salt }, milestone: 1, evidence: reasons, scores },
        }));
        expect(decodeVerdictGroup(encodeVerdictGroup({ jurors, items }))).to.deep.equal({ jurors, items });
      }
      const items = [{ terms, milestone: 1, evidence: reasons, scores: [0, 0] }];
      const whole = encodeVerdictGroup({ jurors, items });
      for (const changed of [
        { jurors: whole.jurors.slice(0, -2) as Hex },
        { jurors: concatHex([whole.jurors, "0x00"]) },
        { jurors: "0x" as Hex },
        { jurors: "0x00" as Hex },
        { items: concatHex([whole.items, "0x00"]) },
      ]) {
        const group = { ...whole, ...changed };
        expect(() => verdictsOfGroups({ domain: stack.domain, groups: [group] })).to.throw();
      }
    });
  });

  it("takes of several calls for one event the one that the contract took", async () => {
    const { address, domain, seller, relayer, walletClient } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const claim = {
      deal,
      milestone: 0,
      evidence: hashEvidence("text"),
      evidenceUri: "https://seller.example/0",
    };
    const good = await signDelivery({ domain, account: seller, ...claim });
    const bad = { ...good, signature: spoilt(good.signature) };
    const calls = [bad, good].map((delivery) => deliver.call({ address, terms, delivery }));
    const { refused } = await batchCalls(walletClient, { address, calls, account: relayer });
    expect(refused.map(({ index }) => Number(index))).to.deep.equal([0]);
    const record = await recordOf(stack, deal);
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    expect(itemOf(report, DELIVERED).status).to.equal("holds");
    const forged = withCalldata(record, good.signature, bad.signature);
    expect(itemOf(await auditDeal({ record: forged }), DELIVERED).status).to.equal("fails");
  });
});
