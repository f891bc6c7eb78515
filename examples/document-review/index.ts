export { corpusOf, loadCorpus } from "./corpus.ts";
export type { Case } from "./jurors/juror.ts";
export { type Juror, jurorAt, jurors } from "./jurors/panel.ts";
export {
  draftPact,
  MILESTONES,
  type NamedPact,
  PASSING_SCORE,
  PAYOUT_STEP,
  type Pact,
  type PactChoices,
  readPact,
} from "./pact.ts";
export { type ProducedEvidence, produceEvidence } from "./seller/extract.ts";
export { PASSES, type PassName } from "./seller/passes.ts";
export type {
  Corpus,
  CorpusDocument,
  Criterion,
  Evidence,
  Finding,
  Judgement,
  Obligation,
  Reasons,
} from "./types.ts";
