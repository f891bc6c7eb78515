// `npm run docs:errors`: writes the tables of errors in docs/ from the NatSpec and the SDK's error classes.
// `npm run docs:errors -- --check`: writes nothing and fails when a committed page differs from them.

import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { contractErrorClasses } from "../sdk/errors/index.ts";
import { erc792ArbiterAbi, jurorPoolAbi, quittanceAbi } from "../sdk/index.ts";
import { explainContractErrors } from "./docs/contract-errors.ts";
import { errorsOn, fillIndex, fillTables } from "./docs/error-tables.ts";
import { readContracts } from "./docs/natspec.ts";
import { operationPageOf, operationPages } from "./docs/pages.ts";
import { readSdkErrors } from "./docs/sdk-errors.ts";

const INDEX = "docs/errors.md";
const ABIS = [...quittanceAbi, ...jurorPoolAbi, ...erc792ArbiterAbi];

const read = (path: string) => readFileSync(path, "utf8");

function pageOf(functionName: string): string | undefined {
  const page = operationPageOf(functionName);
  return existsSync(page) ? page : undefined;
}

/** Every page with tables of errors, as it should be. */
async function renderPages(): Promise<ReadonlyMap<string, string>> {
  const ofContracts = explainContractErrors(ABIS, await readContracts("."), contractErrorClasses);
  const ofSdk = readSdkErrors(
    new Map(globSync("sdk/!(dist|node_modules)/**/*.ts").map((file) => [file, read(file)])),
  );
  const explain = (name: string) => ofContracts.get(name) ?? ofSdk.get(name)?.();
  const pages = operationPages();
  if (pages.length === 0) throw new Error("docs/operations/ has no page of an operation");
  const rendered = new Map(pages.map((page) => [page, fillTables(page, read(page), explain, pageOf)]));
  const explainedOn = (name: string) => pages.filter((page) => errorsOn(page, read(page)).includes(name));
  const filled = fillTables(INDEX, read(INDEX), explain, pageOf);
  return rendered.set(INDEX, fillIndex(INDEX, filled, ofContracts, explainedOn));
}

async function main(args: readonly string[]): Promise<void> {
  const checking = args.includes("--check");
  const pages = await renderPages();
  const drifted = [...pages].filter(([page, wanted]) => read(page) !== wanted);
  for (const [page, wanted] of drifted) {
    if (checking) {
      console.error(
        `the tables of errors in ${page} differ from the contracts or the SDK. Run: npm run docs:errors`,
      );
    } else {
      writeFileSync(page, wanted);
      console.log(`wrote ${page}`);
    }
  }
  if (checking && drifted.length > 0) process.exitCode = 1;
  else console.log(`the tables of errors on ${pages.size} pages agree with the contracts and the SDK`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
