import { expect } from "chai";
import type { Address } from "viem";
import { buildPolicy } from "../../sdk/index.ts";
import { openExampleAccount, openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { answering } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { environmentOf, type Indexer, indexedBlock, startIndexer, until } from "./support/indexer.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";
import { openRoles, type Roles } from "./support/roles.ts";
import { allRows } from "./support/rows.ts";
import { execute } from "./support/sql-roles.ts";
import { viewsShow } from "./support/views.ts";
import { type Witness, watchAnswers } from "./support/witness.ts";

const VIEWS = "quittance";
const KEY = "aKeyInTheUrlOfANode0123456789";

/**
 * Three processes, as on three machines, under the roles that are deployed: an indexer, a replica that reads its views, and a
 * newer indexer that takes them over. A client asks all of them throughout, while blocks come.
 */
describe("an indexer that a newer one replaces", () => {
  const running: Indexer[] = [];
  const writing: Indexer[] = [];
  let postgres: Postgres | undefined;
  let roles: Roles;
  let stack: Stack;
  let account: Address;
  let [old, replica]: (Indexer | undefined)[] = [];
  let witness: Witness;
  let node: LoopbackNode;

  const start = async (schema: string, ready?: (answer: Response) => Promise<boolean>) => {
    const environment = environmentOf(stack, { DATABASE_URL: roles.indexer, DATABASE_SCHEMA: schema });
    const nodes = { PONDER_RPC_URL: `${node.url}/v2/${KEY}` };
    const options = ["--views-schema", VIEWS, "--log-format", "json"];
    const indexer = await startIndexer({ ...environment, ...nodes }, ready, { options });
    running.push(indexer);
    writing.push(indexer);
    return indexer;
  };
  const serve = async (
    more: Readonly<Record<string, string>> = {},
    ready?: (answer: Response) => Promise<boolean>,
  ) => {
    const environment = environmentOf(stack, { DATABASE_URL: roles.reader, DATABASE_SCHEMA: VIEWS });
    const served = await startIndexer({ ...environment, ...more }, ready, { name: "serve" });
    running.push(served);
    return served;
  };

  before(async function () {
    postgres = await openCluster();
    if (postgres === undefined) {
      console.log("      PostgreSQL is not here: redeploying is not tested.");
      return this.skip();
    }
    [roles, stack] = await Promise.all([openRoles(postgres), startStack()]);
    const opened = await openExampleAccount(stack, { policy: buildPolicy({}), balance: 5n });
    account = opened.account.address;
    await openExampleDeal(stack);
    await stack.mine(40);
    node = await startNode((call) => stack.publicClient.request(call as never));
    let said = "";
    const early = serve({}, async (answer) => {
      said ||= await answer.clone().text();
      return answer.status === 200;
    });
    old = await start("first");
    await until("the views show the first", () => viewsShow(roles.indexer, VIEWS, "first"));
    replica = await serve({ QUITTANCE_SQL_DATABASE_URL: roles.sql });
    expect(said).to.include("There are no rows of an indexer in this schema yet.");
    witness = watchAnswers({ stack, account });
    witness.watch("old", old.url);
    witness.watch("replica", replica.url);
    witness.watch("early", (await early).url);
  });

  after(async () => {
    await witness?.stop();
    await Promise.all(running.map((indexer) => indexer.stop("SIGTERM")));
    await Promise.all([node?.stop(), stack?.stop(), postgres?.stop()]);
  });

  it("keeps its views when the newer one is killed in its backfill", async () => {
    const isLocked = async ({ status }: Response) => status === 503;
    const killed = await start("killed", isLocked);
    await killed.stop("SIGKILL");
    expect(await viewsShow(roles.indexer, VIEWS, "first")).to.equal(true);
    expect(await allRows(replica?.url ?? "")).to.deep.equal(await allRows(old?.url ?? ""));
  });

  it("hands over to the newer one without a failed, a wrong or an older answer", async () => {
    // What a node says when it has had enough stands in the log, and its URL does not.
    const refusing = { error: { code: -32_603, message: `no more for ${node.url}/v2/${KEY}` } };
    node.behave(answering(["eth_getBlockByNumber", "eth_getBlockByHash"], refusing, 2));
    const second = await start("second");
    witness.watch("new", second.url);
    const figures = async () => (await fetch(`${second.url}/metrics`)).text();
    expect(await figures()).to.match(/^quittance_views_taken [01]$/m);
    await until("the views show the second", async () => {
      await stack.fundLedger(account, 7n);
      return viewsShow(roles.indexer, VIEWS, "second");
    });
    await until("it says so", async () => /^quittance_views_taken 1$/m.test(await figures()));
    const older = async () => (await fetch(`${old?.url}/metrics`)).text();
    await until("the old one says that they are no longer its own", async () =>
      /^quittance_views_taken 0$/m.test(await older()),
    );
    await witness.more(20);
    witness.forget("old");
    await old?.stop("SIGTERM");
    await execute(roles.indexer, "drop schema first cascade", "drop schema killed cascade");
    await stack.fundLedger(account, 7n);
    await openExampleDeal(stack);
    const latest = await stack.publicClient.getBlockNumber();
    await until("the replica has the latest", async () => (await indexedBlock(replica?.url ?? "")) >= latest);
    await witness.more(20);
    expect(witness.problems).to.deep.equal([]);
    expect(Math.min(...witness.counts().values())).to.be.greaterThan(20);
    expect(await allRows(replica?.url ?? "")).to.deep.equal(await allRows(second.url));
  });

  it("is answered for by the replica at every path", async () => {
    const url = replica?.url ?? "";
    const statuses: Record<string, number> = {};
    for (const path of [
      ...["/ready", "/status", "/health", "/metrics", "/check", "/openapi.json"],
      ...[
        `/accounts/${account}`,
        `/accounts/${account}/statement.csv`,
        `/principals/${stack.relayer.address}`,
      ],
      ...[`/changes?agent=${stack.buyer.address}`, `/trust/${stack.seller.address}`, "/trust/keys"],
    ]) {
      statuses[path] = (await fetch(`${url}${path}`)).status;
    }
    expect(Object.values(statuses), JSON.stringify(statuses)).to.deep.equal(Array(12).fill(200));
    const sql = new URL(`${url}/sql/db`);
    sql.searchParams.set("sql", JSON.stringify({ json: { sql: "select count(*) from deal", params: [] } }));
    const answer = await fetch(sql);
    const nowhere = await (await fetch(`${url}/nowhere`)).text();
    expect(nowhere).to.include("/sql/db").and.to.include("/sql/live");
    expect(await answer.text()).to.include("2");
    expect(answer.status).to.equal(200);
  });

  it("writes one object of JSON a line, with its own lines among them and no secret", () => {
    // Node writes its own warnings, to the standard error output, as text.
    const lines = writing
      .flatMap((indexer) => indexer.log().trim().split("\n"))
      .filter((line) => !/^\((node:|Use )/.test(line));
    const written = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    for (const line of written) expect(line).to.include.keys("level", "time", "msg");
    expect(written.filter(({ kind }) => kind === "views").map(({ msg }) => msg)).to.include(
      "The views show the rows of this indexer",
    );
    expect(written.some(({ msg }) => msg === "Received JSON-RPC error")).to.equal(true);
    for (const text of [KEY, "postgres://", `:${new URL(roles.indexer).password}@`])
      expect(lines.join("\n")).to.not.include(text);
  });
});
