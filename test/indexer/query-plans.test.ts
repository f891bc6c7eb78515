import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { getTableName } from "drizzle-orm";
import pg from "pg";
import { Engine } from "../../indexer/graphql/engine.ts";
import { modelOf } from "../../indexer/graphql/model.ts";
import type { Reader } from "../../indexer/graphql/reader.ts";
import { openPostgresReader } from "../../indexer/graphql/reader-postgres.ts";
import * as schema from "../../indexer/ponder.schema.ts";
import { emptyIn, indexerQueries } from "../support/indexer-queries.ts";
import { createTables, fillTable, tablesOf } from "./support/generated-rows.ts";
import { preparedScansOf, type Scan, scansOf } from "./support/plans.ts";
import { indexerSchema } from "./support/ponder-graphql.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";

const ROWS = process.env.QUITTANCE_DEEP ? 1_000_000 : 10_000;
/** Reading a table of this many rows from its beginning to its end is right. */
const FEW = 100;
/** What a question may read and leave out of its answer, in one step. */
const IN_VAIN = 1_000;
/** Of one row a chain, read with every question: up to which block the rows know everything. */
const HEAD = "_ponder_checkpoint";

/** A file for the indexes that are read: `indexer/queries/plans.json`, of which docs/queries.md is written. */
const PLANS = process.env.QUITTANCE_PLANS;
const read: Record<string, string[]> = {};

describe(`plans of the questions in indexer/queries, at ${ROWS} rows a table`, () => {
  const queries = indexerQueries();
  let postgres: Postgres | undefined;
  let client: pg.Pool;
  let reader: Reader;
  let engine: Engine;

  before(async function () {
    postgres = await openCluster();
    if (postgres === undefined) return this.skip();
    client = new pg.Pool({ connectionString: postgres.url });
    // The server may end before a connection at rest knows that it has ended.
    client.on("error", () => undefined);
    await createTables(client);
    reader = openPostgresReader(postgres.url, "public");
    engine = new Engine(await indexerSchema(), modelOf(schema), reader);
  });

  for (const table of tablesOf()) {
    it(`fills ${getTableName(table)}`, async () => {
      expect(await fillTable(client, table, ROWS)).to.be.greaterThan(0);
    });
  }

  after(async () => {
    await reader?.close();
    await client?.end();
    await postgres?.stop();
    if (PLANS !== undefined) writeFileSync(PLANS, `${JSON.stringify(read, undefined, 2)}\n`);
  });

  it("are those of thirty questions", () => expect(queries).to.have.length(30));

  it("use the indexes that docs/queries.md names, which are there", async () => {
    const told = JSON.parse(readFileSync("indexer/queries/plans.json", "utf8")) as Record<string, string[]>;
    expect(Object.keys(told).sort()).to.deep.equal(queries.map(({ name }) => name));
    const { rows } = await client.query<{ readonly name: string }>(
      "select relname as name from pg_class where relkind in ('i', 'r') and relnamespace = 'public'::regnamespace",
    );
    expect(rows.map(({ name }) => name)).to.include.members(Object.values(told).flat());
  });

  for (const query of queries) {
    it(query.name, async () => {
      const prepared = engine.prepare({ query: query.text, variables: await variablesOf(client, query) });
      const { text, parametersOf } = prepared.plan.whole;
      const statement = { sql: text, params: parametersOf(prepared.variables) };
      const found: Scan[] = [
        ...(await scansOf(client, statement)),
        ...(await preparedScansOf(client, statement)),
      ];
      const scans = found.filter(({ table }) => table !== HEAD);
      expect(scans).to.not.deep.equal([]);
      const sequential = scans.filter(({ type }) => type === "Seq Scan");
      for (const { table } of sequential) {
        const { rows } = await client.query<{ readonly count: string }>(`select count(*) from "${table}"`);
        expect(Number(rows[0]?.count), `rows of ${table}, which is read from end to end`).to.be.at.most(FEW);
      }
      for (const { table, index, removed } of scans) {
        expect(removed, `rows of ${table} read in vain by ${index}`).to.be.at.most(IN_VAIN);
      }
      read[query.name] = [...new Set(scans.map(({ table, index }) => index ?? table))].sort();
      const { data } = JSON.parse((await engine.answer(prepared)).body);
      expect(emptyIn(data), "without a row").to.deep.equal([]);
    });
  }
});

/** The example, with values that are in the database. */
async function variablesOf(client: pg.Pool, { example, take }: ReturnType<typeof indexerQueries>[number]) {
  const found: Record<string, unknown> = {};
  for (const [variable, place] of Object.entries(take)) {
    const [table = "", column = ""] = place
      .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      .split(".");
    const { rows } = await client.query(`select "${column}" as value from "${table}" order by ctid limit 1`);
    const { value } = rows[0] as { readonly value: unknown };
    found[variable] = Array.isArray(value) ? value[0] : value;
  }
  return { ...example, ...found };
}
