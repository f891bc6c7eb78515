import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** A question to the indexer, as a file of `indexer/queries/` has it. */
export interface IndexerQuery {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly who: string;
  readonly why: string;
  /** Variables that show what is given. */
  readonly example: Readonly<Record<string, unknown>>;
  /** The table and the column that a variable's value comes from, as `deal.buyer`. */
  readonly take: Readonly<Record<string, string>>;
  readonly text: string;
}

/** All of `indexer/queries/`, by name. Throws when a head is not as `indexer/queries` has them. */
export function indexerQueries(): IndexerQuery[] {
  return globSync("indexer/queries/*.graphql")
    .sort()
    .map((file) => {
      const [head = "", ...rest] = readFileSync(file, "utf8").split("\n\n");
      const lines = new Map(
        head.split("\n").map((line) => {
          const [, key, value] = /^# (Who|Why|Example|Take): (.+)$/.exec(line) ?? [];
          if (key === undefined || value === undefined)
            throw new Error(`${file}: ${line} is no line of a head`);
          return [key, value] as const;
        }),
      );
      const of = (key: string) => {
        const value = lines.get(key);
        if (value === undefined) throw new Error(`${file} has no line "# ${key}: …"`);
        return value;
      };
      return {
        name: basename(file, ".graphql"),
        ...{ who: of("Who"), why: of("Why") },
        example: JSON.parse(of("Example")) as IndexerQuery["example"],
        take: JSON.parse(lines.get("Take") ?? "{}") as IndexerQuery["take"],
        text: rest.join("\n\n").trim(),
      };
    });
}

/** Whether every list of an answer has a row, and every single row is there. */
export function emptyIn(data: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (value === null) return [name];
    const { items } = value as { readonly items?: readonly unknown[] };
    return items?.length === 0 ? [name] : [];
  });
}
