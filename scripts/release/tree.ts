import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readiness } from "./checks.ts";
import { output } from "./commands.ts";

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

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
  const isRepository = existsSync(join(root, ".git"));
  const git = async (...args: string[]) => linesOf(await output("git", args, root));
  return {
    changelog: readChangelog(root),
    changesets: waitingChangesets(root),
    changedFiles: isRepository
      ? (await git("status", "--porcelain")).map((line) => line.slice(3))
      : undefined,
    tags: isRepository ? await git("tag", "--points-at", "HEAD") : [],
  };
}
