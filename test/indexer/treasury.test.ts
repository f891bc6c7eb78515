import { expect } from "chai";
import type { Hex } from "viem";
import {
  amend,
  amendTerms,
  buildOrder,
  buildPolicy,
  closeTab,
  contest,
  dealIdOf,
  getDeal,
  getLedgerBalance,
  hashBond,
  moveFunds,
  openBatch,
  openDeal,
  openTab,
  pay,
  refund,
  settle,
  signBond,
  signOrder,
  signTab,
  signTerms,
  type Terms,
} from "../../sdk/index.ts";
import {
  type ExampleAccount,
  exampleTab,
  exampleTerms,
  openExampleAccount,
  openExampleDeal,
} from "../../sdk/testing/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";
import { expectAccountsAgreement } from "./support/accounts-agreement.ts";
import { expectLedger } from "./support/agreement.ts";
import { expectFacts } from "./support/facts-agreement.ts";
import { allRows, type Rows } from "./support/rows.ts";
import { judge } from "./support/trade.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
/** What the agent has of its own before each transaction, which is too little. */
const OWN = USDC;

/** An agent commits to something of every kind, each time with a part, or all, from its treasury. */
describe("indexer, treasuries", () => {
  let stack: IndexedStack;
  let treasury: ExampleAccount;
  let agent: ExampleAccount;
  let rows: Rows;
  /** What the agent signed, and what of it the treasury paid, in order. */
  const drawn: (readonly [digest: Hex, amount: bigint])[] = [];

  before(async () => {
    stack = await startIndexedStack();
    treasury = await openExampleAccount(stack, { index: 0, balance: 5_000n * USDC });
    agent = await openExampleAccount(stack, { policy: buildPolicy({ treasury: 0 }), balance: 0n });
    const terms = await openOne();
    await openTwo();
    await amendTwice(terms);
    await openAndCloseTab();
    await payTwo();
    await payBond();
    await stack.indexer.caughtUp();
    rows = await allRows(stack.indexer.url);
  });

  after(() => stack?.stop());

  it("agree with the contract in every balance, counter and line", async () => {
    await expectLedger(stack, rows);
    await expectAccountsAgreement(stack, rows);
  });

  it("name in each row the log that wrote it", () => expectFacts(stack, stack.indexer.url));

  it("say what was drawn for each commitment", () => {
    const [account, from] = [lower(agent), lower(treasury)];
    expect(
      rows.treasury_draw.map((row) => [row.account, row.treasury, row.digest, row.amount]),
    ).to.have.deep.members(drawn.map(([digest, amount]) => [account, from, digest, String(amount)]));
  });

  it("have the draw before its commitment in the statement, which is never below zero", () => {
    const lines = rows.statement_line
      .filter(({ account }) => account === lower(agent))
      .sort((a, b) => Number(a.sequence) - Number(b.sequence));
    for (const line of lines)
      expect(BigInt(String(line.balance)) >= 0n, `line ${line.sequence}`).to.equal(true);
    const commitments = lines.filter(({ key }) => key !== null);
    const kinds = ["deal", "deal", "deal", "deal", "deal", "tab", "payment", "payment", "bond"];
    expect(commitments.map(({ kind }) => kind)).to.deep.equal(kinds);
    for (const { sequence, digest, amount, balance } of commitments) {
      if (amount === "0") continue; // the amendment that pays back
      expect(lines[Number(sequence) - 1]?.kind, `before ${digest}`).to.equal("treasury");
      expect(balance, `after ${digest}`).to.equal("0");
    }
  });

  const lower = ({ account }: ExampleAccount) => account.address.toLowerCase();

  /** Moves money between agent and treasury, so that the agent has `OWN`. */
  async function leaveOwn() {
    const { address, walletClient, publicClient } = stack;
    const [of, from] = [agent.account.address, treasury.account.address];
    const balance = await getLedgerBalance(publicClient, { address, owner: of });
    if (balance === OWN) return;
    const move =
      balance < OWN ? { from, to: of, amount: OWN - balance } : { from: of, to: from, amount: balance - OWN };
    await moveFunds(walletClient, { address, moves: [move], account: agent.principal });
  }

  async function termsOf(): Promise<Terms> {
    const paid = { fundedFromLedger: true, buyerToLedger: true };
    return exampleTerms(stack, { buyer: agent.account.address, ...paid });
  }

  async function signaturesOf(terms: Terms) {
    const { domain, seller } = stack;
    return {
      buyerSignature: await signTerms({ domain, terms, account: agent.account }),
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    };
  }

  async function openOne(): Promise<Terms> {
    await leaveOwn();
    const { address, walletClient } = stack;
    const terms = await termsOf();
    const { dealId } = await openDeal(walletClient, { address, terms, ...(await signaturesOf(terms)) });
    drawn.push([dealId, 180n * USDC - OWN]);
    return terms;
  }

  async function openTwo() {
    await leaveOwn();
    const { address, walletClient } = stack;
    const some = await termsOf();
    const items = await Promise.all(
      [some, { ...some, salt: some.salt + 1n }].map(async (terms) => ({
        terms,
        ...(await signaturesOf(terms)),
      })),
    );
    const { opened } = await openBatch(walletClient, { address, items });
    const [first, second] = opened.map(({ dealId }) => dealId);
    if (first === undefined || second === undefined) throw new Error("a deal was not opened");
    drawn.push([first, 180n * USDC - OWN], [second, 180n * USDC]);
  }

  /** By a deal with a milestone more, and that by one without it. Then the seller gives a milestone back. */
  async function amendTwice(terms: Terms) {
    const { address, domain, walletClient, publicClient, seller } = stack;
    let oldTerms = terms;
    for (const milestones of [[...terms.milestones, ...terms.milestones.slice(0, 1)], terms.milestones]) {
      await leaveOwn();
      const dealId = dealIdOf({ domain, terms: oldTerms });
      const deal = await getDeal(publicClient, { address, dealId });
      if (deal === undefined) throw new Error("the deal is not open");
      const newTerms = amendTerms({ terms: oldTerms, deal, changes: { milestones }, now: await stack.now() });
      const signatures = await signaturesOf(newTerms);
      const { successor, paidIn } = await amend(walletClient, { address, oldTerms, newTerms, ...signatures });
      if (paidIn > 0n) drawn.push([successor, paidIn - OWN]);
      oldTerms = newTerms;
    }
    await refund(walletClient, { address, terms: oldTerms, milestone: 0, account: seller });
  }

  async function openAndCloseTab() {
    await leaveOwn();
    const { address, domain, walletClient, seller } = stack;
    const tab = await exampleTab(stack, { account: agent.account.address });
    const signature = await signTab({ domain, tab, account: agent.account });
    const { tabId } = await openTab(walletClient, { address, tab, signature });
    drawn.push([tabId, tab.reserve - OWN]);
    await closeTab(walletClient, { address, tab, account: seller });
  }

  async function payTwo() {
    await leaveOwn();
    const { address, domain, walletClient, seller } = stack;
    const validUntil = (await stack.now()) + HOUR;
    const payments = [{ payee: seller.address, amount: 7n * USDC }];
    const orders = await Promise.all(
      [1n, 2n].map(async (nonce) => {
        const order = buildOrder({ account: agent.account.address, nonce, validUntil, payments });
        return { order, signature: await signOrder({ domain, order, account: agent.account }) };
      }),
    );
    const paid = await pay(walletClient, { address, orders });
    const [first, second] = paid.orders.map(({ orderId }) => orderId);
    if (first === undefined || second === undefined) throw new Error("an order was not paid");
    drawn.push([first, 7n * USDC - OWN], [second, 7n * USDC]);
  }

  /** For a contest of the stack's buyer, of which nothing comes: the bond returns. */
  async function payBond() {
    await leaveOwn();
    const { address, domain, walletClient, buyer } = stack;
    const opened = await openExampleDeal(stack, { contestWindow: HOUR });
    const { terms, dealId: deal } = opened;
    await judge(stack, opened, 0, [7_000, 7_000, undefined]);
    const [payer, contester] = [agent.account.address, buyer.address];
    const named = {
      domain,
      deal,
      milestone: 0,
      round: 2,
      payer,
      contester,
      amount: terms.disputes?.bond ?? 0n,
    };
    const bond = { payer, signature: await signBond({ ...named, terms, account: agent.account }) };
    const objection = { terms, milestone: 0, contester, payout: 7_000, bond };
    await contest(walletClient, { address, ...objection, account: buyer });
    drawn.push([hashBond(named), named.amount - OWN]);
    await stack.increaseTime(terms.verdictWindow + HOUR);
    await settle(walletClient, { address, terms, milestone: 0 });
  }
});
