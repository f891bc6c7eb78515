// `npm run docs`: serves the documentation as a site until Ctrl-C; pages follow their files as these change.
// `npm run docs:build`: builds the site into cache/site/dist and checks every link of it.
// Exit codes: 0 built, or ended as wished; 1 failed, or a link is broken; 2 wrong usage.

import { once } from "node:events";
import { type FSWatcher, watch } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { build, createServer } from "vitepress";
import { openReporter } from "../examples/output/reporter.ts";
import { type References, SITE, writeSite } from "./docs/build-pages.ts";
import { checkSite } from "./docs/check-site.ts";
import { readContracts } from "./docs/natspec.ts";
import { sdkReference } from "./docs/sdk-reference.ts";
import { solidityReference } from "./docs/solidity-reference.ts";

/** Root of VitePress: where its configuration is. */
const ROOT = "docs";
const PACKAGE = "sdk/package.json";
const WATCHED = [".", "docs", "docs/operations", "docs/images"];
const SETTLE_MS = 100;
const HOST = "127.0.0.1";

interface Options {
  readonly build?: true;
  readonly port?: number;
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Give a whole number of 1 to 65535.");
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("docs")
    .description(
      "Serves the documentation as a site until Ctrl-C. Pages follow their files; menus wait for a restart.",
    )
    .option(
      "--port <port>",
      "serve on this port, and fail when it is taken; otherwise a free one is found",
      readPort,
    )
    .option("--build", "build the site into cache/site/dist and check its links, instead of serving it")
    .addHelpText("after", "\nExamples:\n  npm run docs\n  npm run docs -- --port 8080\n  npm run docs:build")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

async function makeReferences(): Promise<References> {
  const contracts = solidityReference(await readContracts("."));
  return { contracts, sdk: await sdkReference(PACKAGE) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Writes the pages again when a file of theirs changes; a page that is wrong meanwhile stays as it was. */
function follow(references: References): FSWatcher[] {
  let timer: NodeJS.Timeout | undefined;
  const update = () => {
    try {
      writeSite(references);
    } catch (error) {
      console.error(messageOf(error));
    }
  };
  return WATCHED.map((folder) =>
    watch(folder, (_, file) => {
      if (!/\.(md|svg)$/.test(file ?? "")) return;
      clearTimeout(timer);
      timer = setTimeout(update, SETTLE_MS);
    }),
  );
}

async function buildSite(count: number): Promise<void> {
  await build(ROOT);
  const { links, problems } = checkSite(`${SITE}/dist`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) throw new Error(`the site has ${problems.length} bad links`);
  console.log(`${count} pages in ${SITE}/dist; all ${links} links lead somewhere`);
}

async function serveSite(references: References, port: number | undefined): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
  const server = await createServer(ROOT, {
    host: HOST,
    ...(port === undefined ? {} : { port, strictPort: true }),
  });
  const watchers = follow(references);
  try {
    await server.listen();
    console.log(`\n   ${server.resolvedUrls?.local[0] ?? ""}\n\n   Ctrl-C ends it.`);
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  } finally {
    for (const watcher of watchers) watcher.close();
    await server.close();
  }
}

async function main({ build: isBuild, port }: Options): Promise<void> {
  const reporter = openReporter();
  await reporter.say("Reading the contracts and the library …");
  const references = await reporter.busy("Still reading", makeReferences());
  const count = writeSite(references);
  if (isBuild) await buildSite(count);
  else await serveSite(references, port);
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`docs: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}
