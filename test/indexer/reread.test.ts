import { expect } from "chai";
import pg from "pg";
import { commandOf, dropSchema, isWriting } from "../../indexer/settings/reread.ts";
import { SettingsError } from "../../indexer/settings/settings.ts";
import { openPostgres, type Postgres } from "./support/postgres.ts";

const SCHEMA = `quittance_reread_${process.pid}`;
const CHAIN = 31337;

describe("dropping the rows to read the chain again", () => {
  it("is for commands that write, on the schema that Ponder writes to", () => {
    const env = { DATABASE_SCHEMA: "theirs" };
    const started = commandOf(["start", "--root", "indexer", "--schema", "mine", "--port", "1"], env);
    expect(started).to.deep.equal({ name: "start", schema: "mine" });
    expect(commandOf(["--schema=mine", "dev"], env)).to.deep.equal({ name: "dev", schema: "mine" });
    const served = commandOf(["serve", "--port", "1"], env);
    expect(served).to.deep.equal({ name: "serve", schema: "theirs" });
    expect(commandOf([], {})).to.deep.equal({ name: undefined, schema: undefined });
    expect([isWriting(started), isWriting(served), isWriting(commandOf([], {}))]).to.deep.equal([
      ...[true, false, false],
    ]);
  });

  describe("in PostgreSQL", () => {
    let postgres: Postgres | undefined;
    let client: pg.Client;

    before(async () => {
      postgres = await openPostgres();
      if (postgres === undefined) return;
      client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
    });

    after(async () => {
      await client?.end();
      await postgres?.stop();
    });

    const drop = async () => {
      const where = { schema: SCHEMA, chainId: CHAIN };
      return dropSchema(postgres?.url ?? "", where, 0).catch((error: unknown) => error);
    };
    const exists = async () => {
      const { rows } = await client.query("select 1 from pg_namespace where nspname = $1", [SCHEMA]);
      return rows.length === 1;
    };
    const write = async (locked: number, heartbeat: number) =>
      client.query(
        `insert into ${SCHEMA}._ponder_meta values ('app', $1)
          on conflict (key) do update set value = excluded.value`,
        [JSON.stringify({ is_locked: locked, heartbeat_at: heartbeat })],
      );

    it("does nothing without a schema, and refuses one that is no indexer's", async () => {
      if (postgres === undefined) return;
      expect(await drop()).to.equal(undefined);
      await client.query(`create schema ${SCHEMA}`);
      expect(await drop())
        .to.be.instanceOf(SettingsError)
        .with.property(
          "message",
          `QUITTANCE_REREAD drops the rows of an indexer, and the schema ${SCHEMA} has none. Name the indexer's with --schema.`,
        );
      expect(await exists()).to.equal(true);
    });

    it("refuses while another indexer writes, and drops what an ended one left, of this chain only", async () => {
      if (postgres === undefined) return;
      await client.query(`create table ${SCHEMA}._ponder_meta (key text primary key, value jsonb)`);
      await client.query("create schema if not exists ponder_sync");
      for (const table of ["logs", "intervals"]) {
        await client.query(`create table if not exists ponder_sync.${table} (chain_id bigint)`);
        await client.query(`insert into ponder_sync.${table} values ($1), (1)`, [CHAIN]);
      }
      // An indexer that runs says so again and again.
      let isRunning = true;
      await write(1, Date.now());
      const beating = (async () => {
        while (isRunning) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          await write(1, Date.now());
        }
      })();
      const where = { schema: SCHEMA, chainId: CHAIN };
      const refused = await dropSchema(postgres.url, where, 2_000).catch((error: unknown) => error);
      expect(refused)
        .to.be.instanceOf(SettingsError)
        .with.property("message")
        .that.includes("Stop it first.");
      isRunning = false;
      await beating;
      expect(await exists()).to.equal(true);

      await write(0, Date.now() + 60_000);
      expect(await drop()).to.equal(undefined);
      expect(await exists()).to.equal(false);
      for (const table of ["logs", "intervals"]) {
        const { rows } = await client.query(`select chain_id from ponder_sync.${table}`);
        expect(rows, table).to.deep.equal([{ chain_id: "1" }]);
      }
    });
  });
});
