import { expect } from "chai";
import { maxUint64, zeroAddress } from "viem";
import { encodePolicy } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { AccountsStory } from "./accounts-story.ts";
import type { Indexer } from "./indexer.ts";

interface Told {
  readonly clean: Indexer;
  readonly stack: Stack;
  readonly accounts: AccountsStory;
}

const DAY = 86_400;

type Json = Readonly<Record<string, unknown>>;

/** What the indexer answers about accounts that principals opened. */
export function answersOnAccounts(told: () => Told): void {
  const ask = async (path: string) => {
    const answer = await fetch(`${told().clean.url}${path}`);
    return { status: answer.status, text: await answer.text(), type: answer.headers.get("content-type") };
  };
  const askJson = async <Answer>(path: string) => JSON.parse((await ask(path)).text) as Answer;
  const agent = () => told().accounts.agent.account.address.toLowerCase();

  it("tells where an account stands: its keys, its policy and what is left of each limit", async () => {
    const { accounts, stack } = told();
    const now = await stack.now();
    const answer = await askJson<{ [part: string]: Json }>(`/accounts/${agent()}?at=${now}`);
    const period = Math.floor(now / (2 * DAY)) * 2 * DAY;
    expect(answer.account).to.include({
      ...{ address: agent(), controller: stack.relayer.address.toLowerCase(), frozen: false },
      balance: "242000000",
    });
    expect(answer.policy).to.include({ version: 2, perPeriod: "120000000", period: 48, treasury: null });
    // 81 committed, 20 of a deal and 6 of a tab returned; all opened before the policy changed, or in its hour.
    const { limits } = answer;
    expect(limits).to.deep.include({
      active: true,
      perTransaction: { limit: "100000000", left: "100000000" },
      lifetime: { limit: "400000000", left: "345000000", spent: "55000000" },
    });
    expect(limits?.period).to.include({ limit: "120000000", start: period, end: period + 2 * DAY });
    const key = accounts.agent.key.address.toLowerCase();
    const [granted] = answer.keys as unknown as Json[];
    expect(granted).to.include({ key, live: true });
    expect(granted?.capabilities).to.deep.equal(["commit", "deliver", "settle", "tabs", "freeze"]);
    expect(answer.total).to.deep.equal({ committed: "81000000", refunded: "26000000", net: "55000000" });
    expect(answer.tabs).to.deep.equal([]);
  });

  it("tells what is left once a period has ended that nothing has happened after", async () => {
    const later = (await told().stack.now()) + 5 * DAY;
    const { limits } = await askJson<{ limits: { period: Json; available: string } }>(
      `/accounts/${agent()}?at=${later}`,
    );
    expect(limits.period).to.include({ spent: "0", left: "120000000" });
    expect(limits.period.end).to.be.greaterThan(later);
    expect(limits.available).to.equal("100000000");
  });

  it("states every line with the limits it was within", async () => {
    const { accounts, stack } = told();
    const { entries, next } = await askJson<{ entries: Json[]; next: null }>(
      `/accounts/${agent()}/statement`,
    );
    expect(next).to.equal(null);
    expect(entries.map(({ kind, refundOf, amount }) => [kind, refundOf, amount])).to.deep.equal([
      ["deposit", null, "300000000"],
      ["deal", null, "-60000000"],
      ["refund", "deal", "20000000"],
      ["tab", null, "-10000000"],
      ["payment", null, "-11000000"],
      ["move", null, "-1000000"],
      ["withdrawal", null, "-2000000"],
      ["refund", "tab", "6000000"],
    ]);
    const [deposit, deal, , tab, payment] = entries;
    expect(deposit?.limits).to.equal(null);
    const key = accounts.agent.key.address.toLowerCase();
    expect(deal).to.deep.include({
      ...{ balance: "240000000", category: 7, key, digest: accounts.dealId, dealId: accounts.dealId },
      counterparties: [stack.seller.address.toLowerCase()],
    });
    expect(deal?.limits).to.include({
      ...{ policy: 1, perTransaction: "100000000", perPeriod: "150000000", lifetime: "400000000" },
      ...{ spent: "60000000", lifetimeLeft: "340000000", periodSpent: "60000000", periodLeft: "90000000" },
    });
    expect(tab).to.deep.include({ tabId: accounts.tabId, category: 7 });
    expect(payment).to.deep.include({
      orderId: accounts.orderId,
      counterparties: [accounts.colleague.account.address, stack.buyer.address].map((one) =>
        one.toLowerCase(),
      ),
    });
    const page = await askJson<{ entries: Json[]; next: number }>(
      `/accounts/${agent()}/statement?kind=refund&limit=1`,
    );
    expect([page.entries.map(({ sequence }) => sequence), page.next]).to.deep.equal([[2], 2]);
    const rest = await askJson<{ entries: Json[] }>(`/accounts/${agent()}/statement?kind=refund&after=2`);
    expect(rest.entries.map(({ sequence }) => sequence)).to.deep.equal([7]);
  });

  it("states what an account was paid", async () => {
    const colleague = told().accounts.colleague.account.address;
    const { entries } = await askJson<{ entries: Json[] }>(`/accounts/${colleague}/statement`);
    expect(entries.map(({ kind, amount, balance }) => [kind, amount, balance])).to.deep.equal([
      ["voucher", "3000000", "3000000"],
      ["voucher", "1000000", "4000000"],
      ["paymentReceived", "5000000", "9000000"],
      ["move", "1000000", "10000000"],
    ]);
  });

  it("exports the statement as CSV", async () => {
    const { text, type } = await ask(`/accounts/${agent()}/statement.csv`);
    expect(type).to.include("text/csv");
    const lines = text.split("\r\n");
    expect(lines).to.have.length(10);
    expect(new Set(lines.slice(0, 9).map((line) => line.split(",").length))).to.deep.equal(new Set([29]));
    expect(lines[2]).to.include(",deal,,-60000000,240000000,");
    const [header = ""] = lines;
    const column = (line = "", name: string) => line.split(",")[header.split(",").indexOf(name)];
    expect(column(lines[2], "protocol")).to.equal("deal");
    expect(column(lines[2], "session")).to.equal(column(lines[2], "deal"));
    expect(column(lines[2], "fee")).to.match(/^\d+$/);
    const page = await ask(`/accounts/${agent()}/statement.csv?limit=2&after=1`);
    expect(page.text).to.equal([header, ...lines.slice(3, 5), ""].join("\r\n"));
  });

  it("tells what an account cost, day by day", async () => {
    const { days, total } = await askJson<{ days: Json[]; total: Json }>(`/accounts/${agent()}/costs`);
    expect(total).to.deep.equal({
      ...{ committed: "81000000", refunded: "26000000", net: "55000000", commitments: 3 },
    });
    const net = days.reduce((sum, day) => sum + BigInt(String(day.net)), 0n);
    expect(net).to.equal(55_000_000n);
    const none = await askJson<{ days: Json[] }>(`/accounts/${agent()}/costs?until=2020-01-01`);
    expect(none.days).to.deep.equal([]);
  });

  it("tells all accounts of a principal, and how it was handed over and frozen", async () => {
    const { stack, clean, accounts } = told();
    const principal = stack.relayer.address.toLowerCase();
    const answer = await askJson<{ principal: Json; accounts: { account: Json }[] }>(
      `/principals/${principal}`,
    );
    expect(answer.principal).to.deep.equal({
      ...{ address: principal, controller: principal, offered: null, frozen: false },
    });
    const own = [accounts.agent, accounts.colleague].map(({ account }) => account.address.toLowerCase());
    expect(answer.accounts.map(({ account }) => account.address)).to.have.members(own);
    const answers = await clean.graphql<{ [name: string]: { items: Json[] } & Json }>(
      `query ($p: String!, $a: String!, $d: String!) {
        handovers(where: { principal: $p }, orderBy: "sequence") { items { step } }
        freezes(where: { subject_in: [$p, $a] }) { items { scope frozen } }
        account(address: $a) { policyVersion inForce { packed } policies(orderBy: "version") { items { version until } } }
        keyChanges(orderBy: "sequence") { items { expiry } }
        voucherRefusals { items { error } }
        orderRevocations { items { nonce } }
        deal(id: $d) { category buyerPrincipal sellerPrincipal buyerOwner { accountCount } }
      }`,
      { p: principal, a: agent(), d: accounts.dealId },
    );
    expect(answers.deal).to.deep.equal({
      ...{ category: "7", buyerPrincipal: principal, sellerPrincipal: null, buyerOwner: { accountCount: 2 } },
    });
    expect(answers.handovers?.items.map(({ step }) => step)).to.deep.equal([
      ...["offered", "accepted", "offered", "accepted"],
    ]);
    expect(answers.freezes?.items).to.have.deep.members([
      { scope: "account", frozen: true },
      { scope: "account", frozen: false },
      { scope: "principal", frozen: true },
      { scope: "principal", frozen: false },
    ]);
    expect(answers.account?.inForce).to.deep.equal({ packed: encodePolicy(accounts.second) });
    expect(answers.keyChanges?.items.filter(({ expiry }) => expiry === "0")).to.have.length(1);
    expect(answers.voucherRefusals?.items).to.deep.equal([{ error: "Quittance_VoucherAlreadyRedeemed" }]);
    expect(answers.orderRevocations?.items).to.deep.equal([{ nonce: "1" }]);
    expect(accounts.first.approvalAbove).to.equal(maxUint64);
  });

  it("tells what settled on a day, for a wallet, an account and its principal, as JSON and CSV", async () => {
    const { clean, stack } = told();
    const { settlements } = await clean.graphql<{ settlements: { items: Record<string, string>[] } }>(
      "{ settlements(limit: 1000) { items { dealId seller sellerNet timestamp deal { buyerPrincipal sellerPrincipal } } } }",
    );
    const dayOf = (row: Record<string, string>) =>
      new Date(Number(row.timestamp) * 1_000).toISOString().slice(0, 10);
    const seller = stack.seller.address.toLowerCase();
    const own = settlements.items.filter((row) => row.seller === seller);
    const onDay = (day: string) => own.filter((row) => dayOf(row) === day).length;
    const [day = ""] = own.map(dayOf).sort((one, other) => onDay(other) - onDay(one));
    const ofDay = own.filter((row) => dayOf(row) === day);
    const path = `/agents/${seller}/settlements`;
    const answer = await askJson<{ settlements: Json[]; sums: { seller: Json }; next: string | null }>(
      `${path}?day=${day}`,
    );
    const sales = answer.settlements.filter(({ side }) => side === "seller");
    expect(sales).to.have.length(ofDay.length).greaterThan(1);
    const net = ofDay.reduce((sum, row) => sum + BigInt(row.sellerNet ?? 0), 0n);
    expect(answer.sums.seller).to.include({ milestones: ofDay.length, net: String(net) });
    expect(answer.next).to.equal(null);

    const paged: Json[] = [];
    for (let after = ""; ; ) {
      const page = await askJson<typeof answer>(`${path}?day=${day}&limit=1${after}`);
      paged.push(...page.settlements);
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(paged).to.deep.equal(answer.settlements);
    const csv = await ask(`${path}.csv?day=${day}`);
    expect(csv.type).to.include("text/csv");
    const [header = "", ...lines] = csv.text.trimEnd().split("\r\n");
    expect(lines).to.have.length(answer.settlements.length);
    const netAt = header.split(",").indexOf("net");
    expect(lines.map((line) => line.split(",")[netAt])).to.deep.equal(
      answer.settlements.map((line) => line.net),
    );

    const managed = settlements.items.filter((row) => {
      const { buyerPrincipal, sellerPrincipal } = row.deal as unknown as Record<string, string | null>;
      return (buyerPrincipal ?? sellerPrincipal) !== null;
    });
    const [first] = managed;
    const principals = first?.deal as unknown as Record<string, string | null>;
    const principal = principals.buyerPrincipal ?? principals.sellerPrincipal;
    const ofPrincipal = await askJson<typeof answer>(
      `/principals/${principal}/settlements?day=${first && dayOf(first)}`,
    );
    expect(ofPrincipal.settlements.map(({ dealId }) => dealId)).to.include(first?.dealId);
  });

  it("names what is wrong with a question about accounts", async () => {
    for (const [path, status, says] of [
      ["/accounts/me", 400, "Give 0x and 40 hex digits."],
      [`/accounts/${zeroAddress}`, 404, "No principal opened the account"],
      [`/principals/${zeroAddress}`, 404, "is no principal"],
      [`/accounts/${agent()}?at=now`, 400, 'at is \\"now\\"'],
      [`/accounts/${agent()}/statement?limit=0`, 400, "from 1 to 1000"],
      [`/accounts/${agent()}/statement?kind=gift`, 400, "Give one of opening, deal"],
      [`/accounts/${agent()}/costs?from=21.11.2026`, 400, "Give a day of UTC"],
      [`/agents/${agent()}/settlements`, 400, "day is missing. Give a day of UTC"],
      [`/principals/me/settlements?day=2026-11-21`, 400, "The principal is"],
      [`/agents/${agent()}/settlements.csv?day=2026-11-21&after=1`, 400, "Give next of the page before."],
    ] as const) {
      const answer = await ask(path);
      expect([answer.status, answer.text.includes(says)], `${path}: ${answer.text}`).to.deep.equal([
        status,
        true,
      ]);
    }
  });
}
