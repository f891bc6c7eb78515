import { expect } from "chai";
import { numberToHex } from "viem";
import { type AuditScene, playAuditScene } from "../../../scripts/bench/jury/audit-scene.ts";
import { artefactsOf, tamper } from "../../../scripts/bench/jury/tamper-caught.ts";
import { auditDeal, type DealRecord, fetchDealRecord } from "../../../sdk/audit/index.ts";
import { openDeal, signTerms } from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, type Stack, startStack } from "../../../sdk/testing/index.ts";

/** `npm run test:deep` changes every byte of every artefact, which takes about ten minutes; otherwise one of each is drawn. */
const MOST = process.env.QUITTANCE_DEEP ? undefined : 1;
/** A test of each, so that none takes long. */
const PARTS = process.env.QUITTANCE_DEEP ? 60 : 1;
const SEED = 7;

/** How many changes are to be tried. */
const counted = (scene: AuditScene) =>
  artefactsOf(scene).reduce((sum, { length }) => sum + (MOST === undefined ? length : 1), 0);

describe("an audit of what was tampered with", () => {
  let stack: Stack;
  let scene: AuditScene;

  before(async () => {
    stack = await startStack();
    scene = await playAuditScene(stack);
  });

  after(() => stack.stop());

  const failureOf = async (changes: Partial<DealRecord>) =>
    (await auditDeal({ record: { ...scene.record, ...changes } })).failure;

  describe("of which one byte is another", () => {
    let tried = 0;

    for (let number = 0; number < PARTS; number += 1) {
      const which = PARTS === 1 ? "" : `, part ${number + 1} of ${PARTS}`;
      it(`fails, in documents, evidence, logs, calldata, receipts and blocks${which}`, async () => {
        const found = await tamper(scene, SEED, { most: MOST, part: { number, of: PARTS } });
        expect(found.missed).to.deep.equal([]);
        tried += found.tried;
      });
    }

    it("was tried in all that there is", () => {
      expect(tried).to.equal(counted(scene)).and.to.be.greaterThan(250);
    });

    it("fails in what is known of managed accounts", async () => {
      const played = await playAccountScene(stack);
      const known = artefactsOf(played).filter(({ name }) => name.includes("account"));
      expect(known).to.not.deep.equal([]);
      const found = await tamper(played, SEED, { most: MOST ?? 32 });
      expect(found.missed).to.deep.equal([]);
    });
  });

  it("names the block whose time a node changed", async () => {
    const blocks = scene.record.blocks.map((block, index) =>
      index === 1 ? { ...block, timestamp: numberToHex(BigInt(block.timestamp) + 1n) } : block,
    );
    expect((await failureOf({ blocks }))?.subject).to.match(/^Block \d+ has the hash of its header$/);
  });

  it("names the transaction whose sender a node changed", async () => {
    const transactions = scene.record.transactions.map((transaction, index) =>
      index === 0 ? { ...transaction, from: stack.buyer.address } : transaction,
    );
    expect((await failureOf({ transactions }))?.why).to.contain("signed");
  });

  it("finds an event that the node left out of its list, and one that it says twice", async () => {
    const { logs, receipts } = scene.record;
    expect((await failureOf({ logs: logs.filter((_, index) => index !== 2) }))?.why).to.contain("left out");
    const twice = logs.flatMap((log, index) => (index === 3 ? [log, log] : [log]));
    expect(await failureOf({ logs: twice })).to.not.equal(undefined);
    const withoutReceipt = receipts.slice(1);
    expect((await failureOf({ receipts: withoutReceipt }))?.why).to.contain("no receipt");
  });

  it("finds money that a node says moved otherwise, in log and receipt alike", async () => {
    const { receipts, token } = scene.record;
    const changed = receipts.map((receipt) => ({
      ...receipt,
      logs: receipt.logs.map((log) =>
        log.address.toLowerCase() === token.verifyingContract.toLowerCase() &&
        log.topics.length === 3 &&
        log.data.length === 66
          ? { ...log, data: numberToHex(BigInt(log.data) + 1n, { size: 32 }) }
          : log,
      ),
    }));
    expect((await failureOf({ receipts: changed }))?.part).to.equal("payment");
  });
});

/** A deal between managed accounts, with nothing but the opening. */
async function playAccountScene(stack: Stack): Promise<AuditScene> {
  const { address, domain, walletClient } = stack;
  const { account: buyer } = await openExampleAccount(stack);
  const { account: seller } = await openExampleAccount(stack);
  const parties = { buyer: buyer.address, seller: seller.address };
  const ledger = { fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true };
  const terms = await exampleTerms(stack, { ...parties, ...ledger });
  const { dealId } = await openDeal(walletClient, {
    ...{ address, terms, buyerSignature: await signTerms({ domain, terms, account: buyer }) },
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
  const record = await fetchDealRecord(stack.publicClient, { address, dealId });
  return { record, terms, documents: [], evidence: [] };
}
