import type { Build } from "./build.ts";
import type { Mutant } from "./mutant.ts";
import type { FailedTest, Suite, Suites } from "./suites.ts";

export interface Outcome {
  readonly mutant: Mutant;
  /** The first test that noticed; undefined for a survivor. */
  readonly killer: FailedTest | undefined;
}

/** Which suites killed what nearby; orders them so that most mutants die in the first. Changes no outcome. */
class Experience {
  readonly #kills = new Map<string, number>();

  add({ file, where }: Mutant, suite: string): void {
    for (const place of [file, where]) {
      const key = `${place} ${suite}`;
      this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
    }
  }

  order(suites: readonly Suite[], { file, where }: Mutant): Suite[] {
    const kills = (place: string, { id }: Suite) => this.#kills.get(`${place} ${id.name}`) ?? 0;
    const cost = (suite: Suite) =>
      (5 + suite.milliseconds) / (1 + 8 * kills(where, suite) + kills(file, suite));
    return suites
      .map((suite) => [cost(suite), suite] as const)
      .sort(([a], [b]) => a - b)
      .map(([, suite]) => suite);
  }
}

/**
 * Runs the suites against each mutant of a build until one fails.
 * @param workers How many mutants are tried at a time.
 */
export async function tryMutants(
  { numbers }: Build,
  suites: Suites,
  measured: readonly Suite[],
  workers: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const experience = new Experience();
  const waiting = [...numbers];
  const outcomes = new Map<Mutant, Outcome>();
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [mutant, number] = next;
      let killer: FailedTest | undefined;
      for (const suite of experience.order(measured, mutant)) {
        killer = (await suites.run(suite, number))[0];
        if (killer !== undefined) break;
      }
      if (killer !== undefined) experience.add(mutant, killer.suite);
      const outcome = { mutant, killer };
      outcomes.set(mutant, outcome);
      onOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return [...numbers.keys()].flatMap((mutant) => outcomes.get(mutant) ?? []);
}
