import {
  CHECK_ONLY,
  type Compiled,
  type CompiledContract,
  codeOf,
  compile,
  QUICK_IR,
  QUICK_LEGACY,
  type Sources,
} from "../solc/compiler.ts";
import { asText } from "../solc/sources.ts";
import type { Mutant } from "./mutant.ts";
import type { Project } from "./project.ts";
import { type Woven, weave, withoutPure } from "./weave.ts";

/** One compilation that holds many mutants. */
export interface Build {
  readonly contracts: readonly (readonly [file: string, name: string, contract: CompiledContract])[];
  /** What the block's coinbase says to put each to work. */
  readonly numbers: ReadonlyMap<Mutant, number>;
}

interface WovenProject {
  readonly sources: Record<string, string>;
  readonly woven: ReadonlyMap<string, readonly Woven[]>;
}

export const withoutTests = (sources: Sources): Sources =>
  Object.fromEntries(Object.entries(sources).filter(([file]) => !file.startsWith("test/")));

const isOfProject = (file: string) => !file.startsWith("@");

function weaveProject(
  project: Project,
  mutants: readonly Mutant[],
  numbers: ReadonlyMap<Mutant, number>,
): WovenProject {
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  const woven = new Map<string, readonly Woven[]>();
  const sources: Record<string, string> = {};
  for (const [file, source] of project.sources) {
    const variants = byFile.get(file);
    if (variants === undefined) {
      sources[file] = asText(isOfProject(file) ? withoutPure(source) : source);
    } else {
      const result = weave(source, variants, numbers);
      woven.set(file, result.woven);
      sources[file] = asText(result.text);
    }
  }
  return { sources, woven };
}

/** The mutants that solc complains about. Throws a complaint that is about none of them. */
function refusedBy({ errors }: Compiled, woven: WovenProject["woven"]): Set<Mutant> {
  const refused = new Set<Mutant>();
  for (const { message, file, start } of errors) {
    const guilty = woven.get(file ?? "")?.find((part) => part.start <= start && start < part.end);
    if (guilty === undefined) throw new Error(`the contracts do not compile, even unmutated:\n${message}`);
    refused.add(guilty.mutant);
  }
  return refused;
}

/**
 * The first `count` of the candidates that compile.
 * @param candidates In their order; those that do not compile are left out, and later ones come in for them.
 */
export async function chooseCompiling(
  project: Project,
  evmVersion: string,
  candidates: readonly Mutant[],
  count: number,
): Promise<Mutant[]> {
  const waiting = [...candidates];
  let chosen = waiting.splice(0, count);
  for (;;) {
    const { sources, woven } = weaveProject(project, chosen, numbered(chosen));
    const refused = refusedBy(await compile(withoutTests(sources), { evmVersion }, CHECK_ONLY), woven);
    if (refused.size === 0) return chosen;
    chosen = chosen.filter((mutant) => !refused.has(mutant));
    chosen.push(...waiting.splice(0, count - chosen.length));
  }
}

const numbered = (mutants: readonly Mutant[]) =>
  new Map(mutants.map((mutant, index) => [mutant, index + 1] as const));

/** Compiles the tests, and the contracts that they deploy by name, with these mutants in both. */
export async function build(
  project: Project,
  evmVersion: string,
  mutants: readonly Mutant[],
): Promise<Build> {
  const numbers = numbered(mutants);
  const { sources } = weaveProject(project, mutants, numbers);
  const answers = await Promise.all([
    compile(withoutTests(sources), { evmVersion, ...QUICK_IR }, codeOf(project.deployed)),
    compile(sources, { evmVersion, ...QUICK_LEGACY }, codeOf([...project.tests, ...project.supports])),
  ]);
  for (const { errors } of answers) {
    if (errors[0] !== undefined)
      throw new Error(`the mutants do not compile together:\n${errors[0].message}`);
  }
  return {
    numbers,
    contracts: answers.flatMap((answer) =>
      Object.entries(answer.contracts).flatMap(([file, byName]) =>
        Object.entries(byName).map(([name, contract]) => [file, name, contract] as const),
      ),
    ),
  };
}
