// `npm run docs:queries`: writes the questions of docs/queries.md from indexer/queries.
// `npm run docs:queries -- --check`: writes nothing and fails when the committed page differs from them.

import { readFileSync, writeFileSync } from "node:fs";
import { queryPage } from "./docs/query-page.ts";

const PAGE = "docs/queries.md";

const committed = readFileSync(PAGE, "utf8");
const page = queryPage(committed);
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, page);
} else if (page !== committed) {
  console.error(`${PAGE} differs from indexer/queries. Run: npm run docs:queries`);
  process.exitCode = 1;
}
