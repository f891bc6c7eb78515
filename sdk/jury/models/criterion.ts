import { type Hex, isHex, size } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import type { CriterionClause, CriterionLevel } from "../../pact/clause-judged.ts";
import { Material } from "../measures/material.ts";
import { Abstention } from "./abstention.ts";
import type { Asking, CallBytes, ModelCall } from "./ask.ts";
import type { ModelBudget } from "./budget.ts";
import type { CriterionAbstention, CriterionFindings, CriterionResult, ModelFindings } from "./findings.ts";
import {
  alsoSpoken,
  findInstructions,
  type InstructionFinder,
  instructionFinder,
  LEFT_OUT,
  leftOutOf,
} from "./instructions.ts";
import type { JudgingModel } from "./open-model.ts";
import { type Random, randomFrom } from "./random.ts";
import { readWith } from "./reading.ts";
import { sentencesOf } from "./sentences.ts";

import { completeSettings, type ModelSettings, requireModels } from "./settings.ts";
import { sortSentences } from "./sort.ts";
import { readSubject } from "./subject.ts";

/** What a juror judges criteria with. */
export interface CriterionTools {
  /** At least two different models. */
  readonly models: readonly JudgingModel[];
  readonly budget: ModelBudget;
  readonly settings?: ModelSettings | undefined;
  /** Takes the bytes of each prompt and answer, whose hashes the findings have. They may hold private evidence. */
  readonly keep?: ((kept: CallBytes) => void | Promise<void>) | undefined;
}

/** What is judged, and for whom. */
export interface CriterionInput extends CriterionTools {
  readonly clause: CriterionClause;
  /** The bundle's files by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The pact's inputs by their names. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** 32 bytes of `jurorSeed`. */
  readonly seed: Hex;
  readonly signal?: AbortSignal | undefined;
}

const FIELDS = "clause files inputs models budget settings keep seed signal";

/**
 * Judges a criterion with at least two models, of which none sees more than its step needs. Each sorts the sentences
 * into content and those addressed to a judge, which support nothing. Facts are taken out of the text as yes, no and quotations; the quotations are checked by themselves; the level follows from counts alone. Each
 * model reads twice: the text as it is, and in other passages and another order without the sentences that speak to a judge. It
 * abstains when a model obeys an order, fails a question whose answer is known, or answers out of form twice; when the readings
 * differ, or the models; and when a limit is reached. An abstention is no score.
 *
 * @returns A clause result with the level's loss, the worse one of two that are next to each other; or why there is none. An absent
 * subject loses its unit, and no model is asked.
 * @throws InvalidFieldError when the clause is no criterion, there are fewer than two different models, or the seed is not 32 bytes.
 * The signal's reason when it is aborted.
 * @example
 * import { MockLanguageModelV4 } from "ai/test";
 * import { createBudget, judgeCriterion, modelFrom } from "quittance/jury/models";
 *
 * const models = ["a", "b"].map((name) =>
 *   modelFrom({ provider: "mock", family: "mock", name, model: new MockLanguageModelV4() }),
 * );
 * const limit = { tokens: 200_000, cost: 500_000 };
 * const result = await judgeCriterion({
 *   clause: {
 *     id: "limits",
 *     kind: "criterion",
 *     method: "judged",
 *     description: "Limits of the study are stated.",
 *     subject: "summary.md",
 *     measure: {
 *       question: "Does the summary state the limits of the study?",
 *       levels: [
 *         { name: "all", description: "Each limit is stated with its reason.", lost: 0 },
 *         { name: "none", description: "No limit is stated.", lost: 10_000 },
 *       ],
 *       longest: 20_000,
 *     },
 *     threshold: { least: 5_000 },
 *     weight: 2_000,
 *     consequence: "share",
 *   },
 *   files: new Map(), // summary.md is absent
 *   inputs: new Map(),
 *   models,
 *   budget: createBudget({ perCase: limit, perDay: limit }),
 *   seed: `0x${"5e".repeat(32)}`,
 * });
 * console.log("lost" in result && result.lost); // 10000
 */
export async function judgeCriterion(input: CriterionInput): Promise<CriterionResult | CriterionAbstention> {
  requireOptions(input, FIELDS);
  const { files, inputs, ...others } = input;
  return judgeMaterial({ ...others, material: new Material(files, inputs) });
}

