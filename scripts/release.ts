// `npm run release`: builds, packs and checks every package, and lets npm rehearse its publication. `--publish` publishes.
// Exit codes: 0 rehearsed or published, 1 refused or failed, 2 wrong usage.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { confirm, isCancel } from "@clack/prompts";
import { Command, CommanderError } from "commander";
import { faultsOf, obstaclesOf, tarballFaults, unknownFiles } from "./release/checks.ts";
import { build, isPublished, lint, type Packed, pack, publish, rehearse } from "./release/npm.ts";
import { findWorkspaces, publicPackages, type Workspace } from "./release/packages.ts";
import { ReleaseRefusal } from "./release/refusal.ts";
import { formatReport, type ReleasedPackage, type Report } from "./release/report.ts";
import { knownFiles, readTree } from "./release/tree.ts";

interface Options {
  readonly publish?: true;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly build: boolean;
  readonly tag: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  npm run release                       checks everything, publishes nothing
  npm run --silent release -- --json    the same, as one JSON object
  npm run release -- --publish          asks, then publishes: needs a clean tree on the tag of the version`;

function readOptions(args: readonly string[]): Options {
  const command = new Command("release")
    .description("Builds, packs, checks and publishes every package that is not private.")
    .option("--dry-run", "publish nothing (this is the default)")
    .option("--publish", "publish to the registry that npm is set to")
    .option("--yes", "do not ask before publishing")
    .option("--tag <name>", "npm tag under which the version is offered", "latest")
    .option("--no-build", "pack what was built before; a rehearsal only")
    .option("--json", "print the report as one JSON object; everything else goes to standard error")
    .addHelpText("after", EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  const options = command.opts<Options>();
  if (options.publish && options.dryRun) {
    command.error("error: --publish and --dry-run exclude each other; leave one of them out", {
      exitCode: 2,
    });
  }
  if (options.publish && !options.build) {
    command.error(
      "error: --publish and --no-build exclude each other: what was built before may be of other sources; leave one out",
      { exitCode: 2 },
    );
  }
  return options;
}

const say = (line: string) => console.error(line);

/** Builds, packs and checks each package. Tarballs go to `folder`. */
async function prepare(root: string, released: readonly Workspace[], folder: string, options: Options) {
  const faults: string[] = [];
  const packed: Packed[] = [];
  for (const workspace of released) {
    if (options.build && workspace.manifest.scripts?.build !== undefined) {
      say(`Building ${workspace.manifest.name} …`);
      await build(root, workspace);
    }
    say(`Packing ${workspace.manifest.name} …`);
    const tarball = await pack(root, workspace, folder);
    packed.push(tarball);
    const known = await knownFiles(root, workspace.folder);
    faults.push(
      ...tarballFaults(tarball.name, tarball.files),
      ...(known === undefined ? [] : unknownFiles(tarball.name, tarball.files, known)),
      ...(await lint(tarball)),
    );
  }
  return { packed, faults };
}

/** Refuses, before anything is built, a publication that would have to ask where there is no one to answer. */
function checkCanAsk({ publish, yes }: Options): void {
  if (!publish || yes || (process.stdin.isTTY && process.env.CI !== "true")) return;
  throw new ReleaseRefusal(
    "--publish asks before it publishes, and there is no terminal to ask on. Add --yes.",
  );
}

async function askToPublish(version: string | undefined, packed: readonly Packed[]): Promise<void> {
  const names = packed.map(({ name }) => name).join(", ");
  const answer = await confirm({
    message: `Publish ${names} as ${version}? A version cannot be taken back.`,
    initialValue: false,
    output: process.stderr,
  });
  if (isCancel(answer) || !answer) throw new ReleaseRefusal("Not confirmed: nothing was published.");
}

/** Rehearses or publishes each package in order. A release that broke off goes on: what is there is left alone. */
async function deliver(packed: readonly Packed[], options: Options): Promise<ReleasedPackage["outcome"][]> {
  const outcomes: ReleasedPackage["outcome"][] = [];
  for (const tarball of packed) {
    if (!options.publish) {
      await rehearse(tarball, { distTag: options.tag });
      outcomes.push("rehearsed");
    } else if (await isPublished(tarball)) outcomes.push("present");
    else {
      say(`Publishing ${tarball.name} …`);
      await publish(tarball, { distTag: options.tag });
      outcomes.push("published");
    }
  }
  return outcomes;
}

async function release(root: string, options: Options): Promise<Report> {
  checkCanAsk(options);
  const workspaces = await findWorkspaces(root);
  const released = publicPackages(workspaces);
  const version = released[0]?.manifest.version;
  const dryRun = options.publish !== true;
  const readObstacles = async () =>
    version === undefined ? [] : obstaclesOf({ version, distTag: options.tag, ...(await readTree(root)) });
  const early: Report = {
    ...{ version, dryRun, packages: [] },
    faults: faultsOf(workspaces),
    obstacles: await readObstacles(),
  };
  if (isRefused(early)) return early;

  const folder = mkdtempSync(join(tmpdir(), "quittance-release-"));
  try {
    const { packed, faults } = await prepare(root, released, folder, options);
    // Read again, because a build may change files that git keeps.
    const report: Report = {
      ...early,
      packages: packed.map(asPacked),
      faults,
      obstacles: await readObstacles(),
    };
    if (isRefused(report)) return report;
    if (options.publish && !options.yes) await askToPublish(version, packed);
    const outcomes = await deliver(packed, options);
    return {
      ...report,
      packages: report.packages.map((each, index) => ({ ...each, outcome: outcomes[index] ?? "packed" })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asPacked = ({ files, tarball: _, ...packed }: Packed): ReleasedPackage => ({
  ...packed,
  files: files.length,
  outcome: "packed",
});

/** True when a release may not go on. A dry run goes on past what only publishing needs. */
const isRefused = ({ dryRun, faults, obstacles }: Report) =>
  faults.length > 0 || (!dryRun && obstacles.length > 0);

try {
  const options = readOptions(process.argv.slice(2));
  const report = await release(process.cwd(), options);
  console.log(options.json ? JSON.stringify(report) : `\n${formatReport(report)}`);
  if (isRefused(report)) process.exitCode = 1;
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
