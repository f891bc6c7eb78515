import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, sql } from "@ponder/client";
import { expect } from "chai";
import superjson from "superjson";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { blocks, readPage } from "../docs/support/markdown.ts";
import { rowsOf } from "../support/indexer-rows.ts";
import { COLLIDING } from "./support/colliding-statements.ts";
import { environmentOf, type Indexer, runConfiguration, startIndexer } from "./support/indexer.ts";
import { firstEvent, whenFree } from "./support/patience.ts";
import { openPostgres, type Postgres } from "./support/postgres.ts";
import { execute, urlFor } from "./support/sql-roles.ts";

const RUN = `${process.pid}_${Date.now()}`;
const [READER, OWNER, DATABASE] = [`reader_${RUN}`, `owner_${RUN}`, `quittance_sql_${RUN}`];

const OFF = "SQL is off on this indexer: ask /graphql. Its operator turns SQL on by";

/** An indexer on PGlite, where `/sql` is off, and one on PostgreSQL, where it is on; without PostgreSQL the first alone. */
describe("the indexer's /sql", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-sql-"));
  let postgres: Postgres | undefined;
  let stack: Stack;
  let off: Indexer;
  let on: Indexer | undefined;
  let [ownerUrl, readerUrl] = ["", ""];

  before(async () => {
    [stack, postgres] = await Promise.all([startStack(), openPostgres()]);
    await openExampleDeal(stack);
    const pglite = { QUITTANCE_PGLITE_DIRECTORY: join(folder, "off") };
    const starting = startIndexer(environmentOf(stack, pglite));
    if (postgres === undefined) console.log("      PostgreSQL is not here: /sql is tested where it is off.");
    else on = await startOnPostgres(postgres);
    off = await starting;
    const block = await stack.publicClient.getBlockNumber();
    await Promise.all([off.reach(block), on?.reach(block)]);
  });

  after(async () => {
    await Promise.all([off?.stop("SIGTERM"), on?.stop("SIGTERM")]);
    if (postgres !== undefined) {
      const drops = [`drop database ${DATABASE} with (force)`, `drop role ${OWNER}`, `drop role ${READER}`];
      await execute(postgres.url, ...drops);
    }
    await Promise.all([stack?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  async function startOnPostgres(server: Postgres): Promise<Indexer> {
    await execute(
      server.url,
      `create role ${OWNER} login password 'secret'`,
      `create database ${DATABASE} owner ${OWNER}`,
    );
    const admin = urlFor(server, { role: new URL(server.url).username, database: DATABASE });
    const [setUp = ""] = blocks(readPage("docs/indexer.md"), "sql");
    await execute(admin, setUp.replaceAll("quittance_sql", READER).replace("a long random one", "secret"));
    ownerUrl = urlFor(server, { role: OWNER, database: DATABASE });
    readerUrl = urlFor(server, { role: READER, database: DATABASE });
    return startIndexer({
      ...environmentOf(stack, { DATABASE_URL: ownerUrl, DATABASE_SCHEMA: "quittance" }),
      QUITTANCE_SQL_DATABASE_URL: readerUrl,
    });
  }

  async function ask({ url }: Indexer, path: "db" | "live", statement: string, init?: RequestInit) {
    const query = new URLSearchParams({ sql: superjson.stringify({ sql: statement, params: [] }) });
    const response = await fetch(`${url}/sql/${path}?${query}`, init);
    return { response, status: response.status };
  }

  const textOf = async (asked: ReturnType<typeof ask>) => {
    const { response, status } = await asked;
    return [status, await response.text()] as const;
  };

  it("is off unless asked for, and says how to turn it on", async () => {
    const before = await rowsOf(off.url, "deal");
    for (const path of ["db", "live"] as const) {
      for (const statement of [COLLIDING.allowed, COLLIDING.forbidden, "comment on table deal is 'mine'"]) {
        const [status, text] = await textOf(ask(off, path, statement));
        expect([status, text.slice(0, OFF.length)]).to.deep.equal([403, OFF]);
      }
    }
    expect((await fetch(`${off.url}/sql/db`, { method: "POST" })).status).to.equal(403);
    expect((await fetch(`${off.url}/sql`)).status).to.equal(403);
    expect(await rowsOf(off.url, "deal")).to.deep.equal(before);
    expect(before).to.have.length(1);
  });

  it("is refused to an operator whose role for it is a superuser, before anything starts", async () => {
    if (postgres === undefined) return;
    const { code, log } = await runConfiguration({
      ...environmentOf(stack, { DATABASE_URL: ownerUrl, DATABASE_SCHEMA: "quittance" }),
      QUITTANCE_SQL_DATABASE_URL: urlFor(postgres, {
        role: new URL(postgres.url).username,
        database: DATABASE,
      }),
    });
    expect(code).to.equal(1);
    expect(log).to.include("is a superuser. It runs strangers' statements").and.include("SettingsError");
  });

  it("answers @ponder/client with the rows that GraphQL has", async () => {
    if (on === undefined) return;
    const { db } = createClient(`${on.url}/sql`);
    const [deal] = await rowsOf(on.url, "deal");
    const found = await whenFree(() =>
      db.execute(sql`select * from deal where id = ${deal?.id} and funded >= ${1n}`),
    );
    expect([...found]).to.deep.equal([deal]);
    const checkpoints = await whenFree(() => db.execute(sql`select chain_name from _ponder_checkpoint`));
    expect([...checkpoints]).to.deep.equal([{ chain_name: "chain" }]);
  });

  it("refuses a statement that collides with one it answered, and everything that is not a question", async () => {
    if (on === undefined) return;
    const before = await rowsOf(on.url, "deal");
    expect((await ask(on, "db", COLLIDING.allowed)).status).to.equal(200);
    for (const [statement, problem] of [
      [COLLIDING.forbidden, "UpdateStmt is not supported"],
      ["comment on table deal is 'mine'", "CommentStmt is not supported"],
      ["copy (select 1) to program 'true'", "CopyStmt is not supported"],
      ["select pg_sleep(33)", "the function pg_sleep is not supported"],
      ["select * from pg_authid", "it names a system table"],
      ["select * from nope", 'relation "nope" does not exist'],
    ] as const) {
      const [status, text] = await textOf(ask(on, "db", statement));
      expect([status, text]).to.deep.equal([
        400,
        `The statement was refused: ${problem}. Send one SELECT over the tables of the schema.`,
      ]);
    }
    expect(await rowsOf(on.url, "deal")).to.deep.equal(before);
    expect((await textOf(ask(on, "db", "select"))).at(0)).to.equal(200);
    expect(await (await fetch(`${on.url}/nothing`)).text()).to.include("/sql");
  });

  it("keeps an answer up to date, after a thousand refused ones and callers that left", async () => {
    if (on === undefined) return;
    const { url } = on;
    for (let hundred = 0; hundred < 10; hundred++) {
      const refused = Array.from({ length: 100 }, () => ask({ url } as Indexer, "live", "delete from deal"));
      for (const { status } of await Promise.all(refused)) expect(status).to.equal(400);
    }
    for (let caller = 0; caller < 100; caller++) {
      const leaving = new AbortController();
      await ask(on, "live", "select 1", { signal: leaving.signal });
      leaving.abort();
    }
    const { response, status } = await ask(on, "live", "select count(*) from deal");
    expect(status).to.equal(200);
    await openExampleDeal(stack);
    expect(await firstEvent(response)).to.equal('data: {"rows":[{"count":"2"}]}');
  });
});
