import { expect } from "chai";
import { SettingsError } from "../../indexer/settings/settings.ts";
import { grantReading } from "../../indexer/sql/grants.ts";
import { LIMITS, type Limits, openReader, type Reader } from "../../indexer/sql/reader.ts";
import { checkSqlRole } from "../../indexer/sql/role.ts";
import { StatementError } from "../../indexer/sql/statement.ts";
import { Unavailable } from "../../indexer/sql/unavailable.ts";
import { COLLIDING } from "./support/colliding-statements.ts";
import { openPostgres, type Postgres } from "./support/postgres.ts";
import { execute, urlFor } from "./support/sql-roles.ts";

const RUN = `${process.pid}_${Date.now()}`;
const [READER, OWNER, GROUP] = [`reader_${RUN}`, `owner_${RUN}`, `group_${RUN}`];
const DATABASE = `quittance_${RUN}`;

/** Joins ten rows with themselves until there are 10^13. */
const ALL_PAIRS = Array.from({ length: 12 }, (_, index) => `cross join deal d${index}`).join(" ");

/** Without PostgreSQL, which is optional, there is nothing to try. */
describe("the role that runs the statements of /sql", () => {
  let postgres: Postgres | undefined;
  let [admin, owner, url] = ["", "", ""];

  const onPostgres = (work: () => Promise<unknown>) => async () => {
    if (postgres !== undefined) await work();
  };

  const check = (name: string, work: () => Promise<unknown>) => it(name, onPostgres(work));

  before(async () => {
    postgres = await openPostgres();
    if (postgres === undefined) return console.log("      PostgreSQL is not here: its role is not tested.");
    admin = urlFor(postgres, { role: new URL(postgres.url).username, database: DATABASE });
    owner = urlFor(postgres, { role: OWNER, database: DATABASE });
    url = urlFor(postgres, { role: READER, database: DATABASE });
    await execute(
      postgres.url,
      `create role ${OWNER} login password 'secret'`,
      `create role ${READER} login password 'secret'`,
      `create role ${GROUP} login password 'secret'`,
      `create database ${DATABASE} owner ${OWNER}`,
    );
    await execute(
      owner,
      ...["create schema idx", "create schema other", "create table other.secret (id int)"],
      "create table idx._ponder_meta (value jsonb)",
      `insert into idx._ponder_meta values ('{"table_names": ["deal", "later"]}')`,
      "create table idx._ponder_checkpoint (latest_checkpoint text)",
      "create table other._ponder_meta (value jsonb)",
      `insert into other._ponder_meta values ('{"table_names": ["secret"]}')`,
      "create table other._ponder_checkpoint (latest_checkpoint text)",
      `grant usage on schema other to ${GROUP}`,
      `grant select on other._ponder_meta to ${GROUP}`,
      "create schema elsewhere",
      "create table elsewhere.secret (id int)",
      "create table idx.deal (id int, milestone_count int)",
      "create view idx.later as select * from idx.deal",
      "insert into idx.deal select n, 1 from generate_series(1, 10) n",
      // As Ponder makes them: everybody may execute them, and only a trigger can.
      "create function idx.operation_reorg() returns trigger language plpgsql as 'begin return null; end'",
    );
    await execute(admin, "revoke create on schema public from public");
  });

  after(
    onPostgres(async () => {
      await execute(
        postgres?.url ?? "",
        `drop database ${DATABASE} with (force)`,
        ...[OWNER, READER, GROUP].map((role) => `drop role ${role}`),
      );
      await postgres?.stop();
    }),
  );

  check("may be one that can do nothing", () => checkSqlRole(url));

  check("is let read the tables and views of one schema, and those that are made again", async () => {
    await grantReading(owner, url, "idx");
    const tables = await grantReading(owner, url, "idx");
    expect(Object.fromEntries([...tables].map(([name, columns]) => [name, [...columns]]))).to.deep.equal({
      _ponder_checkpoint: ["latest_checkpoint"],
      deal: ["id", "milestone_count"],
      later: ["id", "milestone_count"],
    });
    await execute(owner, "drop view idx.later", "create view idx.later as select * from idx.deal");
    await execute(url, "select * from idx.deal", "select * from idx.later");
    await checkSqlRole(url);
  });

  for (const [what, give, take, message] of [
    ["is a superuser", "alter role :r superuser", "alter role :r nosuperuser", "is a superuser"],
    ["creates roles", "alter role :r createrole", "alter role :r nocreaterole", "may create roles"],
    ["creates databases", "alter role :r createdb", "alter role :r nocreatedb", "may create databases"],
    ["replicates", "alter role :r replication", "alter role :r noreplication", "may replicate"],
    ["sees all rows", "alter role :r bypassrls", "alter role :r nobypassrls", "bypasses row security"],
    ["is in a group", `grant ${GROUP} to :r`, `revoke ${GROUP} from :r`, `is a member of ${GROUP}`],
    [
      "is in a group that runs programs",
      "grant pg_execute_server_program to :r",
      "revoke pg_execute_server_program from :r",
      "is a member of pg_execute_server_program",
    ],
    [
      "creates schemas",
      `grant create on database ${DATABASE} to :r`,
      `revoke create on database ${DATABASE} from :r`,
      "may create schemas",
    ],
    [
      "creates tables",
      "grant create on schema idx to :r",
      "revoke create on schema idx from :r",
      "may create in the schema idx",
    ],
    [
      "creates tables, as everybody",
      "grant create on schema public to public",
      "revoke create on schema public from public",
      "may create in the schema public",
    ],
    [
      "changes rows",
      "grant update on idx.deal to :r",
      "revoke update on idx.deal from :r",
      "may write to idx.deal",
    ],
    [
      "changes a column",
      "grant update (id) on idx.deal to :r",
      "revoke update (id) on idx.deal from :r",
      "may write to idx.deal",
    ],
    [
      "empties tables",
      "grant truncate on idx.deal to public",
      "revoke truncate on idx.deal from public",
      "may write to idx.deal",
    ],
    [
      "owns a table",
      "alter table elsewhere.secret owner to :r",
      `alter table elsewhere.secret owner to ${OWNER}`,
      "owns table elsewhere.secret",
    ],
    [
      "reads elsewhere",
      "grant select on elsewhere.secret to :r",
      "revoke select on elsewhere.secret from :r",
      "may read elsewhere.secret, which is no table of an indexer",
    ],
    [
      "calls a function with the rights of its owner",
      "create function idx.name(idx.deal) returns int security definer return (select max(id) from other.secret)",
      "drop function idx.name(idx.deal)",
      "may execute the function idx.name(idx.deal)",
    ],
    [
      "calls a function of its own rights in another schema",
      "create function public.lower(int) returns int return 1",
      "drop function public.lower(int)",
      "may execute the function lower(integer)",
    ],
    [
      "calls a procedure",
      "create procedure idx.change() language sql as ''",
      "drop procedure idx.change()",
      "may execute the function idx.change()",
    ],
  ] as const) {
    check(`is refused when it ${what}, with what takes the right away`, async () => {
      const as = (statement: string) => execute(admin, statement.replaceAll(":r", READER));
      await as(give);
      const refusal = await checkSqlRole(url).catch((error: Error) => error);
      await as(take);
      expect(refusal).to.be.instanceOf(SettingsError);
      expect(String(refusal)).to.include(`QUITTANCE_SQL_DATABASE_URL: the role ${READER} ${message}`);
      expect(String(refusal))
        .to.match(/Take the right away \((alter|revoke|reassign) /)
        .and.not.include("secret@");
      await checkSqlRole(url);
    });
  }

  check("is refused when it cannot log in, without its password", async () => {
    const refusal = await checkSqlRole(urlFor(postgres as Postgres, { role: "no_such_role" })).catch(String);
    expect(refusal)
      .to.include("the database refuses the login, or does not answer (28000)")
      .and.not.include("secret");
  });

  check(
    "is refused, with the statements for the owner, when the indexer's role cannot let it read",
    async () => {
      const lesser = urlFor(postgres as Postgres, { role: GROUP, database: DATABASE });
      const refusal = await grantReading(lesser, url, "other").catch(String);
      expect(refusal)
        .to.include("cannot read the schema other")
        .and.include("permission denied")
        .and.include(`grant select on "other"."secret", "other"."_ponder_checkpoint" to "${READER}"`);
    },
  );

  check("is refused where there is no indexer, and where others may have tables", async () => {
    const refusal = async (schema: string) => grantReading(owner, url, schema).catch(String);
    expect(await refusal("elsewhere")).to.include(
      "there are no tables of an indexer in the schema elsewhere",
    );
    expect(await refusal("public")).to.include("Start it with --schema quittance.");
  });

  check("is refused when it may read another table in the schema", async () => {
    await execute(owner, "create table idx.stranger (id int)");
    const refusal = await grantReading(owner, url, "idx").catch(String);
    await execute(owner, "drop table idx.stranger");
    expect(refusal).to.include(
      `may read idx.stranger, which is no table of this indexer. Take the right away (revoke`,
    );
    await grantReading(owner, url, "idx");
  });

  check("is refused when it is in another database than the rows", async () => {
    const elsewhere = urlFor(postgres as Postgres, { role: READER, database: "postgres" });
    const refusal = await grantReading(owner, elsewhere, "idx").catch(String);
    expect(refusal).to.include("finds no tables in the schema idx there. Name the database of DATABASE_URL.");
  });

  describe("leaves PostgreSQL to refuse, even when nothing else does", () => {
    let reader: Reader;

    before(onPostgres(async () => (reader = openReader(url, "idx"))));
    after(onPostgres(() => reader.close()));

    const read = (sql: string, params: readonly number[] = []) => reader.read({ sql, params });
    const refusal = (sql: string) => read(sql).then(String, String);

    check("nothing that reads", async () => {
      expect(await read(COLLIDING.allowed)).to.deep.equal({ rows: [{ count: "10" }] });
      const typed = "select id, 1.5 as n, id * $2::int8 as big from deal where id = $1; -- three";
      expect(await read(typed, [3, 2])).to.deep.equal({ rows: [{ id: 3, n: "1.5", big: "6" }] });
    });

    for (const [sql, message] of [
      [COLLIDING.forbidden, "syntax error"],
      [
        "with gone as (delete from deal returning id) select * from gone",
        "DECLARE CURSOR must not contain data-modifying statements in WITH",
      ],
      ["select 1; delete from deal", "cannot insert multiple commands into a prepared statement"],
      ["select 1; commit; delete from deal", "cannot insert multiple commands"],
      ["copy (select 1) to program 'true'", "syntax error"],
      ["comment on table deal is 'mine'", "syntax error"],
      ["create temp table mine (id int)", "syntax error"],
      ["select * into mine from deal", "INTO"],
      ["select * from deal for update", "cannot execute SELECT FOR UPDATE in a read-only transaction"],
      ["select query_to_xml('delete from deal', true, true, '')", "non-volatile"],
      ["select * from other.secret", "permission denied for schema other"],
      ["select pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"],
      ["select lo_import('/etc/passwd')", "permission denied for function lo_import"],
      ["select nextval('nope')", 'relation "nope" does not exist'],
      ["select * from nope", 'relation "nope" does not exist'],
      ["select 1 / 0", "division by zero"],
    ] as const) {
      check(sql, async () => {
        expect(await refusal(sql))
          .to.include("StatementError: The statement was refused: ")
          .and.include(message);
        const { rows } = await read("select count(*), sum(milestone_count) from deal");
        expect(rows).to.deep.equal([{ count: "10", sum: "10" }]);
      });
    }

    check("nothing that a statement leaves behind in its session", async () => {
      const alone = openReader(url, "idx", { ...LIMITS, running: 1 });
      await alone.read({
        sql: "select set_config('statement_timeout', '0', false), set_config('search_path', 'other', false)",
        params: [],
      });
      const { rows } = await alone.read({
        sql: "select current_setting('statement_timeout') as t, current_setting('transaction_read_only') as r, current_setting('search_path') as p",
        params: [],
      });
      expect(rows).to.deep.equal([{ t: "5s", r: "on", p: "idx, pg_temp" }]);
      await alone.close();
    });
  });

  describe("is held to limits", () => {
    const within = async (limits: Partial<Limits>, work: (reader: Reader) => Promise<unknown>) => {
      const reader = openReader(url, "idx", { ...LIMITS, ...limits });
      await work(reader).finally(() => reader.close());
    };
    const answer = (reader: Reader, sql: string) =>
      reader.read({ sql, params: [] }).catch((error: Error) => error);

    check("of time", () =>
      within({ statementMs: 50 }, async (reader) => {
        expect(await answer(reader, "select pg_sleep(60)"))
          .to.be.instanceOf(StatementError)
          .with.property("message", "The statement takes more than 50 ms. Ask for less.");
      }),
    );

    check("of rows, of which it computes no more than it sends", () =>
      within({ rows: 9 }, async (reader) => {
        expect(await answer(reader, "select id from deal"))
          .to.be.instanceOf(StatementError)
          .with.property("message")
          .that.includes("more than 9 rows");
        expect(await answer(reader, "select id from deal limit 9"))
          .to.have.property("rows")
          .of.length(9);
        expect(await answer(reader, `select deal.id from deal ${ALL_PAIRS}`))
          .to.have.property("message")
          .that.includes("9 rows");
      }),
    );

    check("of bytes, and goes on", () =>
      within({ bytes: 100_000, running: 1 }, async (reader) => {
        expect(await answer(reader, "select repeat('x', 50000) as x")).to.have.property("rows");
        expect(await answer(reader, "select repeat('x', 50000) as x")).to.have.property("rows");
        expect(await answer(reader, "select repeat('x', 5000000)"))
          .to.be.instanceOf(StatementError)
          .with.property("message")
          .that.includes("more than 100000 bytes");
        expect(await answer(reader, "select 1 as x")).to.deep.equal({ rows: [{ x: 1 }] });
      }),
    );

    check("of statements at once, and turns more away", () =>
      within({ running: 1, waiting: 1, statementMs: 1_000 }, async (reader) => {
        const [runs, waits, more] = await Promise.all([
          answer(reader, "select pg_sleep(60)"),
          answer(reader, "select 1 as x"),
          answer(reader, "select 1 as x"),
        ]);
        expect(runs).to.be.instanceOf(StatementError);
        expect(waits).to.deep.equal({ rows: [{ x: 1 }] });
        expect(more).to.be.instanceOf(Unavailable).with.property("message").that.includes("Try later.");
      }),
    );

    it("of the database, whose absence it does not describe", async () => {
      const reader = openReader("postgres://reader:hunter2@127.0.0.1:1/none", "idx");
      expect(await answer(reader, "select 1"))
        .to.be.instanceOf(Unavailable)
        .with.property("message")
        .that.does.not.match(/hunter2|127/);
      await reader.close();
    });
  });
});
