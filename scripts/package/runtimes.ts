import { type Consumer, writeIn } from "./consumer.ts";
import { runOutside } from "./outsider.ts";

const MAJORS = [20, 22, 24] as const;

/** One release line of Node, and where its binary is. */
export interface Runtime {
  readonly major: number;
  readonly node: string;
}

/** The Node releases that users have; npm brings those that are not there. */
export async function nodeRuntimes(folder: string): Promise<Runtime[]> {
  const runtimes: Runtime[] = [];
  for (const major of MAJORS) {
    const args = ["-y", "-p", `node@${major}`, "--", "node", "-p", "process.execPath"];
    runtimes.push({
      major,
      node: (await runOutside("npx", args, { cwd: folder })).trim(),
    });
  }
  return runtimes;
}

/** Imports and requires each entry under each Node that it runs under, and calls something of the library. */
export async function tryEntries(
  consumer: Consumer,
  runtimes: readonly Runtime[],
  entriesUnder: (major: number) => readonly string[],
): Promise<void> {
  const useful = `const RULE = { passingScore: 5000, payoutStep: 500 };
if (quittance.payoutOf(7350, RULE) !== 7000) throw new Error("payoutOf");
`;
  const modern = writeIn(
    consumer,
    "entries.mjs",
    `for (const entry of process.argv.slice(2)) {
  const module = await import(entry);
  if (Object.keys(module).length === 0) throw new Error(entry + " exports nothing");
}
const quittance = await import("quittance");
${useful}`,
  );
  const common = writeIn(
    consumer,
    "entries.cjs",
    `for (const entry of process.argv.slice(2)) {
  if (Object.keys(require(entry)).length === 0) throw new Error(entry + " exports nothing");
}
const quittance = require("quittance");
${useful}`,
  );
  for (const { major, node } of runtimes) {
    for (const script of [modern, common]) {
      await runOutside(node, [script, ...entriesUnder(major)], { cwd: consumer.folder });
    }
  }
}
