import { expect } from "chai";
import pg from "pg";
import { type Switch, switchViews } from "../../indexer/views/switch.ts";
import { Taking } from "../../indexer/views/take.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";
import { openRoles, type Roles } from "./support/roles.ts";
import { execute } from "./support/sql-roles.ts";
import { viewsShow } from "./support/views.ts";

/** A place in the chain as Ponder writes it down. */
const at = (block: number) => `1700000000${"31337".padStart(16, "0")}${String(block).padStart(16, "0")}`;

describe("views that are taken over", () => {
  let postgres: Postgres | undefined;
  let roles: Roles;

  const take = (schema: string) => switchViews(roles.indexer, { schema, viewsSchema: "quittance" });
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
      async () => true,
      async () => {
        const answer = await take("second");
        answers.push(answer);
        return answer;
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

  it("are not asked for before the rows agree with the chain, and what fails is said once", async () => {
    const said: string[] = [];
    const say = (level: string, _: string, message: string) => said.push(`${level} ${message}`);
    const early = new Taking(
      async () => false,
      () => expect.fail("asked too early"),
      { say },
    );
    await early.once();
    const failing = new Taking(
      async () => true,
      () => Promise.reject(new Error("no right")),
      { say },
    );
    await failing.once();
    await failing.once();
    expect([early.isTaken, failing.isTaken]).to.deep.equal([false, false]);
    expect(said).to.deep.equal(["warn The views cannot be taken over: no right"]);
  });
});
