export type { Advantage } from "./advantage.ts";
export type { ClauseBase, ClauseItems, ClauseThreshold } from "./clause-base.ts";
export type { NamedTest, TestFile, TestLimits, TestSuiteClause } from "./clause-executed.ts";
export type { CriterionCanary, CriterionClause, CriterionLevel } from "./clause-judged.ts";
export { CLAUSE_KINDS } from "./clause-schema.ts";
export type {
  CitationClause,
  ClauseKind,
  ClauseMethod,
  ContentHashClause,
  CoverageClause,
  KeySource,
  LanguageClause,
  LatencyClause,
  LengthClause,
  NumericClause,
  PactClause,
  ReferenceSource,
  RefusalCase,
  RefusalClause,
  StructureClause,
} from "./clauses.ts";
export { diffPacts, type PactChange } from "./diff.ts";
export { hashPact } from "./hash.ts";
export { pactInput } from "./input.ts";
export { pactJsonSchema } from "./json-schema.ts";
export { clausesAt, type JudgedClause, measuresOf } from "./judged.ts";
export { parseSubject, type SubjectParts } from "./paths.ts";
export { checkPact, readPact } from "./read.ts";
export {
  payoutOfPact,
  type ScoredResults,
  type ScoreLine,
  type ScoreSheet,
  scoreOf,
  scoreSheet,
} from "./score.ts";
export { pactTypedData, type SignedPact, signPact, verifyPact } from "./sign.ts";
export { checkSuccession } from "./succession.ts";
export type {
  ClauseResult,
  Pact,
  PactEvidence,
  PactInput,
  PactMilestone,
  PactPayout,
  PactRetention,
  PactTask,
} from "./types.ts";
