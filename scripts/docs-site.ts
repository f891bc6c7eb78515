// `npm run docs`: serves the documentation as a site until Ctrl-C; pages follow their files as these change.
// `npm run docs:build`: builds the site into cache/site/dist and checks every link of it.

import { watch } from "node:fs";
import { build, createServer } from "vitepress";
import { type References, SITE, writeSite } from "./docs/build-pages.ts";
import { checkSite } from "./docs/check-site.ts";
import { readContracts } from "./docs/natspec.ts";
import { entryPointsOf } from "./docs/public-names.ts";
import { sdkReference } from "./docs/sdk-reference.ts";
import { solidityReference } from "./docs/solidity-reference.ts";

/** Root of VitePress: where its configuration is. */
const ROOT = "docs";
const PACKAGE = "sdk/package.json";
const WATCHED = [".", "docs", "docs/operations", "docs/images"];
const SETTLE_MS = 100;

async function makeReferences(): Promise<References> {
  const contracts = solidityReference(await readContracts("."));
  return { contracts, sdk: await sdkReference(entryPointsOf(PACKAGE)) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Makes the pages anew when a file of theirs changes; a page that is wrong meanwhile stays as it was. */
function follow(references: References): void {
  let timer: NodeJS.Timeout | undefined;
  const update = () => {
    try {
      writeSite(references);
    } catch (error) {
      console.error(messageOf(error));
    }
  };
  for (const folder of WATCHED) {
    watch(folder, (_, file) => {
      if (!/\.(md|svg)$/.test(file ?? "")) return;
      clearTimeout(timer);
      timer = setTimeout(update, SETTLE_MS);
    });
  }
}

async function main(args: readonly string[]): Promise<void> {
  const references = await makeReferences();
  const count = writeSite(references);
  if (args.includes("--build")) {
    await build(ROOT);
    const { links, problems } = checkSite(`${SITE}/dist`);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) throw new Error(`the site has ${problems.length} bad links`);
    console.log(`${count} pages in ${SITE}/dist; all ${links} links lead somewhere`);
    return;
  }
  follow(references);
  const server = await createServer(ROOT);
  await server.listen();
  server.printUrls();
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
