import { expect } from "chai";
import * as schema from "../../indexer/ponder.schema.ts";
import { readPage } from "./support/markdown.ts";

/** Where Drizzle, on which Ponder builds, keeps the columns of a table. */
const COLUMNS = Symbol.for("drizzle:Columns");
const NAME = Symbol.for("drizzle:Name");
const EVERY_ROW = ["blockNumber", "logIndex", "timestamp", "transactionHash"];
const CHANGING_ROW = ["updatedBlock", "updatedLogIndex", "updatedAt", "updatedIn"];
const BESIDES = [...EVERY_ROW, ...CHANGING_ROW];

interface Table {
  readonly [COLUMNS]?: object;
  readonly [NAME]?: string;
}

interface Relations {
  readonly table: Table;
  readonly config: (helpers: Record<"one" | "many", () => unknown>) => object;
}

const link = () => ({ withFieldName: () => undefined });

const entries = (Object.values(schema) as unknown as readonly (Table | Relations)[]).filter(
  (each) => typeof each === "object",
);

/** The tables in the order of their names. */
const tables = entries
  .filter((each): each is Table => COLUMNS in each)
  .sort((a, b) => (`${a[NAME]}` < `${b[NAME]}` ? -1 : 1));

const columnsOf = (table: Table) => Object.keys(table[COLUMNS] ?? {});

/** The rows of the table in docs/indexer.md, from the schema itself. */
function expectedRows(): string[] {
  const links = new Map<string | undefined, string[]>();
  for (const each of entries) {
    if (!("config" in each)) continue;
    links.set(each.table[NAME], Object.keys(each.config({ one: link, many: link })));
  }
  return tables.map((table) => {
    const columns = columnsOf(table).filter((name) => !BESIDES.includes(name));
    const linked = listed(links.get(table[NAME]) ?? []);
    return `| \`${table[NAME]}\` | ${listed(columns)} |${linked === "" ? "" : ` ${linked}`} |`;
  });
}

const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

describe("the columns in docs/indexer.md", () => {
  it("are those of the schema", () => {
    const [, section = ""] = readPage("docs/indexer.md").split("### Columns\n");
    const [table = ""] = section.split("\n### ");
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows).to.deep.equal(expectedRows());
  });

  it("say which tables hold facts", () => {
    const [, section = ""] = readPage("docs/indexer.md").split(
      "Rows of these tables are facts and never change: ",
    );
    const [list = ""] = section.split(".\n");
    const facts = tables.filter((table) => !columnsOf(table).includes("updatedBlock"));
    expect(list.replace(/\s+/g, " ")).to.equal(listed(facts.map((table) => `${table[NAME]}`)));
  });
});
