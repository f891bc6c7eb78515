import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, type PgColumn, PgTable } from "drizzle-orm/pg-core";
import type pg from "pg";
import * as schema from "../../../indexer/ponder.schema.ts";

/** Where Ponder keeps the statements that create an indexer's tables: it does not export them. */
const KIT = new URL("../../../node_modules/ponder/dist/esm/drizzle/kit/index.js", import.meta.url).href;

interface Statements {
  readonly sql: readonly string[];
}

interface Kit {
  getSql(of: object): {
    readonly enums: Statements;
    readonly tables: Statements;
    readonly indexes: Statements;
  };
}

/** Rows that belong to one: a deal has as many milestones, an account as many movements. */
const FAMILY = 20;
/** Time of the first row, unix seconds. */
const START = 1_795_219_200;
/** Columns that hold what a deal, or its like, is called by. */
const DEALS = /^(id|dealId|tabId|orderId|digest)$/;
const OF_TIME = /(At|since|until|timestamp|settleFrom|windowEnd|openBy|deadline)$/i;
const SMALL = 5_000;

/** Creates the tables of the indexer, without a row and without an index. */
export async function createTables(client: pg.Pool): Promise<void> {
  const { getSql } = (await import(KIT)) as Kit;
  const { enums, tables } = getSql(schema);
  // Beside each table Ponder keeps one of what a reorganisation undoes, which no question reads.
  const own = tables.sql.filter((statement) => !statement.includes('"operation_id"'));
  for (const statement of [...enums.sql, ...own]) await client.query(statement);
  await client.query(
    "create table _ponder_checkpoint (chain_name text, chain_id int, latest_checkpoint text, safe_checkpoint text)",
  );
}

/** Writes `count` rows into a table, with the indexes of the schema, and what the planner knows of them. @returns how many. */
export async function fillTable(client: pg.Pool, table: PgTable, count: number): Promise<number> {
  const { getSql } = (await import(KIT)) as Kit;
  const name = getTableName(table);
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([, column]) => `"${inSnakeCase(column.name)}"`);
  const keys = keyOf(table);
  const values = columns.map(([field, column]) => expressionOf(field, column, keys));
  const { rowCount } = await client.query(
    `insert into "${name}" (${names}) select ${values} from generate_series(0, ${countOf(name, count) - 1}) as g`,
  );
  const own = getSql(schema).indexes.sql.filter((statement) => statement.includes(` ON "${name}" `));
  for (const statement of own) await client.query(statement);
  await client.query(`analyze "${name}"`);
  return rowCount ?? 0;
}

export const tablesOf = (): PgTable[] =>
  Object.values(schema as Readonly<Record<string, unknown>>).filter((each): each is PgTable =>
    is(each, PgTable),
  );

/** Tables that are small, or that no question reads. */
const SMALLER: Readonly<Record<string, number>> = {
  ...{
    total: 1,
    juror_pool: 3,
    account_key: 100,
    commitment: 100,
    forfeit: 100,
    freeze: 100,
    fund_move: 100,
  },
  ...{
    handover: 100,
    key_change: 100,
    order_revocation: 100,
    panel: 100,
    policy_version: 100,
    principal: 100,
  },
  ...{ redemption: 100, reward: 100, reward_movement: 100, seat_change: 100, seed: 100, treasury_draw: 100 },
  ...{ voucher_refusal: 100, ledger_movement: 100 },
};

const countOf = (name: string, count: number): number => SMALLER[name] ?? count;

function keyOf(table: PgTable): Key[] {
  const columns = Object.entries(getTableColumns(table));
  const [composite] = getTableConfig(table).primaryKeys;
  const inKey = (column: PgColumn) =>
    column.primary || composite?.columns.some(({ name }) => name === column.name);
  return columns
    .filter(([, column]) => inKey(column))
    .map(([name, { columnType }]) => ({
      name,
      isText: columnType === "PgHex" || columnType === "PgEnumColumn",
    }));
}

interface Key {
  readonly name: string;
  readonly isText: boolean;
}

/** SQL of a column's value in row `g`. What leads a key of several parts is shared by a family, which its numbers part. */
function expressionOf(name: string, column: PgColumn, keys: readonly Key[]): string {
  const isKey = keys.some((key) => key.name === name);
  const isShared = isKey && keys.length > 1;
  // Where no number of the key parts a family, what does not lead it does.
  const isLeading = keys[0]?.name === name || keys.slice(1).some(({ isText }) => !isText);
  const row = isShared && isLeading ? `(g / ${FAMILY})` : "g";
  const { columnType, enumValues } = column;
  if (columnType === "PgArray")
    return `array[${[0, 1, 2].map((n) => addressOf(`((g * 3 + ${n}) % ${SMALL})`))}]`;
  if (enumValues !== undefined && columnType === "PgEnumColumn") {
    const words = enumValues.map((word) => `'${word}'`).join(",");
    // What begins does not stay so: of a hundred deals two are open.
    const later = `2 + (g % ${Math.max(enumValues.length - 1, 1)})`;
    const which =
      enumValues.length === 1 || isKey
        ? `1 + (g % ${enumValues.length})`
        : `case when g % 50 = 0 then 1 else ${later} end`;
    return `(array[${words}]::${column.getSQLType()}[])[${which}]`;
  }
  if (name === "day" && columnType !== "PgText")
    return `(1793491200 + 86400 * ${isShared ? `(g % ${FAMILY})` : "g::bigint"})`;
  if (name === "day")
    return isShared
      ? `(date '2026-11-01' + (g % ${FAMILY})::int)::text`
      : "(date '2026-11-01' + g::int)::text";
  if (columnType === "PgHex") {
    if (DEALS.test(name)) return hashOf(isKey ? row : `(g / ${FAMILY})`);
    if (/hash|evidence|pact|reasons|seed|terms|memo|packed|salt|reference|openedIn|updatedIn/i.test(name)) {
      return hashOf(isKey ? row : name === "pact" ? `(g % ${SMALL})` : "(g / 3)");
    }
    return addressOf(isKey ? row : `(g % ${SMALL})`);
  }
  if (columnType === "PgBoolean") return "(g % 2 = 0)";
  if (columnType === "PgJson") return "'{}'";
  if (name === "name")
    return `(array['PayoutRefused', 'DealOpened', 'VerdictReached', 'FeeCredited'])[1 + (g % 4)]`;
  if (columnType === "PgText") return name === "id" ? "'quittance'" : `'Word' || (g % 40)`;
  if (name === "blockNumber" || (isShared && keys[0]?.name === name)) return `(g / ${FAMILY})`;
  if (name === "part") return "0";
  if (isShared || name === "logIndex") return `(g % ${FAMILY})`;
  if (name === "category") return `(g % ${SMALL})`;
  if (OF_TIME.test(name)) return `${START} + g`;
  return columnType === "PgInteger" ? "(g % 10000)" : "g";
}

const hashOf = (row: string) => `'0x' || md5('one' || ${row}) || md5('other' || ${row})`;
const addressOf = (row: string) => `'0x' || md5('address' || ${row}) || '00000000'`;

const inSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
