import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import pg from "pg";
import { parse } from "yaml";
import { openPostgres as openDocuments } from "../../indexer/documents/postgres.ts";
import { type Switch, showsOwn, switchViews } from "../../indexer/views/switch.ts";
import { Taking } from "../../indexer/views/take.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";
import { openRoles, type Roles } from "./support/roles.ts";
import { execute } from "./support/sql-roles.ts";
import { viewsShow } from "./support/views.ts";

/** A place in the chain as Ponder writes it down. */
const at = (block: number) => `1700000000${"31337".padStart(16, "0")}${String(block).padStart(16, "0")}`;

const COMPOSE = fileURLToPath(new URL("../../deploy/indexer/compose.yaml", import.meta.url));

interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly command?: readonly string[] }>>;
}

describe("views that are taken over", () => {
  let postgres: Postgres | undefined;
  let roles: Roles;

  const take = (schema: string) => switchViews(roles.indexer, { schema, viewsSchema: "quittance" });
  const own = (schema: string) => showsOwn(roles.indexer, { schema, viewsSchema: "quittance" });
  /** Tables as an indexer makes them, whose rows are of a block. */
  const index = async (schema: string, block: number, ...tables: readonly string[]) => {
    const names = JSON.stringify({ table_names: tables });
    await execute(
      roles.indexer,
      `create schema ${schema}`,
      `create table ${schema}._ponder_meta (key text primary key, value jsonb)`,
      `insert into ${schema}._ponder_meta values ('app', '${names}')`,
      `create table ${schema}._ponder_checkpoint (latest_checkpoint text)`,
      `insert into ${schema}._ponder_checkpoint values ('${at(block)}')`,
      ...tables.map((table) => `create table ${schema}.${table} as select '${schema}' as source`),
    );
  };
  const move = (schema: string, block: number) =>
    execute(roles.indexer, `update ${schema}._ponder_checkpoint set latest_checkpoint = '${at(block)}'`);
  const shows = (schema: string) => viewsShow(roles.indexer, "quittance", schema);

  before(async function () {
    postgres = await openCluster();
    if (postgres === undefined) return this.skip();
    roles = await openRoles(postgres);
    await index("first", 10, "deal", "gone");
    await index("second", 9, "deal", "added");
  });

  after(() => postgres?.stop());

  it("are made for the first indexer, and read by the roles that may", async () => {
    expect(await take("first")).to.equal("taken");
    expect(await take("first")).to.equal("taken");
    for (const url of [roles.reader, roles.sql]) await execute(url, "select * from quittance.gone");
    const refused = await execute(roles.reader, "select * from first.deal").catch((error: unknown) => error);
    expect(String(refused)).to.include("permission denied");
    const written = await execute(roles.sql, "delete from quittance.deal").catch((error: unknown) => error);
    expect(String(written)).to.include("permission denied");
  });

  it("stay while the newer indexer has not got so far", async () => {
    expect(await take("second")).to.equal("behind");
    expect(await shows("first")).to.equal(true);
  });

  it("stay while someone reads, who is not held up and reads the old rows to the end", async () => {
    await move("second", 10);
    const reader = new pg.Client({ connectionString: roles.reader });
    await reader.connect();
    try {
      await reader.query("begin transaction isolation level repeatable read read only");
      await reader.query("select * from quittance._ponder_checkpoint");
      expect(await take("second")).to.equal("busy");
      const { rows } = await reader.query("select source from quittance.deal");
      expect(rows).to.deep.equal([{ source: "first" }]);
    } finally {
      await reader.end();
    }
    expect(await shows("first")).to.equal(true);
  });

  it("are all taken then, with tables that are new and without those that are gone", async () => {
    const said: string[] = [];
    const answers: Switch[] = [];
    const taking = new Taking(
      {
        mayTake: async () => true,
        take: async () => {
          const answer = await take("second");
          answers.push(answer);
          return answer;
        },
        isShown: () => own("second"),
      },
      { say: (level, kind, message) => said.push(`${level} ${kind} ${message}`) },
    );
    await move("first", 11);
    await taking.once();
    await taking.once();
    expect(taking.isTaken).to.equal(false);
    await move("second", 12);
    await taking.once();
    expect(taking.isTaken).to.equal(true);
    expect(answers).to.deep.equal(["behind", "behind", "taken"]);
    expect(said).to.deep.equal([
      "info views The views show a later block than this indexer has; it takes them over once it has caught up",
      "info views The views show the rows of this indexer",
    ]);
    expect(await shows("second")).to.equal(true);
    for (const url of [roles.reader, roles.sql]) await execute(url, "select * from quittance.added");
    const gone = await execute(roles.reader, "select * from quittance.gone").catch((error: unknown) => error);
    expect(String(gone)).to.include("does not exist");
    await execute(roles.indexer, "drop schema first cascade");
    await execute(roles.reader, "select * from quittance.deal");
  });

  it("are no longer those of the older indexer, which says so and leaves them to the newer one", async () => {
    const said: string[] = [];
    let isReachable = true;
    const older = new Taking(
      {
        mayTake: async () => true,
        take: () => take("second"),
        isShown: () => (isReachable ? own("second") : Promise.reject(new Error("no database"))),
      },
      { say: (_level, _kind, message) => said.push(message) },
    );
    await older.once();
    await older.once();
    expect(older.isTaken).to.equal(true);
    await index("third", 12, "deal");
    expect(await take("third")).to.equal("taken");
    isReachable = false;
    await older.once();
    expect(older.isTaken).to.equal(true);
    isReachable = true;
    await move("second", 20);
    await older.once();
    await older.once();
    expect(older.isTaken).to.equal(false);
    expect(await shows("third")).to.equal(true);
    expect(said.map((message) => message.split(",")[0])).to.deep.equal([
      "The views show the rows of this indexer",
      "The views show the rows of another indexer",
    ]);
  });

  it("leave documents to replicas, which read them and write none; statements of strangers do not", async () => {
    const contract = `31337:0x${"ab".repeat(20)}`;
    const [writer, replica] = [
      await openDocuments(roles.indexer, contract, false),
      await openDocuments(roles.reader, contract, true),
    ];
    try {
      const [named] = await writer.all("SELECT current_schema() AS schema");
      expect(named?.schema).to.match(/^quittance_documents_[0-9a-f]{8}$/);
      const [{ tables } = { tables: [] }] = (await writer.all(
        "SELECT array_agg(relname::text) AS tables FROM pg_class WHERE relnamespace = ?::regnamespace AND relkind = 'r'",
        String(named?.schema),
      )) as readonly { readonly tables: readonly string[] }[];
      expect(tables).to.not.be.empty;
      for (const table of tables) {
        const qualified = `${named?.schema}.${table}`;
        // A name that is unknown is answered with no rows; one that may not be read is refused.
        expect(await replica.all(`SELECT count(*)::int AS rows FROM ${qualified}`)).to.have.length(1);
        for (const [url, statement] of [
          [roles.reader, `delete from ${qualified}`],
          [roles.sql, `select * from ${qualified}`],
        ] as const) {
          const refused = await execute(url, statement).catch((error: unknown) => error);
          expect(String(refused), statement).to.include("permission denied");
        }
      }
    } finally {
      await Promise.all([writer.close(), replica.close()]);
    }
  });

  it("come back from a dump with all rights, by the commands of the compose file", async () => {
    const { services } = parse(readFileSync(COMPOSE, "utf8"), { merge: true }) as ComposeFile;
    const folder = mkdtempSync(join(tmpdir(), "quittance-dump-"));
    const { hostname, port, username } = new URL(roles.admin);
    const run = (name: string) => {
      const [program = "", ...words] = services[name]?.command ?? [];
      const given = words.map((word, place) => {
        if (words[place - 1] === "--host") return hostname;
        if (words[place - 1] === "--username") return username;
        return word.replace("/backup/", `${folder}/`);
      });
      const ended = spawnSync(program, given, { env: { ...process.env, PGPORT: port }, encoding: "utf8" });
      expect([name, ended.status, ended.stderr]).to.deep.equal([name, 0, ""]);
    };
    try {
      run("backup");
      await execute(roles.indexer, "drop schema third cascade", "create table quittance.left_over ()");
      run("restore");
      expect(await shows("third")).to.equal(true);
      for (const url of [roles.reader, roles.sql]) await execute(url, "select * from quittance.deal");
      const written = await execute(roles.sql, "delete from quittance.deal").catch((error: unknown) => error);
      expect(String(written)).to.include("permission denied");
      await index("fourth", 13, "deal");
      expect(await take("fourth")).to.equal("taken");
      for (const url of [roles.reader, roles.sql]) await execute(url, "select * from quittance.deal");
      const gone = await execute(roles.admin, "select * from quittance.left_over").catch(
        (error: unknown) => error,
      );
      expect(String(gone)).to.include("does not exist");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("are not asked for before the rows agree with the chain, and what fails is said once", async () => {
    const said: string[] = [];
    const say = (level: string, _: string, message: string) => said.push(`${level} ${message}`);
    const isShown = async () => expect.fail("looked before they were taken");
    const early = new Taking(
      { mayTake: async () => false, take: () => expect.fail("asked too early"), isShown },
      { say },
    );
    await early.once();
    const failing = new Taking(
      { mayTake: async () => true, take: () => Promise.reject(new Error("no right")), isShown },
      { say },
    );
    await failing.once();
    await failing.once();
    expect([early.isTaken, failing.isTaken]).to.deep.equal([false, false]);
    expect(said).to.deep.equal(["warn The views cannot be taken over: no right"]);
  });
});
