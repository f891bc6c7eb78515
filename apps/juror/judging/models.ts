import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "quittance/json";
import type { CriterionJudge, JudgedQuestion } from "quittance/jury/measures";
import {
  createBudget,
  criterionJudge,
  declinedCriteria,
  type JudgingModel,
  openModel,
} from "quittance/jury/models";
import type { Pact } from "quittance/pact";
import { type Address, bytesToHex, type Hex, isHex, keccak256, stringToBytes } from "viem";
import { apiKeyIn, type ModelSettings } from "../model-settings.ts";

/** The models of a juror, ready to judge criteria. */
export interface Models {
  readonly models: readonly JudgingModel[];
  /** Why a pact has a criterion that they cannot judge; undefined when they can. */
  declines(pact: Pact): string | undefined;
  /** What judges the criteria of one question. What was done is kept in the folder, under the hash that the reasons have. */
  judgeOf(question: JudgedQuestion, signal: AbortSignal): CriterionJudge;
  /** Puts what was used on the disk, so that a restart does not spend a day's limit again. */
  keepSpent(): Promise<void>;
}

const SECRET_BYTES = 32;

/** Opens the models of the settings. What they used, and the secret of their prompts, is kept in the folder. */
export async function openModels(settings: ModelSettings, folder: string, juror: Address): Promise<Models> {
  const models = await Promise.all(
    settings.models.map(({ apiKeyFile, ...options }) =>
      openModel({ ...options, ...(apiKeyFile === undefined ? {} : { apiKey: apiKeyIn(apiKeyFile) }) }),
    ),
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const spentFile = join(folder, "models-spent.json");
  const { perCase, perDay } = settings;
  const spent = await spentIn(spentFile);
  const budget = createBudget({ perCase, perDay, ...(spent === undefined ? {} : { spent }) });
  const secret = await secretIn(join(folder, "models-secret"));
  const found = join(folder, "findings");
  await mkdir(found, { recursive: true, mode: 0o700 });
  const report = async (findings: object) => {
    const text = canonicalJson(findings);
    await writeFile(join(found, `${keccak256(stringToBytes(text))}.json`), text, { mode: 0o600 });
  };
  const keepSpent = async () => {
    const draft = `${spentFile}.${process.pid}`;
    await writeFile(draft, JSON.stringify(budget.spent()), { mode: 0o600 });
    await rename(draft, spentFile);
  };
  return {
    models,
    keepSpent,
    judgeOf: (question, signal) =>
      criterionJudge({ models, budget, secret, juror, question, signal, report }),
    declines: ({ clauses }) => {
      const [first] = declinedCriteria({ clauses, models });
      return first && `the clause ${first.clause} is free text, and ${first.problem}`;
    },
  };
}

async function secretIn(path: string): Promise<Hex> {
  const kept = await readFile(path, "utf8").catch(() => undefined);
  if (kept !== undefined && isHex(kept.trim()) && kept.trim().length === 2 + 2 * SECRET_BYTES)
    return kept.trim() as Hex;
  const made = bytesToHex(randomBytes(SECRET_BYTES));
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(made);
    await file.sync();
    await file.close();
    return made;
  } catch {
    // Another copy was faster.
    return (await readFile(path, "utf8")).trim() as Hex;
  }
}

async function spentIn(path: string) {
  try {
    const { day, tokens, cost } = Object(JSON.parse(await readFile(path, "utf8")));
    const isWhole = [tokens, cost].every((amount) => Number.isSafeInteger(amount) && amount >= 0);
    return typeof day === "string" && isWhole ? { day, tokens, cost } : undefined;
  } catch {
    return undefined;
  }
}
