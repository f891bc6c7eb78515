import { readFileSync } from "node:fs";
import { type IndexerQuery, indexerQueries } from "../../test/support/indexer-queries.ts";

/** The page, up to what is written from the questions. */
export const MARK = "<!-- the questions of indexer/queries: `npm run docs:queries` writes them -->";
const PLANS = "indexer/queries/plans.json";
const WHO = ["explorer", "juror", "marketplace", "auditor", "accountant"];

type Plans = Readonly<Record<string, readonly string[]>>;

/** The page as it should be. Throws when its mark is not there. */
export function queryPage(page: string): string {
  const [head, rest] = page.split(MARK);
  if (head === undefined || rest === undefined) throw new Error(`docs/queries.md has no line ${MARK}`);
  const plans = JSON.parse(readFileSync(PLANS, "utf8")) as Plans;
  const queries = indexerQueries();
  const sections = WHO.map((who) => {
    const own = queries.filter((query) => query.who === who);
    const article = /^[aeiou]/.test(who) ? "an" : "a";
    return [`## What ${article} ${who} asks`, ...own.map((query) => sectionOf(query, plans))].join("\n\n");
  });
  return `${head}${MARK}\n\n${sections.join("\n\n")}\n`;
}

function sectionOf({ name, why, example, text }: IndexerQuery, plans: Plans): string {
  const read = plans[name]?.map((index) => `\`${index}\``).join(", ");
  const variables =
    Object.keys(example).length === 0 ? [] : [`\`\`\`json\n${JSON.stringify(example)}\n\`\`\``];
  return [`### ${name}`, why, `\`\`\`graphql\n${text}\n\`\`\``, ...variables, `Read by: ${read}.`].join(
    "\n\n",
  );
}
