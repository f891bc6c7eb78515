import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { answersOnAccounts } from "./support/accounts-answers.ts";
import { expectAgreement } from "./support/agreement.ts";
import { expectCounters } from "./support/counters-agreement.ts";
import { BOND, GAIN } from "./support/disputes.ts";
import { answersOnDisputes } from "./support/disputes-answers.ts";
import { answersToExplorers } from "./support/explorer-answers.ts";
import { expectFacts } from "./support/facts-agreement.ts";
import {
  type Database,
  environmentOf,
  type Indexer,
  indexedBlock,
  runConfiguration,
  startIndexer,
  until,
} from "./support/indexer.ts";
import { indexesIn } from "./support/indexes.ts";
import { openPostgres, type Postgres } from "./support/postgres.ts";
import { allRows } from "./support/rows.ts";
import { expectSeries } from "./support/series-agreement.ts";
import { reportStory, type Story } from "./support/story.ts";
import { answersToThirty } from "./support/thirty-answers.ts";
import { evidenceOf, evidenceUri, judge, open, openMany } from "./support/trade.ts";

/** Blocks that Ponder takes for final lie this far back; what the tests reorganise is younger. */
const FINAL_AFTER = 30;
const BURST = 20;

/**
 * One chain for all of it, and four indexers, because a killed one's lock holds for up to 25 seconds. Two (one on each
 * database) index part of a burst of deals and are killed; the chain reorganises while they are down; then they start
 * again on what they left. A clean one answers the questions meanwhile, and is what they are compared with.
 */
