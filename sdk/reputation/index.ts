export {
  type AnswerBlock,
  type AnswerSources,
  type JsonOf,
  parametersDigest,
  type ReputationAnswer,
  reputationAnswer,
} from "./answer.ts";
export type { ReputationInput } from "./book.ts";
export { decayOf, decayUnit } from "./decay.ts";
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
  type Reputation,
  recordsOf,
  reputationOf,
  reputationsOf,
  type TrustView,
  trustOf,
} from "./reputation.ts";
export { type Tier, type TierThreshold, tiers } from "./tiers.ts";
