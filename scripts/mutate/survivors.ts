import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Outcome } from "./campaign.ts";

export const THRESHOLD_PERCENT = 95;

const explanations = z.strictObject({
  survivors: z.array(
    z.strictObject({
      key: z.string().min(1),
      why: z.string().trim().min(20, "say in a sentence why no test can tell, or need tell"),
    }),
  ),
});

/** Why each of these mutants may live, by its key. Throws when the file is missing or not of its form. */
export function readSurvivors(file: string): Map<string, string> {
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: it explains every surviving mutant; start with {"survivors": []}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = explanations.safeParse(content);
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const whys = new Map<string, string>();
  for (const { key, why } of parsed.data.survivors) {
    if (whys.has(key)) throw new Error(`${file} explains a mutant twice: ${key}`);
    whys.set(key, why);
  }
  return whys;
}

export interface Score {
  readonly killed: number;
  readonly survived: number;
  readonly percent: number;
}

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const killed = outcomes.filter(({ killer }) => killer !== undefined).length;
  const percent = outcomes.length === 0 ? 0 : (100 * killed) / outcomes.length;
  return { killed, survived: outcomes.length - killed, percent };
}

/**
 * Reasons to refuse; none when enough mutants were killed and every survivor is explained.
 * @param known Keys of all mutants there are, tried or not.
 */
export function judge(
  outcomes: readonly Outcome[],
  whys: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): string[] {
  if (outcomes.length === 0) return ["no mutant was tried: nothing was measured"];
  const reasons: string[] = [];
  const { percent } = scoreOf(outcomes);
  if (!(percent >= THRESHOLD_PERCENT)) {
    reasons.push(`killed ${percent.toFixed(2)} % < ${THRESHOLD_PERCENT} %`);
  }
  for (const { mutant, killer } of outcomes) {
    const why = whys.get(mutant.key);
    if (killer === undefined && why === undefined) reasons.push(`no explanation for: ${mutant.key}`);
    if (killer !== undefined && why !== undefined) {
      reasons.push(`explained as a survivor, but ${killer.suite}.${killer.test} kills it: ${mutant.key}`);
    }
  }
  for (const key of whys.keys()) {
    if (!known.has(key)) reasons.push(`an explanation for a mutant that there is no more: ${key}`);
  }
  return reasons;
}
