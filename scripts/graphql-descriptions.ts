// `npm run docs:graphql`: writes what GraphQL says of each table and column, from the doc comments of indexer/schema.
// `npm run docs:graphql -- --check`: writes nothing and fails when the committed file differs from them.

import { readFileSync, writeFileSync } from "node:fs";
import { graphqlDescriptions } from "./docs/descriptions.ts";

const FILE = "indexer/http/descriptions.json";

const text = `${JSON.stringify(graphqlDescriptions(), undefined, 2)}\n`;
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (text !== readFileSync(FILE, "utf8")) {
  console.error(`${FILE} differs from indexer/schema. Run: npm run docs:graphql`);
  process.exitCode = 1;
}
