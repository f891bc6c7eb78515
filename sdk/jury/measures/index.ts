export type { EvidenceFault } from "../judge/admit.ts";
export {
  type CriterionJudge,
  type Judgement,
  type JudgeOptions,
  judge,
  type ReadRunner,
  refuseEvidence,
} from "../judge/judge.ts";
export type { ClauseReasons, JudgedQuestion, Reasons, WrittenReasons } from "../judge/reasons.ts";
export { Material, type Reading, type Subject } from "./material.ts";
export { measureByReading, type ReadClause } from "./measure.ts";
export type { Finding, Measured, MeasureOutcome, NotChecked } from "./outcome.ts";
export type { TestRunner } from "./test-suite.ts";
