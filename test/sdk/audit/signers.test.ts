import { expect } from "chai";
import { type Address, getAddress, type Hex, pad, type RpcTransaction, toEventSelector } from "viem";
import { auditDeal, type DealRecord } from "../../../sdk/audit/index.ts";
import {
  encodeBallots,
  encodeTerms,
  hashEvidence,
  hashReasons,
  quittanceAbi,
  recordEquivocation,
  signBallot,
  signBallotBatch,
} from "../../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { itemOf, PAYS, recordOf as recordOn, withCalldata } from "./support/reports.ts";

const BALLOTS = "The jurors signed these 3 ballots of round 1";
const BOTH = "The juror signed both ballots, and each is on the same question";
const reasons = hashReasons("as I see it");

const isTokenLog = ([event]: readonly Hex[]) =>
  event === toEventSelector("AuthorizationUsed(address,bytes32)");

/** A record without the token's word that it took a payment. */
function withoutTokenLog(record: DealRecord): DealRecord {
  const receipts = record.receipts.map((receipt) => ({
    ...receipt,
    logs: receipt.logs.filter(({ topics }) => !isTokenLog(topics)),
  }));
  expect(receipts).to.not.deep.equal(record.receipts);
  return { ...record, receipts };
}

describe("the audit of who signed", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const recordOf = (dealId: Hex) => recordOn(stack, dealId);

  describe("when a juror of round 1 is a contract", () => {
    let wallet: Address;
    let record: DealRecord;
    let signatures: readonly Hex[];

    before(async () => {
      const { address, domain, walletClient, jurors, publicClient } = stack;
      const [owner, ...others] = jurors;
      if (owner === undefined) throw new Error("the stack has three jurors");
      const fickle = await deployTestContract(stack, "FickleWallet", [owner.address]);
      wallet = fickle.address;
      const panel = [wallet, ...others.map((juror) => juror.address)];
      const { terms, dealId: deal } = await openExampleDeal(stack, { panel });
      const evidence = hashEvidence("delivered");
      const judged = { domain, deal, milestone: 0, evidence, score: 10_000, reasons };
      const signed = await Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
      signatures = signed.map(({ signature }) => signature);
      const entries = signed.map(({ score, signature }, position) => ({
        position,
        score,
        reasons,
        signature,
      }));
      await walletClient.writeContract({
        ...{ address, abi: quittanceAbi, functionName: "submitVerdict" },
        args: [encodeTerms(terms), 0, evidence, encodeBallots(entries)],
      });
      await walletClient.writeContract({ address: wallet, abi: fickle.abi, functionName: "flip" });
      record = await recordOf(deal);
      expect(
        await publicClient.readContract({ address: wallet, abi: fickle.abi, functionName: "flipped" }),
      ).to.equal(true);
    });

    it("asks it as it was at the block of the verdict, also when it says otherwise today", async () => {
      const report = await auditDeal({ record, client: stack.publicClient });
      expect(itemOf(report, BALLOTS)).to.include({ status: "holds" });
      expect(report.failure).to.equal(undefined);
    });

    it("says without a node that its ballot was not checked, and never that it holds", async () => {
      const { status, why } = itemOf(await auditDeal({ record }), BALLOTS);
      expect({ status, why }).to.deep.equal({
        status: "not checked",
        why: `juror 1: ${getAddress(wallet)} is a contract, and no node was named to ask it`,
      });
    });

    it("does not hold when it did not sign, with a node and without", async () => {
      const [own = "0x", other = "0x"] = signatures;
      const forged = withCalldata(record, own, other);
      const asked = itemOf(await auditDeal({ record: forged, client: stack.publicClient }), BALLOTS);
      expect(asked.status).to.equal("not checked");
      expect(asked.why).to.contain("does not confirm the signature at block");
      expect(itemOf(await auditDeal({ record: forged }), BALLOTS).status).to.equal("not checked");
    });

    it("fails when a juror with a key did not sign, although a wallet was not checked", async () => {
      const [, own = "0x", other = "0x"] = signatures;
      const { status, why } = itemOf(await auditDeal({ record: withCalldata(record, own, other) }), BALLOTS);
      expect(status).to.equal("fails");
      expect(why).to.contain("did not sign its ballot").and.to.contain("juror 2");
    });

    it("says that a node without the state of then does not tell", async () => {
      const { publicClient } = stack;
      const request = async (asked: { method: string; params?: readonly unknown[] }) => {
        if (asked.method !== "eth_call") return publicClient.request(asked as never);
        throw Object.assign(new Error("missing trie node"), { code: -32000 });
      };
      const client = { ...publicClient, request } as never;
      const { status, why } = itemOf(await auditDeal({ record, client }), BALLOTS);
      expect(status).to.equal("not checked");
      expect(why).to.contain("name a node that keeps old states");
    });
  });

  it("judges a payment as the token did: the key of a buyer with code does not count, unless it had none then", async () => {
    const { publicClient, buyer } = stack;
    const { dealId } = await openExampleDeal(stack);
    const setCode = (code: Hex) =>
      publicClient.request({ method: "hardhat_setCode", params: [buyer.address, code] } as never);
    await setCode("0x60006000fd");
    const record = await recordOf(dealId);
    const silent = withoutTokenLog(record);
    const [alone, asked] = [
      await auditDeal({ record: silent }),
      await auditDeal({ record: silent, client: publicClient }),
    ];
    await setCode("0x");
    expect(itemOf(alone, PAYS).status).to.equal("not checked");
    expect(itemOf(asked, PAYS).status).to.equal("holds");
  });

  it("takes the token's own log for a payment that no one can be asked about, of this payer and this deal alone", async () => {
    const { buyer, seller } = stack;
    const { dealId } = await openExampleDeal(stack);
    const record = await recordOf(dealId);
    const withCode = { ...record, withCode: [buyer.address] };
    expect(itemOf(await auditDeal({ record: withCode }), PAYS).status).to.equal("holds");
    const changed = (place: number, topic: Hex) => ({
      ...withCode,
      receipts: record.receipts.map((receipt) => ({
        ...receipt,
        logs: receipt.logs.map((log) =>
          isTokenLog(log.topics)
            ? { ...log, topics: log.topics.map((each, index) => (index === place ? topic : each)) }
            : log,
        ),
      })) as never,
    });
    for (const other of [changed(1, pad(seller.address)), changed(2, `0x${"11".repeat(32)}`)])
      expect(itemOf(await auditDeal({ record: other }), PAYS).status).to.equal("not checked");
  });

  describe("two ballots of one juror on one question", () => {
    const equivocated = async (isBatch: boolean) => {
      const { address, domain, jurors, walletClient } = stack;
      const { terms, dealId: deal } = await openExampleDeal(stack);
      const [account] = jurors;
      if (account === undefined) throw new Error("the stack has three jurors");
      const judged = { deal, milestone: 1, evidence: hashEvidence("text"), reasons };
      const first = await signBallot({ domain, account, ...judged, score: 0 });
      const others = [0, 2].map((milestone) => ({ ...judged, milestone, score: 500 }));
      const ballots = [{ ...judged, score: 9_000 }, ...others];
      const [second] = isBatch
        ? await signBallotBatch({ domain, account, ballots })
        : [await signBallot({ domain, account, ...judged, score: 9_000 })];
      if (second === undefined) throw new Error("there is a second ballot");
      await recordEquivocation(walletClient, { address, terms, first, second });
      return { record: await recordOf(deal), first, second };
    };

    for (const isBatch of [false, true]) {
      it(`hold when both signatures are good, ${isBatch ? "one of a batch" : "each alone"}`, async () => {
        const { record } = await equivocated(isBatch);
        const report = await auditDeal({ record });
        expect(itemOf(report, BOTH)).to.include({ status: "holds", part: "ballots", milestone: 1 });
        expect(report.verdict).to.equal("holds");
      });
    }

    it("fail when the juror did not sign one of them", async () => {
      const { record, first, second } = await equivocated(false);
      const changed = withCalldata(record, second.signature, first.signature);
      const { status, why } = itemOf(await auditDeal({ record: changed }), BOTH);
      expect(status).to.equal("fails");
      expect(why).to.contain("the second ballot");
    });

    it("hold when another contract was given them, and are not checked when it was given others", async () => {
      const { record, first, second } = await equivocated(false);
      const passed = (given: DealRecord) => ({
        ...given,
        transactions: given.transactions.map((transaction) => ({
          ...transaction,
          to: stack.relayer.address,
        })) as RpcTransaction[],
      });
      expect(itemOf(await auditDeal({ record: passed(record) }), BOTH).status).to.equal("holds");
      const forged = withCalldata(record, second.signature, first.signature);
      const { status, why } = itemOf(await auditDeal({ record: passed(forged) }), BOTH);
      expect(status).to.equal("not checked");
      expect(why).to.contain("another contract");
    });
  });
});
