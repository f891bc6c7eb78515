import { getTableColumns, getTableName } from "drizzle-orm";
import type pg from "pg";
import { COUNTERS } from "../../../indexer/graphql/counters.ts";
import { modelOf } from "../../../indexer/graphql/model.ts";
import * as schema from "../../../indexer/ponder.schema.ts";
import { createTables, fillTable, tablesOf } from "./generated-rows.ts";

/** Signs that JSON and PostgreSQL write in ways of their own. */
const ODD = `'"\\/' || chr(10) || chr(9) || chr(1) || chr(127) || 'é' || chr(8232) || '😀 {"a":1}'`;
const HOURS = `{"3":{"deals":1,"funded":"12"},"10":{"ratings":2}}`;
const CHECKPOINT = `1795219200${"31337".padStart(16, "0")}${"4321".padStart(16, "0")}${"9".repeat(33)}`;

/** Fills the tables with a few rows that have what is seldom: columns without a value, texts with odd signs, equal values. */
export async function fillOddly(client: pg.Pool, rows: number): Promise<void> {
  await createTables(client);
  for (const table of tablesOf()) {
    const name = getTableName(table);
    await fillTable(client, table, rows);
    for (const column of Object.values(getTableColumns(table))) {
      const own = `"${column.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
      const some = `hashtext(ctid::text || '${column.name}') % 3`;
      if (column.columnType === "PgText" && !column.primary) {
        await client.query(`update "${name}" set ${own} = ${own} || ${ODD} where ${some} = 1`);
      }
      if (column.columnType === "PgJson") await client.query(`update "${name}" set ${own} = '${HOURS}'`);
      if (!column.notNull) await client.query(`update "${name}" set ${own} = null where ${some} = 0`);
    }
    await client.query(`analyze "${name}"`);
  }
  await countRows(client);
  await client.query(
    `insert into _ponder_checkpoint values ('chain', 31337, '${CHECKPOINT}', '${CHECKPOINT}')`,
  );
}

/** Makes the numbers that count rows those of the rows, as handlers keep them. */
async function countRows(client: pg.Pool): Promise<void> {
  const model = modelOf(schema);
  const nameOf = (table: string, column: string) => model.get(table)?.columns.get(column)?.name;
  for (const [counted, counters] of Object.entries(COUNTERS)) {
    for (const { by, table, column } of counters) {
      const pairs = Object.entries(by).map(
        ([field, key]) => `c."${nameOf(counted, field)}" = t."${nameOf(table, key)}"`,
      );
      const rows = `select count(*) from "${model.get(counted)?.name}" c where ${["true", ...pairs].join(" and ")}`;
      await client.query(`update "${model.get(table)?.name}" t set "${nameOf(table, column)}" = (${rows})`);
    }
  }
}
