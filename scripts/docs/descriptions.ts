import { COLUMN_WORDS, ENUM_WORDS } from "./column-words.ts";
import { schemaComments } from "./schema-comments.ts";

/** What the indexer's GraphQL says of its tables, as `indexer/http/descriptions.json` has it. Throws for what nothing is said of. */
export function graphqlDescriptions() {
  const { tables, enums } = schemaComments();
  const say = (what: string, ...texts: readonly (string | undefined)[]) => {
    const text = texts.find((each) => each !== undefined);
    if (text !== undefined) return text;
    throw new Error(`${what} has no doc comment, and scripts/docs/column-words.ts has no words for it.`);
  };
  const ofTables = inOrder(tables).map(([name, { says, columns }]) => {
    const words = Object.entries(columns).map(([column, comment]) => [
      column,
      say(`${name}.${column}`, comment, COLUMN_WORDS[column]),
    ]);
    return [name, { says: say(name, says), columns: Object.fromEntries(words) }] as const;
  });
  const ofEnums = inOrder(enums).map(
    ([name, comment]) => [name, say(name, comment, ENUM_WORDS[name])] as const,
  );
  return { tables: Object.fromEntries(ofTables), enums: Object.fromEntries(ofEnums) };
}

const inOrder = <Value>(named: Readonly<Record<string, Value>>) =>
  Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1));
