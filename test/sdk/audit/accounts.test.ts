import { expect } from "chai";
import {
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  numberToHex,
  type RpcLog,
  toEventSelector,
} from "viem";
import { keySetEvent } from "../../../sdk/abi/fragments/quittance.ts";
import { type AccountRecord, auditDeal, type DealRecord, fetchDealRecord } from "../../../sdk/audit/index.ts";
import {
  type AgentAccount,
  allowCategories,
  allowCounterparties,
  buildPolicy,
  cancel,
  contest,
  deliver,
  encodeCapabilities,
  encodeKeySignature,
  encodePolicy,
  freeze,
  hashEvidence,
  hashReasons,
  openDeal,
  rate,
  release,
  setKeys,
  signApproval,
  signBallot,
  signBond,
  signCancellation,
  signContest,
  signDelivery,
  signOffer,
  signRating,
  signRelease,
  signTerms,
  submitVerdict,
  type Terms,
  type TermsDraft,
  toJson,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
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

const USDC = 1_000_000n;
const DAY = 86_400;
const RELEASED = "The party that may signed: release";
const OBJECTS = "The contester signed the objection";
const BONDS = "The payer of the bond agreed to pay it";
const RATED = "The rater signed the rating";
const HANDED_IN = "The seller signed the delivery of the evidence that was judged";

/** A record in whose account logs, and receipts, some are others: what a node that lies consistently would say. */
function withLogs(record: DealRecord, change: (log: RpcLog) => RpcLog): DealRecord {
  const accounts = record.accounts.map(
    (account): AccountRecord => ({
      ...account,
      logs: account.logs.map(change),
      receipts: account.receipts.map((receipt) => ({
        ...receipt,
        logs: receipt.logs.map(change) as typeof receipt.logs,
      })),
    }),
  );
  expect(accounts).to.not.deep.equal(record.accounts);
  return { ...record, accounts };
}

const isOf = (event: Parameters<typeof toEventSelector>[0], { topics: [topic] }: RpcLog) =>
  topic === toEventSelector(event);

/** A record that says that keys were granted otherwise. */
const withGrants = (record: DealRecord, expiry: number | undefined, capabilities?: number) =>
  withLogs(record, (log) => {
    if (!isOf(keySetEvent, log)) return log;
    const [was, were] = decodeAbiParameters([{ type: "uint40" }, { type: "uint8" }], log.data);
    const data = encodeAbiParameters(
      [{ type: "uint40" }, { type: "uint8" }],
      [expiry ?? was, capabilities ?? were],
    );
    return { ...log, data };
  });

describe("the audit of what keys of managed accounts signed", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const LEDGER = { fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true };

  async function opened(
    buyer: AgentAccount | Stack["buyer"],
    seller: AgentAccount | Stack["seller"],
    changes: Partial<TermsDraft> = {},
  ): Promise<{ readonly terms: Terms; readonly deal: Hex }> {
    const { address, domain, walletClient } = stack;
    const parties = { buyer: buyer.address, seller: seller.address };
    const terms = await exampleTerms(stack, { ...LEDGER, ...parties, ...changes });
    const { dealId: deal } = await openDeal(walletClient, {
      ...{ address, terms, buyerSignature: await signTerms({ domain, terms, account: buyer }) },
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    });
    return { terms, deal };
  }

  const claimOf = (deal: Hex) => ({
    ...{ deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "https://seller.example/0" },
  });
  const statusOf = async (record: DealRecord, subject: string) => {
    const { status, why = "" } = itemOf(await auditDeal({ record }), subject);
    return { status, why };
  };
  const timeOf = (record: DealRecord, subject: string) =>
    auditDeal({ record }).then((report) => {
      const [source] = itemOf(report, subject).against;
      return source !== undefined && "time" in source ? source.time : 0;
    });

  describe("of a deal between two of them", () => {
    let buyer: AgentAccount;
    let seller: AgentAccount;
    let record: DealRecord;

    before(async () => {
      const { address, domain, walletClient, relayer } = stack;
      buyer = (await openExampleAccount(stack)).account;
      seller = (await openExampleAccount(stack)).account;
      const { terms, deal } = await opened(buyer, seller);
      const delivery = await signDelivery({ domain, account: seller, ...claimOf(deal) });
      await deliver(walletClient, { address, terms, delivery });
      const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
      await release(walletClient, { address, terms, milestone: 0, signature });
      const rating = { score: 90, reasons: hashReasons("on time") };
      const rated = { domain, deal, rated: seller.address, ...rating, account: buyer };
      await rate(walletClient, {
        ...{ address, terms, rater: buyer.address, ...rating, signature: await signRating(rated) },
      });
      // What comes later changes nothing of what was signed before.
      const revoke = [(buyer.key as Stack["buyer"]).address];
      await setKeys(walletClient, { address, of: buyer.address, revoke, account: relayer });
      await freeze(walletClient, { address, accounts: [seller.address], account: relayer });
      record = await recordOf(stack, deal);
    });

    it("holds by keys that had what each signature takes, whatever became of them later", async () => {
      const report = await auditDeal({ record });
      expect(failing(report)).to.deep.equal([]);
      for (const subject of [PAYS, SELLS, DELIVERED, RELEASED, RATED])
        expect(itemOf(report, subject).status, subject).to.equal("holds");
      expect(report.trusted.join()).to.contain("keys, policies and controllers");
    });

    it("holds up to the second before a key expires, and fails from then on", async () => {
      const now = await timeOf(record, DELIVERED);
      for (const [expiry, status] of [
        [now - 1, "fails"],
        [now, "fails"],
        [now + 1, "holds"],
      ] as const) {
        const found = await statusOf(withGrants(record, expiry), DELIVERED);
        expect(found.status, String(expiry - now)).to.equal(status);
        if (status === "fails") expect(found.why).to.contain("was a key of").and.to.contain("until");
      }
    });

    it("fails by a key without the capability, and takes any other for what costs nothing", async () => {
      const only = (name: "commit" | "deliver" | "settle" | "freeze") =>
        withGrants(record, undefined, encodeCapabilities([name]));
      const all = [PAYS, SELLS, DELIVERED, RELEASED, RATED];
      const holding = async (changed: DealRecord) => {
        const report = await auditDeal({ record: changed });
        return all.filter((subject) => itemOf(report, subject).status === "holds");
      };
      expect(await holding(only("commit"))).to.deep.equal([PAYS, RATED]);
      expect(await holding(only("deliver"))).to.deep.equal([SELLS, DELIVERED, RATED]);
      expect(await holding(only("settle"))).to.deep.equal([RELEASED, RATED]);
      expect(await holding(only("freeze"))).to.deep.equal([]);
      expect((await statusOf(only("commit"), DELIVERED)).why).to.contain("might not do this");
    });

    it("fails by a key that was revoked before, or never granted", async () => {
      const revoked = withGrants(record, 0, 0);
      expect(await statusOf(revoked, DELIVERED)).to.deep.include({ status: "fails" });
      expect((await statusOf(revoked, DELIVERED)).why).to.contain("was no key of");
    });

    it("fails when the key signed something else", async () => {
      const { signature } = await signDelivery({
        ...{ domain: stack.domain, account: seller, ...claimOf(record.dealId) },
      });
      const forged = withCalldata(record, signature, spoilt(signature));
      expect((await statusOf(forged, DELIVERED)).status).to.equal("fails");
    });

    it("fails where the policy in force was another", async () => {
      const changed = withLogs(record, (log) =>
        log.topics.length === 3 && log.data.length > 300 ? { ...log, data: spoiltPolicy(log.data) } : log,
      );
      const { status, why } = await statusOf(changed, PAYS);
      expect({ status, why }).to.deep.equal({
        ...{ status: "fails", why: `it repeats another policy than ${buyer.address} had` },
      });
    });

    it("names an account whose logs are in no receipt, and another node that knows others", async () => {
      const accounts = record.accounts.map(({ receipts: _, ...account }) => ({ ...account, receipts: [] }));
      const { failure } = await auditDeal({ record: { ...record, accounts } });
      expect(failure?.subject).to.match(/^Each of \d+ logs about the managed account 0xacc00000/);
      const second = { ...record, accounts: record.accounts.slice(1) };
      const compared = await auditDeal({ record, second });
      expect(compared.failure?.why).to.contain("managed accounts");
    });

    it("is not checked where the account was opened before the record begins", async () => {
      const { address, publicClient } = stack;
      const [first] = record.logs;
      const fromBlock = BigInt(first?.blockNumber ?? 0);
      const later = await fetchDealRecord(publicClient, { address, dealId: record.dealId, fromBlock });
      const { status, why } = await statusOf(later, DELIVERED);
      expect(status).to.equal("not checked");
      expect(why).to.contain("look from an earlier block on");
    });
  });

  it("holds for a key that called itself and signed nothing, and for the controller in the place of a key", async () => {
    const { address, walletClient, relayer, buyer, jurors } = stack;
    const [key] = jurors;
    if (key === undefined) throw new Error("the stack has jurors");
    const { account: seller } = await openExampleAccount(stack, { capabilities: ["settle"] });
    const expiry = (await stack.now()) + DAY;
    const grants = [{ key: key.address, expiry, capabilities: ["deliver"] }] as const;
    await setKeys(walletClient, { address, of: seller.address, grants, account: relayer });
    await stack.fundLedger(buyer.address, 200n * USDC);
    const asController = { ...seller, key: relayer };
    const { terms, deal } = await opened(buyer, asController);
    const delivery = {
      ...claimOf(deal),
      signature: encodeKeySignature({ key: key.address, signature: "0x" }),
    };
    await deliver(walletClient, { address, terms, delivery, account: key });
    const record = await recordOf(stack, deal);
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    expect([itemOf(report, SELLS).status, itemOf(report, DELIVERED).status]).to.deep.equal([
      "holds",
      "holds",
    ]);
    const transactions = record.transactions.map((transaction) => ({ ...transaction, from: buyer.address }));
    expect((await statusOf({ ...record, transactions } as never, DELIVERED)).status).to.equal("fails");
  });

  it("asks a key that is a contract", async () => {
    const { address, domain, walletClient, relayer, buyer, jurors, publicClient } = stack;
    const [, owner] = jurors;
    if (owner === undefined) throw new Error("the stack has jurors");
    const { address: wallet } = await deployTestContract(stack, "Erc1271Wallet", [owner.address]);
    const { account: seller } = await openExampleAccount(stack);
    const expiry = (await stack.now()) + DAY;
    const grants = [{ key: wallet, expiry, capabilities: ["deliver"] }] as const;
    await setKeys(walletClient, { address, of: seller.address, grants, account: relayer });
    await stack.fundLedger(buyer.address, 200n * USDC);
    const { terms, deal } = await opened(buyer, seller);
    const asKey = { ...seller, key: { ...owner, address: wallet, source: "custom" as const } };
    const delivery = await signDelivery({ domain, account: asKey, ...claimOf(deal) });
    await deliver(walletClient, { address, terms, delivery });
    const record = await recordOf(stack, deal);
    expect((await statusOf(record, DELIVERED)).status).to.equal("not checked");
    const asked = await auditDeal({ record, client: publicClient });
    expect(itemOf(asked, DELIVERED).status).to.equal("holds");
  });

  it("holds by an approval of the controller above the policy's threshold, until it expires", async () => {
    const { address, domain, walletClient, buyer: controller, seller } = stack;
    const validUntil = (await stack.now()) + 7 * DAY;
    const { account } = await openExampleAccount(stack, {
      principal: controller,
      policy: buildPolicy({ approvalAbove: 10n * USDC }),
      approve: (request) => signApproval({ ...request, validUntil, domain, account: controller }),
    });
    const { terms, deal } = await opened(account, seller);
    const end = { terms, remainder: 180n * USDC, validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signCancellation({ domain, ...end, account });
    const sellerSignature = await signCancellation({ domain, ...end, account: seller });
    await cancel(walletClient, { address, ...end, buyerSignature, sellerSignature });
    const record = await recordOf(stack, deal);
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    expect(itemOf(report, PAYS).status).to.equal("holds");
    const given = await signTerms({ domain, terms, account });
    const { status, why } = await statusOf(withCalldata(record, given, spoilt(given)), PAYS);
    expect(status).to.equal("fails");
    expect(why).to.contain("the approval");
    const opens = (time: number) => ({
      ...record,
      blocks: record.blocks.map((block) => ({ ...block, timestamp: numberToHex(time) })),
    });
    expect((await statusOf(opens(validUntil - 1), PAYS)).status).to.equal("holds");
    for (const time of [validUntil, validUntil + 1])
      expect((await statusOf(opens(time), PAYS)).why).to.contain("the approval was good until");
  });

  it("holds by the proofs that payees and category are on the policy's lists, and within its limits", async () => {
    const { address, seller, relayer } = stack;
    const counterparties = allowCounterparties([seller.address, relayer.address, address]);
    const categories = allowCategories([7, 8]);
    const from = (await stack.now()) - DAY;
    const policy = buildPolicy({
      ...{ counterparties, categories, perTransaction: 180n * USDC, treasury: 5 },
      ...{ activeFrom: from, activeUntil: from + 3 * DAY },
    });
    const { account } = await openExampleAccount(stack, { counterparties, categories, policy });
    const { deal } = await opened(account, seller, {
      ...{ category: 7, marketplace: relayer.address, marketplaceFee: 100 },
    });
    const record = await recordOf(stack, deal);
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    expect(itemOf(report, PAYS).status).to.equal("holds");
    // The envelope and the log alike, so that the policy is the one in force.
    const inBoth = (changes: object) => {
      const [was, is] = [encodePolicy(policy), encodePolicy({ ...policy, ...changes })];
      return withCalldata(
        withLogs(record, (log) => ({ ...log, data: log.data.replace(was.slice(2), is.slice(2)) as Hex })),
        was,
        is,
      );
    };
    const now = await timeOf(record, PAYS);
    for (const [changes, problem] of [
      [{ perTransaction: 180n * USDC - 1n }, "at once"],
      [{ activeFrom: now + 1 }, "allows money to be committed from"],
      [{ activeUntil: now }, "allows money to be committed from"],
      [{ counterparties: hashReasons("another list") }, `does not allow ${seller.address} to be paid`],
      [{ categories: hashReasons("another list") }, "does not allow the category 7"],
    ] as const) {
      const { status, why } = await statusOf(inBoth(changes), PAYS);
      expect(status, problem).to.equal("fails");
      expect(why).to.contain(problem);
    }
    for (const changes of [{ activeFrom: now }, { activeUntil: now + 1 }])
      expect((await statusOf(inBoth(changes), PAYS)).status).to.equal("holds");
  });

  it("fails where a frozen account commits money, and holds where it only delivers", async () => {
    const { address, domain, walletClient, relayer, buyer } = stack;
    const { account: seller } = await openExampleAccount(stack);
    await stack.fundLedger(buyer.address, 200n * USDC);
    const { terms, deal } = await opened(buyer, seller);
    await freeze(walletClient, { address, accounts: [seller.address], account: relayer });
    const delivery = await signDelivery({ domain, account: seller, ...claimOf(deal) });
    await deliver(walletClient, { address, terms, delivery });
    const record = await recordOf(stack, deal);
    expect(failing(await auditDeal({ record }))).to.deep.equal([]);
    const [at] = record.logs;
    const earlier = `0x${(Number(at?.blockNumber ?? 0) - 1).toString(16)}` as Hex;
    const frozen = {
      ...record,
      accounts: record.accounts.map((account) => {
        const logs = account.logs.map((log) =>
          log.topics.length === 2 ? { ...log, blockNumber: earlier } : log,
        );
        return { ...account, logs };
      }),
    };
    expect(await statusOf(frozen, SELLS)).to.deep.equal({
      ...{ status: "fails", why: `${seller.address} was frozen then` },
    });
    expect((await statusOf(frozen, DELIVERED)).status).to.equal("holds");
  });

  it("judges a contest, its bond and a delivery that came with a verdict", async () => {
    const { address, domain, walletClient, jurors, pool, arbiter } = stack;
    const { account: buyer } = await openExampleAccount(stack);
    const { account: seller } = await openExampleAccount(stack);
    const { account: payer } = await openExampleAccount(stack);
    const disputes = { bond: 8n * USDC, pool, arbiter: arbiter.address };
    const { terms, deal } = await opened(buyer, seller, { contestWindow: DAY, disputes });
    const claim = claimOf(deal);
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const judged = { domain, deal, milestone: 0, evidence: claim.evidence, score: 6_000 };
    const reasons = hashReasons("as criteria say");
    const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, reasons, account })));
    await submitVerdict(walletClient, { address, terms, ballots, delivery });
    const contester = buyer.address;
    const objection = { deal, milestone: 0, round: 2, payout: 6_000, bond: 8n * USDC };
    const paid = { payer: payer.address, fromWallet: false };
    const signature = await signContest({ domain, ...objection, ...paid, account: buyer });
    const amount = 8n * USDC;
    const bonded = { payer: payer.address, deal, milestone: 0, round: 2, contester, amount };
    const bond = { ...paid, signature: await signBond({ domain, terms, ...bonded, account: payer }) };
    await contest(walletClient, {
      ...{ address, terms, milestone: 0, contester, payout: 6_000, signature, bond },
    });
    const record = await recordOf(stack, deal);
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    for (const subject of [HANDED_IN, OBJECTS, BONDS])
      expect(itemOf(report, subject).status, subject).to.equal("holds");
    const commit = await auditDeal({ record: withGrants(record, undefined, encodeCapabilities(["commit"])) });
    expect([HANDED_IN, OBJECTS, BONDS].map((subject) => itemOf(commit, subject).status)).to.deep.equal([
      ...["fails", "fails", "holds"],
    ]);
  });

  it("takes for an offer any key that the account had before the deal was opened", async () => {
    const { address, domain, walletClient, relayer, buyer } = stack;
    const { account: seller } = await openExampleAccount(stack);
    await stack.fundLedger(buyer.address, 200n * USDC);
    const terms = await exampleTerms(stack, { ...LEDGER, seller: seller.address });
    const validUntil = (await stack.now()) + 600;
    const offer = await signOffer({ domain, terms, validUntil, account: seller });
    const buyerSignature = await signTerms({ domain, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: { ...seller, key: relayer } });
    const of = seller.address;
    await setKeys(walletClient, {
      address,
      of,
      revoke: [(seller.key as Stack["buyer"]).address],
      account: relayer,
    });
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    const record = await recordOf(stack, dealId);
    const offered = (given: object) => ({
      ...{ name: "offer.json", bytes: new TextEncoder().encode(toJson({ ...offer, ...given })) },
    });
    const about = `The offer offer.json is signed by ${seller.address}, for this contract`;
    const good = await auditDeal({ record, documents: [offered({})] });
    expect(itemOf(good, about).status).to.equal("holds");
    expect(failing(good)).to.deep.equal([]);
    const forged = offered({ signature: spoilt(offer.signature) });
    expect(itemOf(await auditDeal({ record, documents: [forged] }), about).status).to.equal("fails");
  });
});

/** A policy's log with another limit per transaction. */
function spoiltPolicy(data: Hex): Hex {
  const [index, policy] = decodeAbiParameters([{ type: "uint32" }, { type: "bytes" }], data);
  return encodeAbiParameters(
    [{ type: "uint32" }, { type: "bytes" }],
    [index, `0x${"00".repeat(8)}${policy.slice(18)}` as Hex],
  );
}
