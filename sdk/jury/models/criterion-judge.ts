import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { hashCanonical } from "../../json/canonical.ts";
import { requireOptions } from "../../json/options.ts";
import type { CriterionClause } from "../../pact/clause-judged.ts";
import type { PactClause } from "../../pact/clauses.ts";
import type { CriterionJudge } from "../judge/judge.ts";
import type { JudgedQuestion } from "../judge/reasons.ts";
import { notChecked } from "../measures/outcome.ts";
import { type CriterionTools, judgeMaterial } from "./criterion.ts";
import type { CriterionFindings } from "./findings.ts";
import type { JudgingModel } from "./open-model.ts";
import { jurorSeed } from "./seed.ts";
import {
  completeSettings,
  countModels,
  hasEnoughModels,
  type ModelSettings,
  requireModels,
} from "./settings.ts";
import { isReadable } from "./subject.ts";

/** For whom criteria are judged, and with what. */
export interface CriterionJudgeOptions extends CriterionTools {
  readonly juror: Address;
  readonly question: JudgedQuestion;
  /** 32 bytes that only the juror has: see `jurorSeed`. */
  readonly secret: Hex;
  readonly signal?: AbortSignal | undefined;
  /** Takes what was done for each criterion, judged or not. The reasons have its hash. */
  readonly report?: ((findings: CriterionFindings) => void | Promise<void>) | undefined;
}

/**
 * Returns what `judge` takes to judge criteria, with a juror's models, for one question.
 *
 * @throws InvalidFieldError when there are fewer than two different models, the secret is not 32 bytes, the juror is no address, or
 * a setting is out of range.
 * @example
 * import { createBudget, criterionJudge, openModel } from "quittance/jury/models";
 *
 * const baseURL = "http://localhost:11434/v1";
 * const models = await Promise.all(
 *   ["llama-4", "qwen-3"].map((model) => openModel({ provider: "openai-compatible", model, baseURL })),
 * );
 * const limit = { tokens: 200_000, cost: 0 };
 * const judgeCriterion = criterionJudge({
 *   models,
 *   budget: createBudget({ perCase: limit, perDay: { ...limit, tokens: 20_000_000 } }),
 *   juror: "0x2222222222222222222222222222222222222222",
 *   question: { deal: `0x${"11".repeat(32)}`, milestone: 0, round: 1, evidence: `0x${"22".repeat(32)}` },
 *   secret: `0x${"5e".repeat(32)}`,
 * });
 * console.log(typeof judgeCriterion); // function
 */
export function criterionJudge(options: CriterionJudgeOptions): CriterionJudge {
  requireOptions(options, "models budget settings keep juror question secret signal report");
  const { juror, question, secret, report, ...others } = options;
  requireModels(options.models);
  completeSettings(options.settings);
  const seed = jurorSeed({ secret, juror, question });
  return async (clause, material) => {
    const result = await judgeMaterial({ ...others, clause, material, seed });
    await report?.(result.findings);
    if ("abstained" in result) return notChecked(`${result.reason}: ${result.abstained}.`);
    const note = `Findings ${hashCanonical(result.findings)} of ${countModels(others.models)} models.`;
    const place = clause.subject;
    const level = result.findings.level === undefined ? "absent" : `level-${result.findings.level}`;
    const findings = result.lost === 0 ? [] : [{ place, fault: level }];
    return { checked: true, units: result.units, lost: result.lost, findings, omitted: 0, note };
  };
}

/** A clause that a juror does not judge, and why. */
export interface DeclinedCriterion {
  /** Id of the clause. */
  readonly clause: string;
  readonly problem: string;
}

/**
 * The criteria of a pact that a juror with these models cannot judge; none where it can. Ask before a deal is signed: a juror without
 * models declines every pact that has a criterion.
 *
 * @param input `models`: those that were opened; none without keys.
 * @throws InvalidFieldError when a setting is out of range.
 * @example
 * import { declinedCriteria } from "quittance/jury/models";
 *
 * console.log(declinedCriteria({ clauses: [], models: [] })); // []
 */
export function declinedCriteria(input: {
  readonly clauses: readonly PactClause[];
  readonly models: readonly JudgingModel[];
  readonly settings?: ModelSettings | undefined;
}): DeclinedCriterion[] {
  requireOptions(input, "clauses models settings");
  const { passage, mostPassages } = completeSettings(input.settings);
  return input.clauses.flatMap((clause) => {
    if (clause.kind !== "criterion") return [];
    const problem = problemOf(clause, input.models, passage * mostPassages);
    return problem === undefined ? [] : [{ clause: clause.id, problem }];
  });
}

function problemOf(
  clause: CriterionClause,
  models: readonly JudgingModel[],
  most: number,
): string | undefined {
  if (!hasEnoughModels(models)) {
    return `it needs two different models, and there are ${countModels(models)}`;
  }
  if (!isReadable(clause.subject)) return "its subject is of a kind whose text is not read";
  // The second reading has shorter passages.
  const readable = Math.floor(most * 0.5);
  if (clause.measure.longest > readable) return `its subject may be longer than ${readable} characters`;
  return undefined;
}

/** A model as a juror's profile lists it. */
export interface ProfileModel {
  readonly provider: string;
  readonly family: string;
  readonly name: string;
}

/**
 * What a juror with these models says in its profile: the measure `criterion` when there are enough of them, and the models.
 *
 * @throws InvalidFieldError when the models are no list.
 * @example
 * import { modelProfile } from "quittance/jury/models";
 *
 * console.log(modelProfile([]).measures); // []
 */
export function modelProfile(models: readonly JudgingModel[]): {
  readonly measures: readonly "criterion"[];
  readonly models: readonly ProfileModel[];
} {
  if (!Array.isArray(models)) {
    throw new InvalidFieldError({
      field: "models",
      value: models,
      problem: "must be an array",
      remedy: "Pass a list.",
    });
  }
  return {
    measures: hasEnoughModels(models) ? ["criterion"] : [],
    models: models.map(({ provider, family, name }) => ({ provider, family, name })),
  };
}
