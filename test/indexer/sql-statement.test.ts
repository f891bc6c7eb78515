import { createHash } from "node:crypto";
import { expect } from "chai";
import superjson from "superjson";
import { readStatement, StatementError, statementProblem } from "../../indexer/sql/statement.ts";
import { COLLIDING } from "./support/colliding-statements.ts";

const PONDERS_CHECK = new URL("../../node_modules/ponder/dist/esm/utils/sql-parse.js", import.meta.url);

/** Some of the columns of some of the tables. */
const TABLES = new Map(
  Object.entries({
    deal: ["id", "buyer", "seller", "funded", "opened_at"],
    milestone: ["deal_id", "index", "amount", "status"],
    rating: ["side", "score"],
    contest: ["deal_id"],
    settlement: ["deal_id", "to_seller"],
  }).map(([name, columns]) => [name, new Set(columns)]),
);

const problemOf = (sql: string) => statementProblem(sql, TABLES);

const encode = (sql: unknown, params: unknown = []) => superjson.stringify({ sql, params });

describe("statements that are sent to /sql", () => {
  it("are two that Ponder takes for one", async () => {
    const [allowed, forbidden] = Object.values(COLLIDING).map((sql) =>
      createHash("sha256").update(sql).digest("hex").slice(0, 10),
    );
    expect(allowed).to.equal(forbidden);
    const { validateAllowableSQLQuery } = (await import(PONDERS_CHECK.href)) as {
      readonly validateAllowableSQLQuery: (sql: string) => Promise<void>;
    };
    await validateAllowableSQLQuery(COLLIDING.allowed);
    await validateAllowableSQLQuery(COLLIDING.forbidden);
  });

  it("are two to this indexer, whichever comes first", () => {
    for (const sql of [COLLIDING.allowed, COLLIDING.forbidden, COLLIDING.allowed, COLLIDING.forbidden]) {
      const problem = sql === COLLIDING.allowed ? undefined : "UpdateStmt is not supported";
      expect(problemOf(sql), sql).to.equal(problem);
    }
  });

  for (const sql of [
    "select * from deal",
    'select "id", "amount" from "milestone" where ("milestone"."status" = $1 and "index" in ($2, $3)) order by "id" asc limit $4;',
    "with big as (select * from deal where funded > 10) select buyer, sum(funded) from big group by buyer having count(*) > 1",
    "select d.id, m.list from deal d left join lateral (select coalesce(json_agg(json_build_array(index)), '[]'::json) as list from milestone where deal_id = d.id) m on true",
    "select distinct side, rank() over (partition by side order by score desc) from rating",
    "select id from deal where exists (select from contest where deal_id = deal.id) union all select id from deal",
    "select case when lower(buyer) like '0x%' then null else extract(year from to_timestamp(opened_at::float8)) end, panel[1], trim(seller) from deal",
    "select 1 where 'delete from deal; drop table deal' is not null",
    "values (1), (2)",
    "select (array_agg(deal.id))[1], settlement.to_seller, deal.* from deal join settlement on settlement.deal_id = deal.id group by 2",
    "select d.id, d.funded, s.n, s.count, v.column2, r.x from deal d, (select buyer as n, count(*) from deal group by 1) s, (values (1, 2)) v, (select 1) r(x)",
    "with a as (select *, 1 as one from deal), b(two) as (select 2), c as (select a.* from a, b) select a.one, b.two, c.one, c.id from a, b, c",
    "with recursive n as (select 1 as i union all select n.i + 1 from n where n.i < 9) select n.i from n",
    "select m.amount, j.score, u.deal_id from (deal join rating on true) j, milestone join contest using (deal_id) as u, milestone m",
    "with a as (select *, 1 as i from (with a as (select 1 as i) select * from a) x where x.i = 1), c as (select *, 1 as q from a) select c.q from c",
    'select funded::numeric(78, 0), id::text[], 1 operator(pg_catalog.+) 2, 1::pg_catalog.int4, id collate "C" from deal order by id using <',
    "select 1 where 1 = any (select index from milestone) and 1 = all (array[1]) and 'a' like 'b' and interval '1 day' is not null",
    "select count(deal), max(deal.id) from deal where deal is not null union select 1, d.buyer from deal as d",
  ]) {
    it(`may be ${sql.slice(0, 70)}`, () => {
      expect(problemOf(sql)).to.equal(undefined);
    });
  }

  for (const [sql, problem] of [
    ["delete from deal", "DeleteStmt is not supported"],
    ["select (1).pg_sleep", "the function pg_sleep is not supported"],
    ["select ($1).ts_stat", "the function ts_stat is not supported"],
    ["select ((select 'select 1')::text).ts_stat", "the function ts_stat is not supported"],
    ["select (array[1])[1].pg_sleep", "the function pg_sleep is not supported"],
    [
      "select (row_number() over ()).pg_advisory_lock_shared from deal",
      "the function pg_advisory_lock_shared is not supported",
    ],
    ["select deal.row_to_json from deal", "the function row_to_json is not supported"],
    ["select id from deal order by (1).pg_sleep", "the function pg_sleep is not supported"],
    ["select deal.name from deal", "deal has no column name, and the function name is not supported"],
    ["select d.name from deal d", "d has no column name"],
    ["select id from deal order by deal.name", "deal has no column name"],
    ["select deal.name from deal, (select 1 as name) other", "deal has no column name"],
    ["select d.name from deal d, (select d.name from (select 1 as name) d) x", "d has no column name"],
    ["select s.name from (select id from deal) s", "s has no column name"],
    ["select s.name from (select s.* from deal s, (select 1 as name) t) s", "s has no column name"],
    ["select s.name from (select * from (select id from (select 1 as name) t, deal) u) s", "s has no column"],
    ["select s.name from (select 1 union select 2 as name) s", "s has no column name"],
    ["select d.id from deal d(renamed)", "d has no column id"],
    ["select s.one from (select 1 as one) s(two)", "s has no column one"],
    ["with a as (select 1 as one) select a.name from a", "a has no column name"],
    ["with a(two) as (select 1 as one) select a.one from a", "a has no column one"],
    ["with recursive a as (select 1 union all select a.name from a) select 1", "a has no column name"],
    ["with deal as (select 1 as name) select deal.name from deal", "the name of the table deal"],
    ["select j.name from (deal join rating on true) j", "j has no column name"],
    ["select j.id from (deal join rating on true) j(a)", "j has no column id"],
    ["select u.seller from deal join contest using (id) as u", "u has no column seller"],
    ["select idx.deal.name from deal", "it names a schema"],
    ["select elsewhere.id from deal", "elsewhere has no column id"],
    ["select other.id from other", "other has no column id"],
    [
      "select s.name from (select idx.deal.* from deal, (select 1 as deal, 2 as name) idx) s",
      "it names a schema",
    ],
    ["select * from other", 'relation "other" does not exist'],
    ["select * from _ponder_meta", 'relation "_ponder_meta" does not exist'],
    ["select id from deal where exists (select from _reorg__deal)", 'relation "_reorg__deal" does not exist'],
    [
      "select _reorg__deal.name from _reorg__deal, (with _reorg__deal as (select 1 as name) select 1) y",
      "the name of the table _reorg__deal",
    ],
    [
      "select x.name from _ponder_meta x, (with _ponder_meta as (select 1 as name) select 1) y",
      "the name of the table _ponder_meta",
    ],
    ["select 'a' operator(public.%) 'b'", "it names a schema"],
    ["select 1 operator(pg_catalog.public.=) 1", "it names a schema"],
    ["select operator(public.-) 1", "it names a schema"],
    ["select 1 where 1 operator(public.=) any (array[1])", "it names a schema"],
    ["select 1 where 1 operator(public.=) any (select 1)", "it names a schema"],
    ["select id from deal order by id using operator(public.<)", "it names a schema"],
    ["select array_agg(id order by id using operator(public.<)) from deal", "it names a schema"],
    ["select 'a=>1'::public.hstore", "it names a schema"],
    ["select null::public.hstore[]", "it names a schema"],
    ["select id collate public.x from deal", "it names a schema"],
    ["select 'owner1'::regrole", "the type regrole is not supported"],
    ["select $1::pg_catalog.regclass", "the type regclass is not supported"],
    ["select regprocedure 'public.dblink(text)'", "the type regprocedure is not supported"],
    ["select '{owner1}'::_regrole", "the type _regrole is not supported"],
    ["select 'owner1=r/owner1'::aclitem", "the type aclitem is not supported"],
    ["insert into deal values (1)", "InsertStmt is not supported"],
    ["truncate deal", "TruncateStmt is not supported"],
    ["comment on table deal is 'mine'", "CommentStmt is not supported"],
    ["copy (select 1) to program 'id'", "CopyStmt is not supported"],
    ["set role postgres", "VariableSetStmt is not supported"],
    ["begin", "TransactionStmt is not supported"],
    ["explain analyze select 1", "ExplainStmt is not supported"],
    ["do $$ begin end $$", "DoStmt is not supported"],
    ["with gone as (delete from deal returning id) select * from gone", "DeleteStmt is not supported"],
    ["select * into mine from deal", "INTO is not supported"],
    ["select * from deal for update", "locks are not supported"],
    ["select 1; delete from deal", "it is more than one"],
    ["select 1; select 2", "it is more than one"],
    ["", "empty"],
    [" ; ", "it is empty"],
    ["select\0; delete from deal", "it holds a zero byte"],
    ["selekt 1", 'syntax error at or near "selekt"'],
    ["select pg_sleep(60)", "the function pg_sleep is not supported"],
    ["select 1 limit pg_sleep(60)", "the function pg_sleep is not supported"],
    [
      "select sum(1) over (rows between pg_sleep(1) preceding and current row)",
      "the function pg_sleep is not",
    ],
    [
      "select count(*) filter (where pg_advisory_lock(1) is null) from deal",
      "pg_advisory_lock is not supported",
    ],
    [
      "select string_agg(id, '' order by set_config('role', 'x', true)) from deal",
      "set_config is not supported",
    ],
    ["select (array[1])[pg_sleep(1)]", "the function pg_sleep is not supported"],
    ["select (select (select pg_logical_emit_message(false, 'a', 'b')))", "pg_logical_emit_message is not"],
    ["select public.count(1)", "the function public.count is not supported"],
    [
      "select pg_catalog.pg_read_file('/etc/passwd')",
      "the function pg_catalog.pg_read_file is not supported",
    ],
    ["select a.pg_catalog.count(1)", "the function a.pg_catalog.count is not supported"],
    ['select "count "(1)', "the function count  is not supported"],
    ["select * from generate_series(1, 1000000000)", "RangeFunction is not supported"],
    ["select xmlelement(name a)", "XmlExpr is not supported"],
    ["select * from pg_authid", "it names a system table"],
    ["select * from deal, pg_stat_activity", "it names a system table"],
    ["select * from information_schema.tables", "it names a schema"],
    ["select * from ponder_sync.logs", "it names a schema"],
    ["table pg_shadow", "it names a system table"],
  ] as const) {
    it(`may not be ${JSON.stringify(sql.slice(0, 70))}`, () => {
      expect(problemOf(sql)).to.include(problem);
    });
  }

  it("do not break the parser, however deeply they are nested", () => {
    for (const deep of [`select 1${"+1".repeat(2_490)}`, `select ${"not ".repeat(1_240)}true`]) {
      expect(problemOf(deep)).to.be.oneOf([undefined, "it is nested too deeply"]);
      expect(problemOf(COLLIDING.forbidden)).to.equal("UpdateStmt is not supported");
    }
  });

  describe("are looked at once in each part", () => {
    /** Tables of which the columns are asked for 1,000 times at most. */
    class Counted extends Map<string, ReadonlySet<string>> {
      asked = 0;
      override get(name: string) {
        this.asked += 1;
        if (this.asked > 1_000) throw new Error("The columns were asked for more than 1,000 times.");
        return super.get(name);
      }
    }
    const nested = (depth: number, list: string, from = "deal a") =>
      `${`(select ${list} from `.repeat(depth)}${from}${")a".repeat(depth)}`;
    const often = (name: string, length: number) => Array(Math.floor(length / (name.length + 1))).fill(name);

    for (const [what, sql] of [
      ["that takes all columns twice", `select a.id from ${nested(200, "*,*")}`],
      ["that takes all columns of a name twice", `select a.id from ${nested(150, "a.*,a.*")}`],
      ["that many names ask", `select ${often("a.id", 2_400)} from ${nested(140, "*")}`],
      ["of a part of WITH", `with a as (select * from ${nested(150, "*,*")}) select a.id from a`],
      [
        "of two parts that are called alike",
        `with a as (select 1 as id) select a.id from ${nested(150, "*,*")}, a`,
      ],
      [
        "of a part of WITH that names itself",
        `with recursive b as (select 1 as id, a.* from ${nested(100, "*,*", "b a")}) select b.id from b`,
      ],
      [
        "of joins with names",
        `select a.id from ${"(".repeat(100)}deal a${" join rating on true) a".repeat(100)}`,
      ],
      [
        "of parts that name the next one twice",
        `with ${Array.from({ length: 100 }, (_, n) => `p${n} as (select * from p${n + 1} a, p${n + 1} b)`)},
        p100 as (select * from deal) select p0.id from p0`,
      ],
    ] as const) {
      it(what, () => {
        expect(sql).to.have.length.below(5_000);
        const tables = new Counted(TABLES);
        expect(statementProblem(sql, tables)).to.equal(undefined);
      });
    }

    it("and each star once, among many tables and columns", () => {
      let read = 0;
      const columns = new Set(Array.from({ length: 1_000 }, (_, index) => `c${index}`));
      const values = columns.values.bind(columns);
      const counting = () => {
        read += 1;
        if (read > 10_000) throw new Error("The columns were read more than 10,000 times.");
        return values();
      };
      Object.assign(columns, { values: counting, [Symbol.iterator]: counting });
      const sql = `select a.c1 from (select ${often("*", 2_400)} from ${often("d", 2_400)}) a`;
      expect(statementProblem(sql, new Map([["d", columns]]))).to.equal(undefined);
    });

    it("unless they name each other in many circles", () => {
      const names = Array.from({ length: 100 }, (_, index) => `p${index}`);
      const parts = names.map((name, index) => `${name} as(select*,1 x from p${index + 1})`);
      const asked = names.map((name) => `${name}.x`);
      const sql = `with recursive ${parts},p100 as(select*from ${names}) select ${asked} from ${names}`;
      expect(sql).to.have.length.below(5_000);
      expect(problemOf(sql)).to.equal("it is nested too deeply");
    });
  });

  it("are decoded as @ponder/client encodes them", () => {
    const params = ["a", 1, true, null, 2n ** 70n, new Date(0), ["b", 2n]];
    expect(readStatement(encode("select $1", params), TABLES)).to.deep.equal({ sql: "select $1", params });
  });

  for (const [encoded, message] of [
    [undefined, "The query parameter sql is missing. Use createClient of @ponder/client"],
    ["select 1", "The query parameter sql is not encoded as it should be. Use createClient"],
    ["null", "The query parameter sql"],
    ["5", "The query parameter sql holds no statement"],
    ['{"json":{}}', "The query parameter sql holds no statement"],
    [encode(5), "The query parameter sql holds no statement"],
    [encode("x".repeat(5_001)), "The statement has 5001 characters. Keep it within 5000."],
    [encode("select 1", "none"), "The statement's params are no list"],
    [encode("select $1", [{ a: 1 }]), "The statement's params are no list"],
    [encode("select $1", [new Map()]), "The statement's params are no list"],
    [encode("delete from deal"), "The statement was refused: DeleteStmt is not supported. Send one SELECT"],
  ] as const) {
    it(`are refused when sent as ${String(encoded).slice(0, 60)}`, () => {
      expect(() => readStatement(encoded, TABLES)).to.throw(StatementError, message);
    });
  }
});