describe("indexer", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-indexer-"));
  const running: Indexer[] = [];
  let postgres: Postgres | undefined;
  let stack: Stack;
  let story: Story;
  let clean: Indexer;
  let cleanSchema: string | undefined;
  let killedAt: bigint[];
  let abandoned: bigint;
  let resumed: Promise<Indexer[]>;

  const start = async (database: Database) => {
    const indexer = await startIndexer(environmentOf(stack, database));
    running.push(indexer);
    return indexer;
  };

  before(async () => {
    [stack, postgres] = await Promise.all([startStack(), openPostgres()]);
    if (postgres === undefined) console.log("      PostgreSQL is not here: PGlite alone is tested.");
    const databases: Database[] = [
      { QUITTANCE_PGLITE_DIRECTORY: join(folder, "killed") },
      ...(postgres === undefined ? [] : [inPostgres(postgres, "killed")]),
    ];
    story = await reportStory(stack);
    await stack.mine(FINAL_AFTER);

    const doomed = await Promise.all(databases.map(start));
    const fork = await stack.snapshot();
    const forkBlock = await stack.publicClient.getBlockNumber();
    await judge(stack, story.pending, 0, [9_000, 9_000, undefined]);
    const kills = doomed.map((indexer) => killBeyond(indexer, forkBlock + 2n));
    [abandoned, ...killedAt] = await Promise.all([openMany(stack, BURST), ...kills]);
    await stack.revert(fork);
    await judge(stack, story.pending, 0, [6_000, undefined, 6_050]);
    await openMany(stack, BURST + 5);

    resumed = Promise.all(databases.map(start));
    resumed.catch(() => undefined);
    const database: Database =
      postgres === undefined
        ? { QUITTANCE_PGLITE_DIRECTORY: join(folder, "clean") }
        : inPostgres(postgres, "clean");
    cleanSchema = "DATABASE_SCHEMA" in database ? database.DATABASE_SCHEMA : undefined;
    clean = await start(database);
    await clean.reach(await stack.publicClient.getBlockNumber());
  });

  after(async () => {
    await Promise.allSettled([resumed]);
    await Promise.all(running.map((indexer) => indexer.stop("SIGTERM")));
    await Promise.all([stack?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("agrees with the contract in every row and sum", () => expectAgreement(stack, clean.url));

  it("names in each row the log that wrote it, and has every log once, in order", () =>
    expectFacts(stack, clean.url));

  it("counts of each day and hour what the events say", async () => expectSeries(await allRows(clean.url)));

  it("keeps numbers of rows that are their number, which GraphQL answers with", async () =>
    expectCounters(await allRows(clean.url)));

  it("tells what each party earned, spent and decided", async () => {
    const { buyer, seller, jurors } = stack;
    const { b, s, j } = await clean.graphql<Record<string, Record<string, string | number>>>(
      `query ($b: String!, $s: String!, $j: String!) {
        b: agent(address: $b) { buyerCommitted buyerPaidOut buyerVerificationFees buyerRefunded buyerReimbursed buyerUnsettled }
        s: agent(address: $s) { sellerGross sellerMarketplaceFees sellerReimbursed sellerNet sellerDeliveries sellerPaidMilestones }
        j: agent(address: $j) { jurorVerdicts jurorBallots jurorAgreements jurorScoreSum jurorAverageScore }
      }`,
      { b: buyer.address, s: seller.address, j: jurors[1]?.address },
    );
    const of = (row: typeof b, name: string) => BigInt(row?.[name] ?? -1);
    expect(of(b, "buyerCommitted")).to.equal(
      of(b, "buyerPaidOut") +
        of(b, "buyerVerificationFees") +
        of(b, "buyerRefunded") +
        of(b, "buyerReimbursed") +
        of(b, "buyerUnsettled"),
    );
    const gross = SELLER_PARTS.reduce((sum, part) => sum + part, 0n);
    const fees = SELLER_PARTS.reduce((sum, part) => sum + (part * 250n) / 10_000n, 0n);
    expect(s).to.deep.equal({
      sellerGross: String(gross),
      sellerMarketplaceFees: String(fees),
      sellerReimbursed: String(BOND),
      sellerNet: String(gross - fees - BOND),
      sellerDeliveries: 3,
      sellerPaidMilestones: SELLER_PARTS.length,
    });
    expect(of(b, "buyerPaidOut")).to.equal(gross);
    expect(of(b, "buyerReimbursed")).to.equal(BOND + GAIN);
    // Its scores 8040, 9999, 4000 and 7700 met payouts of 8000, 9900, 5000 and 7700; once it was silent. In what was
    // contested afterwards it agreed with 7000, 9000 and twice 6000.
    expect(j).to.deep.equal({
      jurorVerdicts: 9,
      jurorBallots: 8,
      jurorAgreements: 7,
      jurorScoreSum: 57_739,
      jurorAverageScore: 7_217,
    });
  });

  it("tells how a milestone was delivered, judged and settled", async () => {
    const { milestone } = await clean.graphql<Record<string, unknown>>(
      `query ($deal: String!) {
        milestone(dealId: $deal, index: 0) {
          status provisionalPayout windowEnd
          delivery { evidence evidenceUri }
          verdicts { items { round payout settled ballots(orderBy: "position") { items { position score payout late } } } }
          settlement { cause toSeller toBuyer feeReturned marketplaceFee sellerNet sellerDestination }
        }
      }`,
      { deal: story.waited.dealId },
    );
    const ballot = (position: number) => ({ position, score: 7_700, payout: 7_700, late: false });
    expect(milestone).to.deep.equal({
      status: "settled",
      provisionalPayout: null,
      windowEnd: null,
      delivery: { evidence: evidenceOf(0), evidenceUri },
      verdicts: {
        items: [{ round: 1, payout: 7_700, settled: false, ballots: { items: [ballot(0), ballot(1)] } }],
      },
      settlement: {
        cause: "verdict",
        toSeller: "77000000",
        toBuyer: "23000000",
        feeReturned: "0",
        marketplaceFee: "1925000",
        sellerNet: "75075000",
        sellerDestination: "ledger",
      },
    });
  });

  it("tells by what each milestone settled, and what came back with it", async () => {
    const deals = [story.judged, story.signedAway, story.waited, story.cancelled];
    const causes = deals.map(async ({ dealId: id }) => {
      const { settlements } = await clean.graphql<{ settlements: { items: Record<string, string>[] } }>(
        `query ($id: String!) {
          settlements(where: { dealId: $id }, orderBy: "milestone") { items { cause toSeller feeReturned } }
        }`,
        { id },
      );
      return settlements.items.map(({ cause, toSeller, feeReturned }) => [cause, toSeller, feeReturned]);
    });
    expect(await Promise.all(causes)).to.deep.equal([
      [
        ["verdict", "80000000", "0"],
        ["verdict", "49500000", "0"],
        ["refund", "0", "1000000"],
      ],
      [
        ["release", "100000000", "1000000"],
        ["agreement", "20000001", "1000000"],
        ["release", "30000000", "1000000"],
      ],
      [
        ["verdict", "77000000", "0"],
        ["silence", "40000000", "1000000"],
        ["reclaim", "0", "1000000"],
      ],
      [
        ["cancellation", "0", "0"],
        ["cancellation", "0", "1000000"],
        ["cancellation", "0", "1000000"],
      ],
    ]);
  });

  it("tells what replaced a deal, and counts what moved once", async () => {
    const [first, second, third] = story.amended;
    const { deal } = await clean.graphql<{ deal: unknown }>(
      `query ($id: String!) {
        deal(id: $id) {
          status funded movedIn movedOn refunded unsettled amends
          milestones(orderBy: "index") { items { status } }
          successor {
            id status funded movedIn movedOn refunded unsettled openedAt
            predecessor { id openedAt }
            milestones(orderBy: "index") { items { status } }
            movements { items { kind amount } }
            amendedBy
          }
        }
      }`,
      { id: first.dealId },
    );
    const { openedAt } = (
      await clean.graphql<{ deal: { openedAt: string } }>(
        `query ($id: String!) { deal(id: $id) { openedAt } }`,
        { id: first.dealId },
      )
    ).deal;
    const all = (count: number, status: string) => ({
      items: Array.from({ length: count }, () => ({ status })),
    });
    expect(deal).to.deep.equal({
      ...{ status: "amended", funded: "183000000", movedIn: "0", movedOn: "183000000" },
      ...{ refunded: "0", unsettled: "0", amends: null, milestones: all(3, "moved") },
      successor: {
        ...{ id: second.dealId, status: "amended", funded: "204000000", movedIn: "183000000" },
        ...{ movedOn: "103000000", refunded: "101000000", unsettled: "0", openedAt },
        predecessor: { id: first.dealId, openedAt },
        milestones: all(4, "moved"),
        movements: {
          items: [
            { kind: "funding", amount: "-21000000" },
            { kind: "refund", amount: "101000000" },
          ],
        },
        amendedBy: third.dealId,
      },
    });
    const last = await clean.graphql<{ deal: unknown }>(
      `query ($id: String!) { deal(id: $id) { status funded movedIn movedOn unsettled amendedBy } }`,
      { id: third.dealId },
    );
    const all103 = { funded: "103000000", movedIn: "103000000", unsettled: "103000000" };
    expect(last.deal).to.deep.equal({ status: "open", ...all103, movedOn: "0", amendedBy: null });
    const { rows, deals } = await countsOf(clean);
    // Two of these replace a deal of wallets, three that of an account.
    expect(deals, "a chain is one deal").to.equal(rows - 5);
  });

  it("has an index for each question that explorers ask", async function () {
    if (cleanSchema === undefined || postgres === undefined) return this.skip();
    expect(await indexesIn(postgres.url, cleanSchema)).to.include.members([
      ...["deal using btree (opened_at)", "deal using btree (pact, opened_at)", "deal using btree (pool)"],
      ...["deal using gin (panel)", "panel using gin (jurors)"],
      ...["milestone using btree (status, settle_from)", 'settlement using btree ("timestamp")'],
      ...['ballot using btree (juror, "timestamp")', 'draw using btree (juror, "timestamp")'],
      ...["ledger_movement using btree (tab_id)", "ledger_movement using btree (order_id)"],
      ...["rating using btree (rater)", "event using btree (transaction_hash)"],
      ...["event using btree (deal_id, block_number, log_index)"],
      ...["event using btree (account, block_number, log_index)"],
      ...["event using btree (name, block_number, log_index)"],
    ]);
  });

  answersToExplorers(() => ({ clean, stack, story }));

  answersToThirty(() => ({ clean }));

  answersOnDisputes(() => ({ clean, stack, disputes: story.disputes }));

  answersOnAccounts(() => ({ clean, stack, accounts: story.accounts }));

  it("keeps every movement of a ledger balance with the balance it left", async () => {
    const { account } = await clean.graphql<{
      account: { balance: string; unclaimed: string; movements: { items: Record<string, string>[] } };
    }>(
      `query ($address: String!) {
        account(address: $address) {
          balance unclaimed
          movements(orderBy: "sequence", limit: 1000) { items { part kind amount balance } }
        }
      }`,
      { address: stack.seller.address },
    );
    const movements = account.movements.items;
    expect(movements.map(({ kind }) => kind)).to.include.members([
      "deposit",
      "withdrawal",
      "payout",
      "payoutRefused",
      "payoutClaimed",
      "bond",
      "reimbursing",
      "reimbursement",
    ]);
    const running = { balance: 0n, unclaimed: 0n };
    for (const { part, amount, balance } of movements) {
      const name = part === "unclaimed" ? "unclaimed" : "balance";
      running[name] += BigInt(amount ?? 0);
      expect(BigInt(balance ?? -1), `${part} after ${amount}`).to.equal(running[name]);
    }
    expect(String(running.balance)).to.equal(account.balance);
    expect(account.unclaimed).to.equal("0");
  });

  it("names what is wrong with a question", async () => {
    const ask = (body: string) =>
      fetch(`${clean.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
    const problemIn = async (answer: Response) => [answer.status, await answer.text()] as const;
    expect(await problemIn(await ask("{"))).to.satisfy(says(400, "The body is not JSON."));
    expect(await problemIn(await ask("{}"))).to.satisfy(says(400, "query is missing"));
    const query = (text: string) => ask(JSON.stringify({ query: text }));
    expect(await problemIn(await query("{ deals { items { price } } }"))).to.satisfy(says(200, "price"));
    expect(await problemIn(await query("{ deals(limit: 5000) { items { id } } }"))).to.satisfy(
      says(200, "5000"),
    );
    expect(await problemIn(await fetch(`${clean.url}/deals`))).to.satisfy(says(404, "/graphql"));
    expect(await problemIn(await fetch(`${clean.url}/graphql`))).to.satisfy(says(405, "answers POST only"));
    const inside = "{ milestones { items { deal { milestones { items { id } } } } } }";
    expect(await problemIn(await query(inside))).to.satisfy(says(400, "milestones is inside milestones"));
    expect(await problemIn(await ask(" ".repeat(100_001)))).to.satisfy(says(413, "more than 100000 bytes"));
    const statuses = ["/ready", "/status", "/health", "/metrics"].map(
      async (path) => (await fetch(`${clean.url}${path}`)).status,
    );
    expect(await Promise.all(statuses)).to.deep.equal([200, 200, 200, 200]);
  });

  it("takes back the rows of blocks that a reorganisation removed, and writes those of the new ones", async () => {
    const before = await allRows(clean.url);
    const fork = await stack.snapshot();
    const lost = await open(stack);
    await clean.reach(await judge(stack, lost, 0, [7_000, 7_000, undefined]));
    expect((await allRows(clean.url)).deal).to.have.length(before.deal.length + 1);

    await stack.revert(fork);
    const kept = await open(stack);
    await judge(stack, kept, 0, [undefined, 9_000, 9_000]);
    await clean.reach(await judge(stack, kept, 1, [undefined, 9_000, 9_000]));
    const after = await allRows(clean.url);
    const ids = after.deal.map(({ id }) => id);
    expect(ids).to.include(kept.dealId);
    expect(ids).to.not.include(lost.dealId);
    await expectAgreement(stack, clean.url);
    expect(clean.log()).to.include("Reorged block");
  });

  it("was killed in the middle of its work, with some of it done", () => {
    for (const reached of killedAt) {
      expect(reached < abandoned, `${reached} of ${abandoned}`).to.equal(true);
    }
  });

  it("starts again after a kill and a reorganisation, on every database, without a wrong row", async () => {
    const latest = await stack.publicClient.getBlockNumber();
    await clean.reach(latest);
    const expected = await allRows(clean.url);
    for (const indexer of await resumed) {
      await indexer.reach(latest);
      expect(indexer.log()).to.include("Detected crash recovery");
      expect(await allRows(indexer.url)).to.deep.equal(expected);
    }
  });

  it("refuses a chain that is not the deployment's", async () => {
    const { code, log } = await runConfiguration({
      ...environmentOf(stack, { QUITTANCE_PGLITE_DIRECTORY: join(folder, "refused") }),
      QUITTANCE_CHAIN_ID: "8453",
    });
    expect(code).to.equal(1);
    expect(log).to.include("PONDER_RPC_URL answers for chain 31337, the deployment is on chain 8453");
  });
});

/** What the seller's parts of the story's settlements are, in base units. */
const SELLER_PARTS = [
  80_000_000n,
  49_500_000n,
  100_000_000n,
  20_000_001n,
  30_000_000n,
  77_000_000n,
  40_000_000n,
  60_000_000n,
  60_000_000n,
  40_000_000n,
  30_000_000n,
  90_000_000n,
];

/** A schema that nothing else uses. */
function inPostgres({ url }: Postgres, purpose: string): Database {
  return { DATABASE_URL: url, DATABASE_SCHEMA: `quittance_${purpose}_${Date.now()}` };
}

/** Whether an answer has a status and says something. */
function says(status: number, text: string) {
  return ([answered, body]: readonly [number, string]) => answered === status && body.includes(text);
}

/** Kills an indexer as soon as it is beyond a block. @returns the block it had reached. */
async function killBeyond(indexer: Indexer, block: bigint): Promise<bigint> {
  let reached = -1n;
  const isBeyond = async () => {
    reached = await indexedBlock(indexer.url);
    return reached > block;
  };
  await until(`the indexer is beyond block ${block}`, isBeyond);
  await indexer.stop("SIGKILL");
  return reached;
}

/** How many rows of deals there are, and how many deals the sums count. */
async function countsOf(indexer: Indexer): Promise<{ readonly rows: number; readonly deals: number }> {
  const { deals, total } = await indexer.graphql<{
    readonly deals: { readonly items: readonly unknown[] };
    readonly total: { readonly deals: number };
  }>(`{ deals(limit: 1000) { items { id } } total(id: "quittance") { deals } }`, {});
  return { rows: deals.items.length, deals: total.deals };
}
