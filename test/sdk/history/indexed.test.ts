import { expect } from "chai";
import { erc20Abi } from "viem";
import {
  createHistory,
  getAccount,
  getAgentProfile,
  getDeal,
  getPrincipal,
  getSeat,
  getSettlements,
  getSettlementsCsv,
  getStatement,
  getStatementCsv,
  getTotals,
  type History,
  listAgents,
  listBallots,
  listDays,
  listDeals,
  listEvents,
  listMilestones,
  listSeats,
  listVerdicts,
} from "../../../sdk/history/index.ts";
import {
  buildPolicy,
  contest,
  decodeTerms,
  getLedgerBalance,
  getRemainingLimits,
  IndexerAnswerMalformedError,
  IndexerRefusedError,
  InvalidFieldError,
  moveFunds,
  rate,
  release,
} from "../../../sdk/index.ts";
import { openExampleAccount, openExampleDeal, openProvisionalDeal } from "../../../sdk/testing/index.ts";
import type { IndexedStack } from "../../support/indexed-stack.ts";
import { useIndexedStack } from "../../support/use-indexed-stack.ts";
import { refusalOf } from "../support/refusal.ts";

describe("history, asked of a running indexer", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let history: History;
  let provisional: Awaited<ReturnType<typeof openProvisionalDeal>>;
  let released: Awaited<ReturnType<typeof openExampleDeal>>;
  let policy: ReturnType<typeof buildPolicy>;
  let managed: Awaited<ReturnType<typeof openExampleAccount>>;

  before(async () => {
    stack = running();
    history = createHistory({ url: stack.indexer.url });
    const { address, buyer, seller, walletClient } = stack;
    await stack.seatJurors(2);
    provisional = await openProvisionalDeal(stack, { category: 11 });
    const { terms, payout } = provisional;
    await stack.fundLedger(buyer.address, terms.disputes?.bond ?? 0n);
    const objection = { terms, milestone: 0, contester: buyer.address, payout };
    await contest(walletClient, { address, ...objection, account: buyer });
    released = await openExampleDeal(stack, { category: 12 });
    await release(walletClient, { address, terms: released.terms, milestone: 0, account: buyer });
    const opinion = { rater: seller.address, score: 80, account: seller };
    await rate(walletClient, { address, terms: released.terms, ...opinion });
    policy = buildPolicy({ perTransaction: 60_000_000n, perPeriod: 100_000_000n });
    managed = await openExampleAccount(stack, { policy });
    const { account, principal } = managed;
    const moves = [{ from: account.address, to: account.principal, amount: 5_000_000n }];
    await moveFunds(walletClient, { address, moves, account: principal });
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  });

  const expectCurrent = async (asOf: {
    readonly block: number;
    readonly hash: unknown;
    readonly timestamp: number;
  }) => {
    const block = await stack.publicClient.getBlock({ blockNumber: BigInt(asOf.block) });
    expect(asOf).to.include({ hash: block.hash, timestamp: Number(block.timestamp) });
    expect(BigInt(asOf.block)).to.equal(await stack.publicClient.getBlockNumber());
  };

  it("lists deals by party, status and time, page by page, as of a block of the chain", async () => {
    const filter = { party: stack.seller.address, limit: 1 };
    const first = await listDeals(history, filter);
    await expectCurrent(first.asOf);
    const ids: string[] = [];
    for (let page = first; ; page = await listDeals(history, { ...filter, after: page.next })) {
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === undefined) break;
    }
    expect(ids).to.include.members([provisional.dealId, released.dealId]);
    expect(new Set(ids).size).to.equal(ids.length);
    const whole = await listDeals(history, { seller: stack.seller.address, limit: 1_000 });
    expect(whole.items.map(({ id }) => id)).to.deep.equal(ids);
    const [latest] = whole.items;
    expect(latest).to.deep.include({
      id: released.dealId,
      status: "open",
      unsettled: 126_000_000n,
      category: 12,
    });
    expect(latest?.buyer).to.equal(stack.buyer.address);
    const { openedAt = 0 } = latest ?? {};
    const later = await listDeals(history, { party: stack.buyer.address, openedFrom: openedAt });
    expect(later.items.map(({ id }) => id)).to.deep.equal([released.dealId]);
    expect((await listDeals(history, { party: stack.arbiter.address })).items).to.deep.equal([]);
    expect((await listDeals(history, { status: "amended", buyer: stack.buyer.address })).items).to.deep.equal(
      [],
    );
  });

  it("answers a deal with everything that happened to it in order", async () => {
    const { asOf, deal, timeline } = await getDeal(history, { dealId: provisional.dealId });
    await expectCurrent(asOf);
    expect(
      timeline.map(({ what, milestone, round, payout }) => [what, milestone, round, payout]),
    ).to.deep.equal([
      ["opened", undefined, undefined, undefined],
      ["judged", 0, 1, 6_000],
      ["contested", 0, 2, 6_000],
    ]);
    const [first] = deal?.milestones ?? [];
    expect(first).to.include({ status: "contested", amount: 54_000_000n, provisionalPayout: 6_000 });
    expect(first?.contests[0]).to.include({ contester: stack.buyer.address, side: "buyer" });
    expect(first?.ballots.map(({ score }) => score)).to.deep.equal(
      [6_000, 6_000, 6_000].slice(0, first?.ballots.length),
    );
    expect(deal?.milestones).to.have.length(3);
    const settled = await getDeal(history, { dealId: released.dealId });
    expect(settled.timeline.map(({ what }) => what)).to.deep.equal(["opened", "settled", "rated"]);
    expect(settled.deal?.milestones[0]?.settlement).to.include({ cause: "release", sellerNet: 54_000_000n });
    expect(settled.deal?.ratings[0]).to.include({ rater: stack.seller.address, score: 80 });
  });

  it("has in the timeline where each thing is on the chain, of a contest, too", async () => {
    const { timeline, deal } = await getDeal(history, { dealId: provisional.dealId });
    for (const { transactionHash: hash, blockNumber, logIndex, timestamp } of timeline) {
      const receipt = await stack.publicClient.getTransactionReceipt({ hash });
      expect(receipt.blockNumber).to.equal(blockNumber);
      expect(receipt.logs.map((log) => log.logIndex)).to.include(logIndex);
      const block = await stack.publicClient.getBlock({ blockNumber });
      expect(block.timestamp).to.equal(BigInt(timestamp));
    }
    // The contest changed the deal and its milestone, and nothing in where they come from.
    const [opened, , contested] = timeline;
    expect(deal?.transactionHash).to.equal(opened?.transactionHash);
    expect(deal?.updatedIn).to.equal(contested?.transactionHash);
    expect(deal?.milestones[0]?.transactionHash).to.equal(opened?.transactionHash);
    expect(deal?.milestones[0]?.updatedIn).to.equal(contested?.transactionHash);
  });

  it("answers the terms of a deal in packed form, and its category, or none", async () => {
    const { deal } = await getDeal(history, { dealId: provisional.dealId });
    expect(decodeTerms(deal?.terms ?? "0x")).to.deep.equal(provisional.terms);
    expect(deal?.category).to.equal(11);
    const { dealId } = await openExampleDeal(stack);
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
    expect((await getDeal(history, { dealId })).deal?.category).to.equal(undefined);
  });

  it("lists the events of a deal, an account, a name and a transaction in the order of the chain", async () => {
    const { dealId } = provisional;
    const ofDeal = await listEvents(history, { dealId });
    await expectCurrent(ofDeal.asOf);
    const names = ofDeal.items.map(({ name }) => name);
    expect([names[0], names.at(-1)]).to.deep.equal(["DealOpened", "ContestOpened"]);
    expect(names).to.include("VerdictReached");
    const [opened, ...later] = ofDeal.items;
    expect(opened).to.deep.include({
      part: 0,
      contract: stack.address,
      dealId,
      account: stack.buyer.address,
    });
    expect(opened?.args).to.include({ dealId, seller: stack.seller.address.toLowerCase() });
    expect(later.at(-1)?.args).to.include({ milestone: "0", round: "2", payout: "6000", fromWallet: false });
    const places = ofDeal.items.map(({ blockNumber, logIndex }) => Number(blockNumber) * 1_000 + logIndex);
    expect(places).to.deep.equal([...places].sort((one, other) => one - other));

    const first = await listEvents(history, { dealId, limit: 1 });
    const rest = await listEvents(history, { dealId, after: first.next });
    expect([...first.items, ...rest.items]).to.deep.equal(ofDeal.items);
    const { transactionHash = dealId, timestamp = 0 } = opened ?? {};
    const together = await listEvents(history, { transactionHash, name: "DealOpened" });
    expect(together.items).to.deep.equal([opened]);
    const ofBuyer = await listEvents(history, { account: stack.buyer.address, from: timestamp });
    expect(ofBuyer.items.map(({ name }) => name)).to.include.members(["DealOpened", "ContestOpened"]);
    expect((await listEvents(history, { until: 1 })).items).to.deep.equal([]);
  });

  it("answers that a deal is not known, as of a block", async () => {
    const { asOf, deal, timeline } = await getDeal(history, { dealId: `0x${"11".repeat(32)}` });
    await expectCurrent(asOf);
    expect([deal, timeline]).to.deep.equal([undefined, []]);
  });

  it("lists milestones, verdicts and ballots", async () => {
    const { dealId } = provisional;
    const milestones = await listMilestones(history, { dealId, status: "pending" });
    expect(milestones.items.map(({ index }) => index)).to.deep.equal([1, 2]);
    const [contested] = (await listMilestones(history, { dealId, status: "contested" })).items;
    const { settleFrom = 0 } = contested ?? {};
    expect((await listMilestones(history, { dealId, settleBy: settleFrom })).items).to.have.length(1);
    expect((await listMilestones(history, { dealId, settleBy: settleFrom - 1 })).items).to.have.length(0);
    const verdicts = await listVerdicts(history, { dealId, round: 1 });
    expect(verdicts.items.map(({ payout, milestone }) => [payout, milestone])).to.deep.equal([[6_000, 0]]);
    expect((await listVerdicts(history, { dealId, milestone: 2 })).items).to.deep.equal([]);
    const { juror = stack.buyer.address } = (await listBallots(history, { dealId })).items[0] ?? {};
    expect(stack.jurors.map(({ address }) => address)).to.include(juror);
    expect((await listBallots(history, { dealId, juror })).items).to.have.length(1);
  });

  it("answers an agent's figures, and the sums of everything, which agree with the chain", async () => {
    const { profile } = await getAgentProfile(history, { agent: stack.seller.address });
    expect(profile).to.include({ address: stack.seller.address });
    expect(profile?.sellerNet).to.be.at.least(54_000_000n);
    expect(profile?.ratingsGiven).to.be.at.least(1);
    const stranger = await getAgentProfile(history, { agent: `0x${"77".repeat(20)}` });
    expect(stranger.profile).to.equal(undefined);
    const { totals, asOf } = await getTotals(history);
    await expectCurrent(asOf);
    const { held = 0n, balances = 0n, unclaimed = 0n, unsettled = 0n, bonds = 0n, tabs = 0n } = totals ?? {};
    expect(held).to.equal(balances + unclaimed + unsettled + bonds + tabs);
    const question = { abi: erc20Abi, address: stack.token, functionName: "balanceOf" } as const;
    const has = await stack.publicClient.readContract({ ...question, args: [stack.address] });
    expect(has).to.be.at.least(held).and.to.be.above(0n);
  });

  it("answers an account, its principal and its statement as the contract has them", async () => {
    const { publicClient, address } = stack;
    const account = managed.account.address;
    const answer = await getAccount(history, { account });
    if (answer === undefined) throw new Error("the account is open");
    await expectCurrent(answer.asOf);
    const balance = await getLedgerBalance(publicClient, { address, owner: account });
    expect(answer.account).to.include({ address: account, balance });
    const remaining = await getRemainingLimits(publicClient, { address, account, policy });
    expect(answer.limits.available).to.equal(remaining.available);
    expect(answer.policy.perPeriod).to.equal(100_000_000n);
    expect(answer.policy.lifetime).to.equal(undefined);
    const owner = await getPrincipal(history, { principal: answer.account.principal });
    expect(owner?.accounts.map((each) => each.account.address)).to.include(account);
    const lines: bigint[] = [];
    for (let after: number | undefined, more = true; more; ) {
      const page = await getStatement(history, { account, limit: 1, after });
      if (page === undefined) throw new Error("the account is open");
      lines.push(...page.items.map(({ amount }) => amount));
      after = page.next;
      more = after !== undefined;
    }
    expect(lines.reduce((sum, amount) => sum + amount, 0n)).to.equal(balance);
    expect(lines).to.include(-5_000_000n);
    const csv = await getStatementCsv(history, { account });
    expect(csv?.trimEnd().split("\r\n")).to.have.length(lines.length + 1);
  });

  it("answers undefined for an account that no principal opened", async () => {
    const account = stack.seller.address;
    expect(await getAccount(history, { account })).to.equal(undefined);
    expect(await getStatement(history, { account })).to.equal(undefined);
    expect(await getStatementCsv(history, { account })).to.equal(undefined);
    expect(await getPrincipal(history, { principal: stack.arbiter.address })).to.equal(undefined);
  });

  it("lists seats, and answers one with its changes", async () => {
    const { items } = await listSeats(history, { pool: stack.pool, status: "active" });
    expect(items.length).to.be.at.least(2);
    const [{ number = 0, owner = stack.buyer.address, stake = 0n } = {}] = items;
    const { seat, asOf } = await getSeat(history, { pool: stack.pool, seat: number });
    await expectCurrent(asOf);
    expect(seat).to.include({ number, owner, stake });
    expect(seat?.changes[0]).to.include({ kind: "taken", sequence: 0 });
    expect((await getSeat(history, { pool: stack.pool, seat: 99_999 })).seat).to.equal(undefined);
  });

  it("takes the GraphQL URL for the base, and says of a wrong one that no indexer is there", async () => {
    const byGraphql = createHistory({ url: stack.indexer.graphqlUrl });
    expect((await getTotals(byGraphql)).totals?.deals).to.be.at.least(2);
    const nowhere = createHistory({ url: `${stack.indexer.url}/nowhere` });
    await refusalOf(IndexerAnswerMalformedError, () => getTotals(nowhere));
    await refusalOf(IndexerAnswerMalformedError, () =>
      getAccount(nowhere, { account: stack.seller.address }),
    );
  });

  it("lists the days of everything and of a seller, with their hours", async () => {
    const { terms } = released;
    const { asOf, items } = await listDays(history, { agent: terms.seller, side: "seller", limit: 1_000 });
    await expectCurrent(asOf);
    const sum = (of: (day: (typeof items)[number]) => bigint) =>
      items.reduce((all, day) => all + of(day), 0n);
    const { profile } = await getAgentProfile(history, { agent: terms.seller });
    expect(sum(({ sellerNet }) => sellerNet)).to.equal(profile?.sellerNet);
    for (const { hours, ...day } of items) {
      expect(hours.map(({ hour }) => hour)).to.deep.equal(
        [...hours.map(({ hour }) => hour)].sort((a, b) => a - b),
      );
      expect(hours.reduce((all, { funded }) => all + funded, 0n)).to.equal(day.funded);
      expect(hours.reduce((all, { contests }) => all + contests, 0)).to.equal(day.contests);
    }
    const whole = await listDays(history, { limit: 1_000 });
    const { totals } = await getTotals(history);
    expect(whole.items.reduce((all, { deals }) => all + deals, 0)).to.equal(totals?.deals);
    const { day = 0 } = whole.items.at(-1) ?? {};
    expect((await listDays(history, { from: day, until: day + 1 })).items).to.have.length(1);
    expect((await listDays(history, { from: day + 1 })).items).to.deep.equal([]);
    const of = { pact: terms.pact };
    expect((await listDays(history, of)).items.length).to.be.greaterThan(0);
    expect((await listDays(history, { category: 12 })).items[0]?.deals).to.be.greaterThan(0);
    expect((await listDays(history, { category: 999_999 })).items).to.deep.equal([]);
  });

  it("lists agents by their figures, the highest first", async () => {
    const { items } = await listAgents(history, { by: "sellerNet", limit: 1_000 });
    const paid = items.map(({ sellerNet }) => sellerNet);
    expect(paid).to.deep.equal([...paid].sort((one, other) => (one < other ? 1 : -1)));
    expect(items.map(({ address }) => address)).to.include(released.terms.seller);
    const rated = await listAgents(history);
    const buyer = rated.items.find(({ address }) => address === released.terms.buyer);
    expect(buyer?.averageRating).to.equal(8_000);
    expect(rated.items.every(({ averageRating }) => averageRating !== undefined)).to.equal(true);
    const first = await listAgents(history, { by: "updatedAt", limit: 1 });
    const second = await listAgents(history, { by: "updatedAt", limit: 1, after: first.next });
    expect(second.items[0]?.updatedAt).to.be.at.most(first.items[0]?.updatedAt ?? 0);
    expect((await listAgents(history, { by: "jurorAgreements" })).items).to.not.deep.equal([]);
  });

  it("tells what settled on a day, as records and CSV", async () => {
    const { dealId, terms } = released;
    const { deal } = await getDeal(history, { dealId });
    const { timestamp = 0 } = deal?.milestones[0]?.settlement ?? {};
    const day = new Date(timestamp * 1_000).toISOString().slice(0, "2026-11-21".length);
    const { items, asOf } = await getSettlements(history, { agent: terms.seller, day, limit: 1_000 });
    await expectCurrent(asOf);
    const line = items.find((each) => each.dealId === dealId);
    expect(line).to.include({
      side: "seller",
      net: 54_000_000n,
      counterparty: terms.buyer,
      cause: "release",
    });
    const bought = await getSettlements(history, { agent: terms.buyer, day, limit: 1_000 });
    expect(bought.items.find((each) => each.dealId === dealId)).to.include({ side: "buyer", milestone: 0 });
    const csv = await getSettlementsCsv(history, { agent: terms.seller, day });
    expect(csv.trimEnd().split("\r\n")).to.have.length(items.length + 1);
    const principal = managed.account.principal;
    expect((await getSettlements(history, { principal, day: "2020-01-01" })).items).to.deep.equal([]);
  });

  it("refuses wrong filters before it asks, and passes on what the indexer refuses", async () => {
    const wrong: readonly (() => Promise<unknown>)[] = [
      () => listDeals(history, { party: "0x12" }),
      () => listDeals(history, { partyy: stack.seller.address } as never),
      () => listDeals(history, { limit: 1_001 }),
      () => listMilestones(history, { dealId: "0x11" }),
      () => getDeal(history, { dealId: "0x11" }),
      () => listEvents(history, { dealId: "0x11" }),
      () => listEvents(history, { transactionHash: "0x11" }),
      () => listEvents(history, { account: "0x12" }),
      () => listEvents(history, { nam: "DealOpened" } as never),
      () => listDays(history, { agent: stack.seller.address }),
      () => listDays(history, { side: "buyer" }),
      () => listAgents(history, { by: "address" as never }),
      () => listDays(history, { category: 1, pact: `0x${"11".repeat(32)}` }),
      () => getSettlements(history, { day: "2026-11-21" } as never),
      () => getTotals({ url: stack.indexer.url } as never),
    ];
    for (const ask of wrong) await refusalOf(InvalidFieldError, ask);
    const account = managed.account.address;
    const error = await refusalOf(IndexerRefusedError, () =>
      getStatement(history, { account, kind: "gift" }),
    );
    expect(error.status).to.equal(400);
    expect(error.details).to.include("kind");
  });
});
