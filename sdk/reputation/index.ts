export {
  type AnswerBlock,
  type AnswerDocuments,
  type AnswerSources,
  type JsonOf,
  parametersDigest,
  type ReputationAnswer,
  reputationAnswer,
} from "./answer.ts";
export type { ReputationInput } from "./book.ts";
export { type AnswerDifference, answerDifferences, haveSameDocuments } from "./compare-answers.ts";
export { decayOf, decayUnit } from "./decay.ts";
export { type DeriveInput, deriveFacts } from "./derive-facts.ts";
export {
  type EscrowEvents,
  escrowEventNames,
  type FactLog,
  type PoolEvents,
  poolEventNames,
} from "./fact-logs.ts";
export type {
  ClauseFact,
  FactBlock,
  FactCause,
  FactContest,
  FactPanel,
  FactParties,
  JurorFact,
  PaymentFact,
  PersonalSeed,
  RatingFact,
  ReputationFacts,
  SeatFact,
  SettlementFact,
} from "./facts.ts";
export type { AgentFilter, AgentPlace, FoundAgent } from "./find.ts";
export type { FailureKind } from "./outcomes.ts";
export { type ReputationParameters, reputationParameters } from "./parameters.ts";
export type { ReputationComponent, ReputationPart } from "./parts.ts";
export { readReputationAnswer } from "./read-answer.ts";
export type {
  CalibrationRecord,
  FailureRecord,
  JurorRoundRecord,
  PactRecord,
  RatingRecord,
  ReputationRecords,
  SettlementRecord,
} from "./records.ts";
export {
  openReputations,
  type Reputation,
  type Reputations,
  recordsOf,
  reputationOf,
  reputationsOf,
  type TrustView,
  trustOf,
} from "./reputation.ts";
export type {
  BallotSource,
  DealSource,
  DocumentsOf,
  FactDocuments,
  FactSources,
  MilestoneSource,
  SeatSource,
  SourcePlace,
} from "./sources.ts";
export { sourcesOf } from "./sources-of.ts";
export { type Tier, type TierThreshold, tiers } from "./tiers.ts";
