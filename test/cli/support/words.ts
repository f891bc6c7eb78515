import { spawnSync } from "node:child_process";

/** One command whose output goes to a file, or nowhere else. */
const ONE_COMMAND = /^quittance [^|<>;&`]*?(?: > ([\w./-]+))?$/;

/**
 * What a shell makes of a line that is one call of `quittance`: its words, quotes and variables resolved, and the file that takes its
 * output. Undefined when the line needs a shell.
 */
export function wordsOf(line: string, variables: Readonly<Record<string, string>>) {
  const [match, into] = ONE_COMMAND.exec(line) ?? [];
  if (match === undefined) return undefined;
  const end = into === undefined ? line.length : line.lastIndexOf(" > ");
  const { stdout } = spawnSync("sh", ["-c", `quittance() { printf '%s\\0' "$@"; }; ${line.slice(0, end)}`], {
    env: { ...variables },
    encoding: "utf8",
  });
  return { words: stdout.split("\0").slice(0, -1), into };
}
