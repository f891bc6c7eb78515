// `npm run release:version`: turns the waiting changesets into the next version: package.json files, CHANGELOG.md, lock file,
// and the version that the library's errors link to.
// Exit codes: 0 done (or shown, with --dry-run), 1 refused or failed, 2 wrong usage.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { run } from "./programs/run.ts";
import { addRelease, type Changeset, mergeNotes, readNotes } from "./release/changelog.ts";
import { ReleaseRefusal } from "./release/refusal.ts";
import { readChangelog, waitingChangesets } from "./release/tree.ts";
import { writeVersion } from "./release/version-file.ts";

interface Options {
  readonly dryRun?: true;
}

/** What changesets plans, as `changeset status --output` writes it. */
interface Plan {
  readonly changesets: readonly Changeset[];
  readonly releases: readonly { readonly name: string; readonly type: string; readonly newVersion: string }[];
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("release:version")
    .description("Gives the packages their next version and moves the waiting changesets into CHANGELOG.md.")
    .option("--dry-run", "print the new version and the new changelog, change nothing")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

async function readPlan(root: string): Promise<Plan> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-version-"));
  try {
    const file = join(folder, "plan.json");
    await run("changeset", ["status", "--output", file], { cwd: root });
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one version that all packages get. Throws when they would get different ones. */
function nextVersion({ releases }: Plan): string {
  const versions = new Set(
    releases.filter(({ type }) => type !== "none").map(({ newVersion }) => newVersion),
  );
  const [version, ...others] = versions;
  if (version === undefined) throw new ReleaseRefusal("The changesets bump no package: nothing to release.");
  if (others.length === 0) return version;
  throw new ReleaseRefusal(
    `The packages would get different versions: ${[...versions].join(", ")}. ` +
      'Name them all in one group of "fixed" in .changeset/config.json.',
  );
}

async function main(root: string, options: Options): Promise<void> {
  if (waitingChangesets(root).length === 0) {
    throw new ReleaseRefusal("No changeset waits in .changeset. Write one first: npm run changeset");
  }
  const plan = await readPlan(root);
  const version = nextVersion(plan);
  const notes = mergeNotes(plan.changesets.map(readNotes));
  const today = new Date().toISOString().slice(0, "2026-01-01".length);
  const changelog = addRelease(readChangelog(root), version, today, notes);
  if (options.dryRun) {
    console.log(`The next version is ${version}. CHANGELOG.md would be:\n\n${changelog}`);
    return;
  }
  await run("changeset", ["version"], { cwd: root });
  writeFileSync(join(root, "CHANGELOG.md"), changelog);
  writeVersion(root, version);
  await run("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
  });
  console.log(
    `The packages are at ${version}. Review the changes and commit them. On main, once that is merged:\n` +
      `  git tag v${version}\n  npm run release -- --publish\n  git push origin v${version}`,
  );
}

try {
  await main(process.cwd(), readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`release:version: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
