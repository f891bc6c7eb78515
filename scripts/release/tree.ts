import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../programs/run.ts";
import type { Readiness } from "./checks.ts";

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

const isRepository = (root: string) => existsSync(join(root, ".git"));

/** What git says of a file that it looks at; other marks are of those that somebody told it to leave alone. */
const WATCHED = "H ";

/** The files that git keeps in a folder, as paths from there; undefined outside a repository. */
export async function knownFiles(root: string, folder: string): Promise<Set<string> | undefined> {
  if (!isRepository(root)) return undefined;
  return new Set((await run("git", ["ls-files", "-z"], { cwd: join(root, folder) })).split("\0"));
}

/** Changesets that no release has taken up, as paths from the root. */
export const waitingChangesets = (root: string): string[] =>
  globSync(".changeset/*.md", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== ".changeset/README.md")
    .sort();

/** The text of CHANGELOG.md; empty when there is none. */
export function readChangelog(root: string): string {
  const file = join(root, "CHANGELOG.md");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** What publishing depends on besides the packages: git, the changelog and the changesets. */
export async function readTree(root: string): Promise<Omit<Readiness, "version" | "distTag">> {
  const inGit = isRepository(root);
  const git = async (...args: string[]) => (inGit ? linesOf(await run("git", args, { cwd: root })) : []);
  // A setting of the user's may hide files that git does not know.
  const status = await git("status", "--porcelain", "--untracked-files=all");
  const marks = await git("ls-files", "-v");
  return {
    changelog: readChangelog(root),
    changesets: waitingChangesets(root),
    changedFiles: inGit ? status.map((line) => line.slice(3)) : undefined,
    unwatchedFiles: marks
      .filter((line) => !line.startsWith(WATCHED))
      .map((line) => line.slice(WATCHED.length)),
    tags: await git("tag", "--points-at", "HEAD"),
  };
}
