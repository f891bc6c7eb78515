// `npm run coverage`: runs the tests of test/contracts/ with coverage, then refuses less than 98 % of the lines or of the
// statements of contracts/. What only an invariant happens to reach does not count: nothing says what it must do. Hardhat's
// lcov.info tells the lines; the statements stand only in the table it prints.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { listed, UNIT_TESTS } from "./solc/sources.ts";

const THRESHOLD_PERCENT = 98;
const LCOV = "coverage/lcov.info";
const GATED = "contracts/";

export interface LineCoverage {
  readonly file: string;
  readonly lines: number;
  readonly covered: number;
  readonly uncovered: readonly number[];
}

/** Line coverage of the files of contracts/ in an lcov trace. */
export function parseLcov(lcov: string): LineCoverage[] {
  return lcov
    .split("end_of_record")
    .flatMap((record) => {
      const file = /^SF:(.+)$/m.exec(record)?.[1]?.replaceAll("\\", "/");
      if (file === undefined || !file.startsWith(GATED)) return [];
      const hits = [...record.matchAll(/^DA:(\d+),(\d+)/gm)];
      const uncovered = hits.filter((hit) => hit[2] === "0").map((hit) => Number(hit[1]));
      return [{ file, lines: hits.length, covered: hits.length - uncovered.length, uncovered }];
    })
    .sort((a, b) => a.file.localeCompare(b.file));
}

/** Statement percentages in Hardhat's printed table: by file, and under `Total`. */
export function parseStatements(report: string): Map<string, number> {
  const percentages = new Map<string, number>();
  for (const line of stripVTControlCharacters(report).split("\n")) {
    const [, name, , statements] = line.split(/[║│]/).map((cell) => cell.trim());
    const isRow = name !== undefined && (name.endsWith(".sol") || name === "Total");
    if (isRow && statements !== undefined && /^\d+(\.\d+)?$/.test(statements)) {
      percentages.set(name.replaceAll("\\", "/"), Number(statements));
    }
  }
  return percentages;
}

/** Reasons to refuse; none when the coverage is good enough. Missing input is a reason. */
export function judge(lines: readonly LineCoverage[], statements: ReadonlyMap<string, number>): string[] {
  if (lines.length === 0) return [`${LCOV} has no file of ${GATED}: nothing was measured`];
  const foreign = [...statements.keys()].filter((name) => name !== "Total" && !name.startsWith(GATED));
  if (foreign.length > 0) {
    return [
      `the table counts files outside ${GATED} (${foreign.join(", ")}): add them to coverage.skipFiles`,
    ];
  }
  const total = statements.get("Total");
  if (total === undefined)
    return ["Hardhat printed no statement total: its report has changed, so must this gate"];
  const reasons: string[] = [];
  const linePercent = percent(sum(lines, "covered"), sum(lines, "lines"));
  if (!(linePercent >= THRESHOLD_PERCENT))
    reasons.push(`lines ${linePercent.toFixed(2)} % < ${THRESHOLD_PERCENT} %`);
  if (!(total >= THRESHOLD_PERCENT))
    reasons.push(`statements ${total.toFixed(2)} % < ${THRESHOLD_PERCENT} %`);
  return reasons;
}

const sum = (files: readonly LineCoverage[], field: "lines" | "covered") =>
  files.reduce((total, file) => total + file[field], 0);

const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole);

/** Ascending numbers with runs joined: `3, 7-9`. */
export function formatRanges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === number) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

function printTable(lines: readonly LineCoverage[], statements: ReadonlyMap<string, number>): void {
  const width = Math.max(...lines.map(({ file }) => file.length), "file".length);
  console.log(`${"file".padEnd(width)}  lines %  statements %  uncovered lines`);
  const row = (name: string, line: number, statement: number | undefined, uncovered: string) =>
    console.log(
      `${name.padEnd(width)}  ${line.toFixed(2).padStart(7)}  ${(statement?.toFixed(2) ?? "?").padStart(12)}  ${uncovered}`.trimEnd(),
    );
  for (const file of lines) {
    row(
      file.file,
      percent(file.covered, file.lines),
      statements.get(file.file),
      formatRanges(file.uncovered),
    );
  }
  row("total", percent(sum(lines, "covered"), sum(lines, "lines")), statements.get("Total"), "");
}

function runWithCoverage(args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("hardhat", ["test", "solidity", "--coverage", "--network", "default", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      process.stdout.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

async function main(args: readonly string[]): Promise<void> {
  // A trace of an earlier run must not stand in for this one.
  rmSync("coverage", { recursive: true, force: true });
  const { exitCode, output } = await runWithCoverage(args.length > 0 ? args : listed(".", UNIT_TESTS));
  const reasons = exitCode === 0 ? [] : [`the tests failed under coverage (exit code ${exitCode})`];
  if (existsSync(LCOV)) {
    const lines = parseLcov(readFileSync(LCOV, "utf8"));
    const statements = parseStatements(output);
    if (lines.length > 0) printTable(lines, statements);
    reasons.push(...judge(lines, statements));
  } else {
    reasons.push(`${LCOV} was not written`);
  }
  for (const reason of reasons) console.error(`coverage gate: ${reason}`);
  if (reasons.length === 0)
    console.log(`coverage gate: at least ${THRESHOLD_PERCENT} % of lines and statements`);
  process.exitCode = reasons.length === 0 ? 0 : 1;
}

if (import.meta.main) await main(process.argv.slice(2));
