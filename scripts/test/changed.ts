import { execFileSync } from "node:child_process";

/** The branch that changes are taken into. */
export const DEFAULT_BASE = "origin/main";

const git = (...args: readonly string[]) =>
  execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

const isKnown = (commit: string) => {
  try {
    return git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`) !== "";
  } catch {
    return false;
  }
};

/**
 * Files that differ between a commit and the working tree, and new ones that git does not ignore.
 *
 * @param since The commit; "" for where this branch left `origin/main`, or for HEAD where there is no such branch.
 * @throws Error when there is no such commit.
 */
export function changedSince(since: string): string[] {
  const base = baseOf(since);
  const differing = git("diff", "--name-only", "--no-renames", base);
  const added = git("ls-files", "--others", "--exclude-standard");
  return [...new Set(`${differing}\n${added}`.split("\n"))].filter((file) => file !== "").sort();
}

/** The commit that `changedSince` compares with. */
export function baseOf(since: string): string {
  if (since !== "" && !isKnown(since)) {
    throw new Error(`--since ${since}: git knows no such commit. Give a branch, a tag or a hash.`);
  }
  if (since !== "") return since;
  return isKnown(DEFAULT_BASE) ? git("merge-base", "HEAD", DEFAULT_BASE) : "HEAD";
}
