import { getTableColumns, is } from "drizzle-orm";
import { isPgEnum, PgTable } from "drizzle-orm/pg-core";
import * as schema from "../../indexer/ponder.schema.ts";
import { COLUMN_WORDS, ENUM_WORDS } from "./column-words.ts";
import { schemaComments } from "./schema-comments.ts";

/** What the indexer's GraphQL says of its tables, as `indexer/http/descriptions.json` has it. Throws for what nothing is said of. */
export function graphqlDescriptions() {
  const comments = schemaComments();
  const say = (what: string, ...texts: readonly (string | undefined)[]) => {
    const text = texts.find((each) => each !== undefined);
    if (text === undefined)
      throw new Error(`${what} has no doc comment, and scripts/docs/column-words.ts has no words for it.`);
    return text;
  };
  const all = Object.entries(schema as Readonly<Record<string, unknown>>).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const tables = all.flatMap(([name, table]) => {
    if (!is(table, PgTable)) return [];
    const own = comments.columns[name] ?? {};
    const columns = Object.keys(getTableColumns(table)).map((column) => [
      column,
      say(`${name}.${column}`, own[column], COLUMN_WORDS[column]),
    ]);
    return [
      [name, { says: say(name, comments.tables[name]), columns: Object.fromEntries(columns) }] as const,
    ];
  });
  const enums = all.flatMap(([name, each]) =>
    isPgEnum(each) ? [[name, say(name, comments.enums[name], ENUM_WORDS[name])] as const] : [],
  );
  return { tables: Object.fromEntries(tables), enums: Object.fromEntries(enums) };
}
