import { expect } from "chai";
import { type Address, getAddress } from "viem";
import { fetchReputationFacts, recomputeReputation } from "../../sdk/audit/index.ts";
import {
  type AgentPage,
  createHistory,
  findAgents,
  getTrust,
  getTrustBatch,
} from "../../sdk/history/index.ts";
import { accountDid } from "../../sdk/index.ts";
import { canonicalJson } from "../../sdk/json/index.ts";
import {
  deriveFacts,
  openReputations,
  parametersDigest,
  type ReputationAnswer,
  type ReputationFacts,
  readReputationAnswer,
  reputationAnswer,
} from "../../sdk/reputation/index.ts";
import { type LocalIndexer, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";
import { gatherPeople } from "../e2e/support/people.ts";
import { playRun } from "../e2e/support/run.ts";
import { ONE_CLOCK, stackGround } from "../e2e/support/stack-ground.ts";
import { diceOf } from "../support/dice.ts";
import { factsFromRows } from "./support/facts-from-rows.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";

const SEED = 9;
const DEALS = 80;
/** More than seats need to vouch. */
const MATURITY = 40 * 86_400;
/** Names the first fact that differs: whole lists would fill a screen. */
function expectSame(facts: ReputationFacts, others: ReputationFacts): void {
  for (const name of Object.keys(others) as (keyof ReputationFacts)[]) {
    const [list = [], other = []] = [facts[name], others[name]];
    for (const [index, fact] of list.entries()) expect(fact, `${name}[${index}]`).to.deep.equal(other[index]);
    expect(list, name).to.have.length(other.length);
  }
  expect(facts).to.deep.equal(others);
}

const STRANGER = "0x00000000000000000000000000000000000000ff";

/** Deals of every kind, ratings, duties, penalties and payments of chance, with what the SDK and the indexer make of them. */
describe("trust that the indexer serves", () => {
  let stack: Stack;
  let postgres: Postgres | undefined;
  let indexer: LocalIndexer;
  let pools: readonly Address[];

  before(async () => {
    stack = await startStack(ONE_CLOCK);
    const people = await gatherPeople(stack, SEED);
    const ground = await stackGround(stack, people);
    await playRun(ground, people, diceOf(SEED), DEALS);
    await ground.close();
    await stack.increaseTime(MATURITY);
    postgres = await openCluster();
    indexer = await startIndexer(stack, { databaseUrl: postgres?.url });
    await indexer.caughtUp();
    pools = [stack.pool.toLowerCase() as Address];
  });

  after(async () => {
    await indexer?.stop();
    await Promise.all([stack?.stop(), postgres?.stop()]);
  });

  const ask = (path: string, init?: RequestInit) => fetch(`${indexer.url}${path}`, init);
  const post = (path: string, body: unknown) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const answerOf = async (subject: string, query = ""): Promise<ReputationAnswer> =>
    readReputationAnswer(await (await ask(`/trust/${subject}${query}`)).text());
  const errorOf = async (response: Response) => ((await response.json()) as { error: string }).error;
  const fetchFacts = (more: { readonly blockRange?: number; readonly toBlock?: bigint } = {}) =>
    fetchReputationFacts(stack.publicClient, { quittance: stack.address, pools, ...more });

  it("has facts of every kind to tell", async () => {
    const { facts } = await fetchFacts();
    const { settlements, jurors = [], ratings = [], seats = [], payments = [] } = facts;
    expect([...new Set(settlements.map(({ cause }) => cause))]).to.have.members([
      ...["verdict", "silence", "release", "refund", "agreement", "reclaim", "ruling", "cancellation"],
    ]);
    expect(settlements.some(({ contests }) => contests.length === 2)).to.equal(true);
    expect(settlements.some(({ buyerPrincipal }) => buyerPrincipal !== undefined)).to.equal(true);
    expect(settlements.some(({ deliveredAt }) => deliveredAt !== undefined)).to.equal(true);
    for (const round of [1, 2]) {
      const duties = jurors.filter((duty) => duty.round === round);
      expect(
        duties.some(({ absent }) => absent),
        `absent in ${round}`,
      ).to.equal(true);
      expect(duties.some(({ timely, outcome }) => timely && outcome !== undefined)).to.equal(true);
    }
    expect(jurors.some(({ principal }) => principal !== undefined)).to.equal(true);
    for (const list of [ratings, seats, payments]) expect(list.length).to.be.greaterThan(3);
  });

  it("rests on facts from rows that are those of the logs, to the last field", async () => {
    // Where the machine has no PostgreSQL, the answers below are compared alone.
    if (postgres === undefined) return console.log("      PostgreSQL is not here: its rows are not read.");
    const [fromLogs, fromRows] = await Promise.all([fetchFacts(), factsFromRows(postgres, pools)]);
    expect(BigInt(fromRows.block.block)).to.equal(fromLogs.asOf.blockNumber);
    expectSame(fromRows.facts, fromLogs.facts);
    // Of earlier blocks, too, from the same rows: nothing that facts come from is overwritten.
    for (const part of [1n, 2n, 3n]) {
      const earlier = await fetchFacts({ toBlock: (fromLogs.asOf.blockNumber * part) / 4n });
      const { blockNumber, timestamp } = earlier.asOf;
      const then = deriveFacts({ sources: fromRows.sources, asOf: { blockNumber, timestamp } });
      expectSame(then, earlier.facts);
      expect(then.settlements.length).to.be.greaterThan(0);
    }
  });

  it("does not depend on how the chain was read in parts", async () => {
    const [whole, parts] = await Promise.all([fetchFacts(), fetchFacts({ blockRange: 7 })]);
    expect(parts.facts).to.deep.equal(whole.facts);
  });

  it("is what a stranger computes from the chain, for all principals, accounts and jurors, in one batch", async () => {
    const { facts, asOf } = await fetchFacts();
    const { hash, ...block } = asOf;
    const reputations = openReputations({ facts, asOf: block, pools });
    const accounts = facts.settlements.flatMap(({ buyer, seller }) => [buyer, seller]);
    const keys = (facts.jurors ?? []).map(({ juror }) => juror);
    const subjects = [...new Set([...reputations.principals, ...accounts, ...keys])].slice(0, 99);
    subjects.push(STRANGER);
    expect(subjects.length).to.be.greaterThan(20);
    const response = await post("/trust/batch", { subjects });
    expect(response.status).to.equal(200);
    const body = (await response.json()) as { readonly asOf: object; readonly answers: readonly unknown[] };
    expect(body.asOf).to.deep.equal({
      ...{ block: Number(asOf.blockNumber), hash, timestamp: Number(asOf.timestamp) },
    });
    const computed = subjects.map((subject) => reputationAnswer(reputations.of(subject), { hash, pools }));
    expect(body.answers.map(readReputationAnswer)).to.deep.equal(computed);
    expect(computed.some(({ score }) => score > 0)).to.equal(true);
  });

  it("is one object for one address, by address and by DID, and names what it was computed with", async () => {
    const { buyer } = (await fetchFacts()).facts.settlements[0] ?? expect.fail("no settlement");
    const { address, chain } = stack;
    const [answer, byDid, computed] = await Promise.all([
      answerOf(buyer),
      answerOf(accountDid({ chainId: chain.id, address, account: buyer })),
      recomputeReputation(stack.publicClient, { quittance: address, pools, subject: buyer }),
    ]);
    expect(canonicalJson(answer)).to.equal(canonicalJson(computed));
    expect(byDid).to.deep.equal(answer);
    expect(answer.pools).to.deep.equal(pools);
    expect(answer.parameters).to.equal(parametersDigest());
  });

  it("is unproven and 0 for an address that nothing is known of, as a fact that can be recomputed", async () => {
    const answer = await answerOf(STRANGER);
    expect(answer).to.include({
      subject: STRANGER,
      principal: STRANGER,
      score: 0,
      tier: "unproven",
      trust: "0",
    });
    expect(answer.asOf.hash).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("is personal with seeds, and then what the asker computes with them", async () => {
    const { buyer, seller } =
      (await fetchFacts()).facts.settlements.find(({ cause }) => cause === "release") ?? expect.fail();
    const seeds = [{ address: buyer, weight: 3 }];
    const answer = await answerOf(seller, `?seeds=${buyer}:3`);
    const { publicClient, address: quittance } = stack;
    const computed = await recomputeReputation(publicClient, { quittance, pools, subject: seller, seeds });
    expect(answer).to.deep.equal(computed);
    expect(answer.view).to.equal("personal");
    expect(BigInt(answer.trust) > 0n).to.equal(true);
  });

  it("is served as of the finalized block beside the newest", async () => {
    const final = await stack.publicClient.getBlock({ blockTag: "finalized" });
    const { seller } = (await fetchFacts()).facts.settlements[0] ?? expect.fail("no settlement");
    const answer = await answerOf(seller, "?view=finalized");
    expect(answer.asOf.hash).to.equal(final.hash);
    const question = { quittance: stack.address, pools, subject: seller, finalized: true };
    expect(answer).to.deep.equal(await recomputeReputation(stack.publicClient, question));
  });

  it("is asked for by quittance/history: one, many, and agents page by page", async () => {
    const history = createHistory({ url: indexer.url });
    const { buyer, seller } = (await fetchFacts()).facts.settlements[0] ?? expect.fail("no settlement");
    const did = accountDid({ chainId: stack.chain.id, address: stack.address, account: seller });
    expect(await getTrust(history, { subject: getAddress(seller) })).to.deep.equal(await answerOf(seller));
    const seeds = [{ address: buyer, weight: 2 }];
    const finalized = await getTrust(history, { subject: did, finalized: true, seeds });
    expect(finalized).to.deep.equal(await answerOf(seller, `?view=finalized&seeds=${buyer}:2`));
    const { answers, asOf } = await getTrustBatch(history, { subjects: [did, buyer, STRANGER] });
    expect(answers.map(({ subject }) => subject)).to.deep.equal([seller, buyer, STRANGER]);
    for (const answer of answers) expect(answer.asOf).to.deep.equal(asOf);
    const { facts, asOf: at } = await fetchFacts();
    const { blockNumber, timestamp } = at;
    const all = openReputations({ facts, asOf: { blockNumber, timestamp }, pools }).find(
      {},
      { limit: 1_000 },
    );
    const found: object[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page: AgentPage = await findAgents(history, { limit: 3, after });
      found.push(...page.items);
      expect(page.asOf.hash).to.equal(at.hash);
      after = page.next;
      more = after !== undefined;
    }
    expect(found).to.deep.equal(all.map((agent) => ({ ...agent, principal: getAddress(agent.principal) })));
  });

  it("has a tag, and says nothing again to who has it", async () => {
    const first = await ask(`/trust/${STRANGER}`);
    const tag = first.headers.get("etag") ?? "";
    expect(tag).to.match(/^"[0-9a-f]{32}"$/);
    expect(first.headers.get("cache-control")).to.include("must-revalidate");
    const again = await ask(`/trust/${STRANGER}`, { headers: { "if-none-match": `"x", W/${tag}` } });
    expect(again.status).to.equal(304);
    expect(await again.text()).to.equal("");
    const other = await ask(`/trust/${stack.buyer.address}`, { headers: { "if-none-match": tag } });
    expect(other.status).to.equal(200);
  });

  it("finds agents by score, price, punctuality, pact and category, page by page", async () => {
    const { facts, asOf } = await fetchFacts();
    const { hash: _, ...block } = asOf;
    const reputations = openReputations({ facts, asOf: block, pools });
    const all = reputations.find({}, { limit: 1_000 });
    expect(all.length).to.be.greaterThan(3);
    const found: unknown[] = [];
    for (let after: string | undefined; ; ) {
      const response = await post("/trust/filter", { limit: 2, ...(after === undefined ? {} : { after }) });
      const page = (await response.json()) as {
        readonly agents: readonly object[];
        readonly next: string | null;
      };
      found.push(...page.agents);
      if (page.next === null) break;
      after = page.next;
    }
    const texts = all.map(({ trust, averageAmount, ...agent }) => ({
      ...{ ...agent, trust: String(trust), averageAmount: String(averageAmount) },
    }));
    expect(found).to.deep.equal(texts);
    const [first, second] = all;
    if (first === undefined || second === undefined) return expect.fail("too few agents");
    const pact = facts.settlements[0]?.pact;
    const questions = [
      { score: first.score },
      { confidence: second.confidence },
      { averageAtLeast: String(second.averageAmount) },
      { averageAtMost: String(second.averageAmount) },
      { onTimeShare: 5_000, milestones: 2 },
      { pact },
      { category: "0" },
      { tier: "established" },
    ];
    for (const question of questions) {
      const response = await post("/trust/filter", question);
      const { agents } = (await response.json()) as { readonly agents: readonly { principal: string }[] };
      const { category, averageAtLeast, averageAtMost, tier, ...plain } = question as unknown as Record<
        string,
        never
      >;
      const filter = {
        ...plain,
        ...(tier === undefined ? {} : { tier }),
        ...(category === undefined ? {} : { category: BigInt(category) }),
        ...(averageAtLeast === undefined ? {} : { averageAtLeast: BigInt(averageAtLeast) }),
        ...(averageAtMost === undefined ? {} : { averageAtMost: BigInt(averageAtMost) }),
      };
      const expected = reputations.find(filter, { limit: 100 }).map(({ principal }) => principal);
      expect(
        agents.map(({ principal }) => principal),
        JSON.stringify(question),
      ).to.deep.equal(expected);
    }
  });

  it("refuses strange subjects, views, seeds and bodies, and names the field, the value and the remedy", async () => {
    const did = accountDid({ chainId: 1, address: stack.address, account: STRANGER });
    const gets: readonly (readonly [string, RegExp])[] = [
      ["/trust/alice", /The subject is "alice"\. Give 0x/],
      ["/trust/did:web:agent.example", /did:web:agent\.example.*did:quittance:\d+:0x/],
      [`/trust/${did}`, /another contract or chain/],
      [`/trust/${STRANGER}?view=oldest`, /view is "oldest"\. Give newest or finalized/],
      [`/trust/${STRANGER}?seeds=`, /seed/],
      [`/trust/${STRANGER}?seeds=${STRANGER}:0`, /weight.*"0"/],
      [`/trust/${STRANGER}?seeds=${STRANGER}:1:1`, /colon/],
      [`/trust/${STRANGER}?seeds=${STRANGER}:1,${STRANGER}:2`, /each address once/],
      [
        `/trust/${STRANGER}?seeds=${Array.from({ length: 17 }, (_, n) => `0x${String(n).padStart(40, "0")}:1`).join()}`,
        /1 to 16/,
      ],
    ];
    for (const [path, message] of gets) {
      const response = await ask(path);
      expect(response.status, path).to.equal(400);
      expect(await errorOf(response)).to.match(message);
    }
    const posts: readonly (readonly [string, unknown, RegExp])[] = [
      ["/trust/batch", [], /The body is \[\]/],
      ["/trust/batch", {}, /subjects is nothing\. Give a list of 1 to 100/],
      ["/trust/batch", { subjects: [] }, /subjects is 0/],
      ["/trust/batch", { subjects: Array.from({ length: 101 }, () => STRANGER) }, /subjects is 101/],
      ["/trust/batch", { subjects: [STRANGER, 7] }, /subjects\[1\] is 7/],
      ["/trust/batch", { subjects: [STRANGER], colour: 1 }, /"colour"/],
      ["/trust/filter", { score: 10_001 }, /score is 10001/],
      ["/trust/filter", { score: "9" }, /score is "9"/],
      ["/trust/filter", { tier: "best" }, /tier is "best"\. Give one of unproven/],
      ["/trust/filter", { averageAtLeast: 5 }, /averageAtLeast is 5\. Give a whole number as text/],
      ["/trust/filter", { category: "-1" }, /category/],
      ["/trust/filter", { pact: "0x11" }, /pact is "0x11"/],
      ["/trust/filter", { limit: 101 }, /limit is 101/],
      ["/trust/filter", { after: "9.9.0x'; drop table deal" }, /after is/],
    ];
    for (const [path, body, message] of posts) {
      const response = await post(path, body);
      expect(response.status, `${path} ${JSON.stringify(body)}`).to.equal(400);
      expect(await errorOf(response)).to.match(message);
    }
    const form = await ask("/trust/batch", { method: "POST", body: `{"subjects":["${STRANGER}"]}` });
    expect(await errorOf(form)).to.include("content-type: application/json");
    const long = await post("/trust/batch", { subjects: ["x".repeat(70_000)] });
    expect(long.status).to.equal(413);
  });

  it("follows a reorganisation: the answer is that of the blocks that stayed", async () => {
    const { publicClient, address: quittance } = stack;
    const snapshot = await publicClient.request({ method: "evm_snapshot" as never });
    const { seller } = (await fetchFacts()).facts.settlements[0] ?? expect.fail("no settlement");
    await stack.increaseTime(3_600);
    await indexer.caughtUp();
    const before = await answerOf(seller);
    await publicClient.request({ method: "evm_revert" as never, params: [snapshot] as never });
    await stack.increaseTime(7_200);
    await stack.increaseTime(10);
    await indexer.caughtUp();
    const after = await answerOf(seller);
    expect(after.asOf.hash).to.not.equal(before.asOf.hash);
    expect(after).to.deep.equal(
      await recomputeReputation(publicClient, { quittance, pools, subject: seller }),
    );
  });

  it("turns away a caller that asks too often, and says when to come again", async () => {
    const heavy = `/trust/${STRANGER}?seeds=${STRANGER}:1`;
    const answers = await Promise.all(Array.from({ length: 45 }, () => ask(heavy)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).to.be.greaterThan(0);
    for (const each of refused) {
      expect(Number(each.headers.get("retry-after"))).to.be.within(1, 60);
      expect(await errorOf(each)).to.include("Ask again in");
    }
    expect(answers.every(({ status }) => [200, 429, 503].includes(status))).to.equal(true);
  });
});