/** `judgeCriterion` of material that other clauses are read from, too. */
export async function judgeMaterial(
  input: Omit<CriterionInput, "files" | "inputs"> & { readonly material: Material },
): Promise<CriterionResult | CriterionAbstention> {
  const { clause, models, budget, seed, signal } = input;
  requireCriterion(clause);
  requireModels(models);
  requireSeed(seed);
  const settings = completeSettings(input.settings);
  const { question, levels, longest, canaries = [] } = clause.measure;
  const read = readSubject(clause.subject, input.material, longest);
  const sentences = read === undefined ? [] : sentencesOf(read.text);
  const caseBudget = budget.openCase();
  if (read === undefined || sentences.length === 0) {
    const findings = { format: "quittance/criterion/1", models: [], spent: caseBudget.spent() } as const;
    return { clause: clause.id, units: 1, lost: 10_000, findings };
  }

  const isFound = instructionFinder({ question, levels });
  const found = findInstructions(sentences, isFound);
  let leftOut = found.filter(Boolean).length;
  const asked: ModelFindings[] = [];
  const findingsWith = (level?: string): CriterionFindings => ({
    format: "quittance/criterion/1",
    seed,
    text: {
      as: read.as,
      length: read.text.length,
      hidden: read.hidden,
      sentences: sentences.length,
      leftOut,
    },
    models: asked,
    spent: caseBudget.spent(),
    ...(level === undefined ? {} : { level }),
  });
  try {
    if (leftOut === sentences.length) throw allSpeaks();
    const askings = models.map((model) => {
      const random = randomFrom(seed).of(`${clause.id} ${model.provider} ${model.name}`);
      const calls: ModelCall[] = [];
      const readings: ModelFindings["readings"][number][] = [];
      const { provider, family, name } = model;
      asked.push({ provider, family, name, readings, calls });
      const tools = { ...settings, model, budget: caseBudget, signal, keep: input.keep, calls };
      return { tools, random, readings };
    });
    const sorted: boolean[][] = [];
    for (const { tools, random } of askings)
      sorted.push(await sortSentences(tools, sentences, random.of("sort")));
    // What one model understands as addressed to a judge counts so for all of them.
    const spoken = sentences.map((_, at) => sorted.some((by) => by[at] === true));
    const out = leftOutOf(found, spoken);
    leftOut = out.filter(Boolean).length;
    if (leftOut === sentences.length) throw allSpeaks();
    const isMeant = alsoSpoken(
      isFound,
      sentences.filter((_, at) => spoken[at]),
    );
    const views: Views = {
      whole: sentences,
      without: leftOut === 0 ? sentences : sentences.map((text, at) => (out[at] ? LEFT_OUT : text)),
      isChanged: leftOut > 0,
      canaries: canaries.map(({ text, level }) => ({ sentences: sentencesOf(text), level })),
    };
    const chosen: string[] = [];
    for (const asking of askings) chosen.push(await levelBy(asking, { question, levels, isMeant, views }));
    const level = together(chosen, levels, "disagreement", "the models do not agree");
    const lost = levels.find(({ name }) => name === level)?.lost ?? 10_000;
    return { clause: clause.id, units: 1, lost, findings: findingsWith(level) };
  } catch (error) {
    if (!(error instanceof Abstention)) throw error;
    return { abstained: error.message, reason: error.reason, findings: findingsWith() };
  }
}

interface Views {
  readonly whole: readonly string[];
  readonly without: readonly string[];
  readonly isChanged: boolean;
  readonly canaries: readonly { readonly sentences: readonly string[]; readonly level: string }[];
}

interface Criterion {
  readonly question: string;
  readonly levels: readonly CriterionLevel[];
  readonly isMeant: InstructionFinder;
  readonly views: Views;
}

interface LevelAsking {
  readonly tools: Asking & ReturnType<typeof completeSettings>;
  readonly random: Random;
  /** Gets what the model found, however it ends. */
  readonly readings: ModelFindings["readings"][number][];
}

const allSpeaks = () => new Abstention("instructions", "all of the text speaks to a judge");

/** The level that one model chooses. */
async function levelBy({ tools, random, readings }: LevelAsking, criterion: Criterion): Promise<string> {
  const { views, levels } = criterion;
  const read = async (
    of: "whole" | "without-instructions" | "canary",
    sentences: readonly string[],
    passage: number,
    seed: Random,
  ) => {
    const { mostPassages } = tools;
    const found = await readWith(tools, { ...criterion, sentences, passage, mostPassages }, seed);
    readings.push({ of, ...found });
    return found.level;
  };
  for (const [at, canary] of views.canaries.entries()) {
    const level = await read("canary", canary.sentences, tools.passage, random.of(`canary ${at}`));
    if (level !== canary.level)
      throw new Abstention("canary", "the model judged a canary of the pact wrongly");
  }
  const whole = await read("whole", views.whole, tools.passage, random.of("whole"));
  // Other passages: what stands at the end of one stands in the middle of another.
  const share = 6_000 + random.of("share").below(4_000);
  const passage = Math.max(1, Math.floor((tools.passage * share) / 10_000));
  const without = await read("without-instructions", views.without, passage, random.of("without"));
  if (views.isChanged && whole !== without) {
    throw new Abstention("changed", "the model judges otherwise without what speaks to a judge");
  }
  return together([whole, without], levels, "changed", "the two readings of one model differ");
}

/** The worst of some levels that are next to each other. Where there are two levels only, they must be one. */
function together(
  chosen: readonly string[],
  levels: readonly CriterionLevel[],
  reason: "changed" | "disagreement",
  problem: string,
): string {
  const ranks = chosen.map((level) => levels.findIndex(({ name }) => name === level));
  const worst = Math.max(...ranks);
  if (worst - Math.min(...ranks) > (levels.length > 2 ? 1 : 0)) throw new Abstention(reason, problem);
  return levels[worst]?.name ?? "";
}

function requireCriterion(clause: CriterionClause): void {
  requireObject("input.clause", clause);
  if (
    clause.kind === "criterion" &&
    Array.isArray(clause.measure?.levels) &&
    clause.measure.levels.length >= 2
  )
    return;
  throw new InvalidFieldError({
    field: "input.clause",
    value: clause.kind,
    problem: "must be a clause of kind criterion with its levels",
    remedy: "Pass a clause of a pact that was read with the pact's own reader.",
  });
}

function requireSeed(seed: Hex): void {
  if (isHex(seed) && size(seed) === 32) return;
  throw new InvalidFieldError({
    field: "input.seed",
    value: seed,
    problem: "must be 32 bytes in hex",
    remedy: "Pass what jurorSeed gives for this juror and question.",
    hash: true,
  });
}
