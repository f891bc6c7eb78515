export type { CriterionJudge } from "../judge/judge.ts";
export type { JudgedQuestion } from "../judge/reasons.ts";
export type { AbstentionReason } from "./abstention.ts";
export type { CallBytes, ModelCall, ModelStep } from "./ask.ts";
export {
  type CaseBudget,
  createBudget,
  type ModelBudget,
  type Reservation,
  type Spending,
  type SpendingLimit,
} from "./budget.ts";
export { type CriterionInput, type CriterionTools, judgeCriterion } from "./criterion.ts";
export {
  type CriterionJudgeOptions,
  criterionJudge,
  type DeclinedCriterion,
  declinedCriteria,
  modelProfile,
  type ProfileModel,
} from "./criterion-judge.ts";
export type { CriterionAbstention, CriterionFindings, CriterionResult, ModelFindings } from "./findings.ts";
export {
  type JudgingModel,
  type ModelPrice,
  type ModelProvider,
  modelFrom,
  type OpenModelOptions,
  openModel,
  type SdkModel,
} from "./open-model.ts";
export { jurorSeed } from "./seed.ts";
export type { ModelSettings } from "./settings.ts";
export type { LevelFact, PassageFacts } from "./weigh.ts";
