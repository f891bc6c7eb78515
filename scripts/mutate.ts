// `npm run mutate`: makes small mistakes in the contracts, one at a time, and refuses when the tests miss too many.
// All mutants of a run are compiled at once, each behind a question for the block's coinbase, which the test runner sets.
// Exit codes: 0 enough killed and every survivor explained, 1 not, or a failure, 2 wrong usage.

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import hre from "hardhat";
import { build, chooseCompiling, withoutTests } from "./mutate/build.ts";
import { type Outcome, tryMutants } from "./mutate/campaign.ts";
import type { Mutant } from "./mutate/mutant.ts";
import { constantsOf, mutantsOf } from "./mutate/mutants.ts";
import { type Options, readOptions } from "./mutate/options.ts";
import { type Project, readProject } from "./mutate/project.ts";
import { jsonOf, reportOf } from "./mutate/report.ts";
import { ranked } from "./mutate/sample.ts";
import { type Fuzzing, Suites } from "./mutate/suites.ts";
import { judge, readSurvivors, scoreOf } from "./mutate/survivors.ts";
import { compile, treesOf } from "./solc/compiler.ts";
import { asText } from "./solc/sources.ts";

const SURVIVORS = "test/mutation/survivors.json";
const MUTANTS_PER_BUILD = 200;
/** Fewer than `npm test` has: a mutant that only a rare input tells from the contract counts as a survivor. */
const FUZZ_RUNS = 32;
const PROGRESS_EVERY_MS = 10_000;

interface Setting {
  readonly root: string;
  readonly evmVersion: string;
  readonly fuzzing: Fuzzing;
}

/** As Hardhat is configured, so that mutants run under the rules of the tests. */
function readSetting(): Setting {
  const evmVersion: unknown = hre.config.solidity.profiles.default?.compilers[0]?.settings.evmVersion;
  const seed = hre.config.test.solidity.profiles.default?.fuzz.seed;
  if (typeof evmVersion !== "string") throw new Error("hardhat.config.ts names no evmVersion");
  if (seed === undefined) throw new Error("hardhat.config.ts names no test.solidity.fuzz.seed");
  return { root: hre.config.paths.root, evmVersion, fuzzing: { runs: FUZZ_RUNS, seed } };
}

async function findMutants(project: Project, evmVersion: string): Promise<Mutant[]> {
  const texts = Object.fromEntries([...project.sources].map(([file, source]) => [file, asText(source)]));
  const { trees, errors } = await compile(withoutTests(texts), { evmVersion }, treesOf(project.mutated));
  if (errors[0] !== undefined) throw new Error(`the contracts do not compile:\n${errors[0].message}`);
  const constants = constantsOf(trees.values());
  const mutants = project.mutated.flatMap((file) => {
    const tree = trees.get(file);
    if (tree === undefined) throw new Error(`solc gave no syntax tree of ${file}`);
    return mutantsOf(file, project.sources.get(file) ?? "", tree, constants);
  });
  if (mutants.length === 0) throw new Error("contracts/ has no code to mutate");
  return mutants;
}

function candidatesOf(mutants: readonly Mutant[], { files, seed }: Options): Mutant[] {
  const unknown = files.find((file) => mutants.every((mutant) => mutant.file !== file));
  if (unknown !== undefined) throw new Error(`--file ${unknown}: contracts/ has no such file with code`);
  return ranked(
    mutants.filter(({ file }) => files.length === 0 || files.includes(file)),
    seed,
  );
}

/** Prints a count, to show that the command does not hang. */
class Progress {
  readonly #started = Date.now();
  readonly #total: number;
  #tried = 0;
  #survived = 0;
  #said = Date.now();

  constructor(total: number) {
    this.#total = total;
  }

  count({ mutant, killer }: Outcome): void {
    this.#tried += 1;
    if (killer === undefined) {
      this.#survived += 1;
      console.error(`  survived: ${mutant.file}:${mutant.line} ${mutant.change}`);
    }
    if (Date.now() - this.#said < PROGRESS_EVERY_MS && this.#tried !== this.#total) return;
    this.#said = Date.now();
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    console.error(`  ${this.#tried} of ${this.#total} tried, ${this.#survived} survived, ${seconds} s`);
  }
}

async function tryAll(
  project: Project,
  { root, evmVersion, fuzzing }: Setting,
  mutants: readonly Mutant[],
): Promise<Outcome[]> {
  const progress = new Progress(mutants.length);
  const outcomes: Outcome[] = [];
  for (let from = 0; from < mutants.length; from += MUTANTS_PER_BUILD) {
    const some = mutants.slice(from, from + MUTANTS_PER_BUILD);
    console.error(`Compiling ${some.length} mutants at once …`);
    const built = await build(project, evmVersion, some);
    const suites = new Suites(root, fuzzing, built.contracts);
    console.error("Running the tests on the unmutated contracts …");
    const { suites: measured, failed } = await suites.measure();
    if (measured.length === 0) throw new Error("the test files hold no test");
    if (failed.length > 0) {
      const named = failed.map(({ suite, test, reason }) => `  ${suite}.${test}: ${reason}`);
      throw new Error(`the tests do not pass on the unmutated contracts:\n${named.join("\n")}`);
    }
    console.error(`Trying ${some.length} mutants against ${measured.length} suites …`);
    const tried = await tryMutants(built, suites, measured, Math.min(2, availableParallelism()), (outcome) =>
      progress.count(outcome),
    );
    outcomes.push(...tried);
  }
  return outcomes;
}

async function main(options: Options): Promise<void> {
  const started = Date.now();
  const setting = readSetting();
  const whys = readSurvivors(join(setting.root, SURVIVORS));
  const project = readProject(setting.root);
  const found = await findMutants(project, setting.evmVersion);
  const candidates = candidatesOf(found, options);
  const count = options.sample ?? candidates.length;
  console.error(`${found.length} mutants in ${project.mutated.length} files; choosing ${count} …`);
  const chosen = await chooseCompiling(project, setting.evmVersion, candidates, count);
  const outcomes = await tryAll(project, setting, chosen);
  const reasons = judge(outcomes, whys, new Set(found.map(({ key }) => key)));
  if (options.json) console.log(jsonOf(outcomes, whys, reasons, found.length));
  else console.log(reportOf(outcomes, whys));
  for (const reason of reasons) console.error(`mutation gate: ${reason}`);
  if (reasons.length === 0) {
    const { killed, percent } = scoreOf(outcomes);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.error(
      `mutation gate: ${killed} of ${outcomes.length} killed (${percent.toFixed(2)} %) in ${seconds} s, every survivor explained`,
    );
  }
  process.exitCode = reasons.length === 0 ? 0 : 1;
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`mutate: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
