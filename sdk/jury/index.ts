export {
  type AbortedDraw,
  type AbortedDrawAnswer,
  type AbortedDrawFindings,
  parseAbortedDraw,
  parseAbortedDrawAnswer,
  type SignedAbortedDraw,
  signAbortedDraw,
  verifyAbortedDraw,
} from "./aborted.ts";
export { abortedDrawsHandler } from "./aborted-board.ts";
export {
  type AbortChange,
  type AbortedDrawStore,
  type AbortLimits,
  memoryAbortedDraws,
  type PublishedAbort,
  type VerifiedAbort,
} from "./aborted-store.ts";
export { type AbortTaking, takeAbortedDraw } from "./aborted-take.ts";
export { adviseReveal, type RevealAdvice } from "./ballots/advice.ts";
export { type AggregateParameters, type Aggregation, aggregateBallots } from "./ballots/aggregate.ts";
export {
  commitToBallot,
  hashSignedBallot,
  parseBallotCommitment,
  type SignedBallotCommitment,
  verifyBallotCommitment,
} from "./ballots/commitment.ts";
export {
  type ConductMark,
  type JurorConduct,
  jurorConduct,
  type MarkedQuestion,
} from "./ballots/conduct.ts";
export { type CommitmentMatch, matchCommitment } from "./ballots/match.ts";
export {
  type DoubleCommitment,
  type PanelCommitments,
  panelCommitments,
} from "./ballots/panel-commitments.ts";
export {
  isWorthSubmitting,
  type PlanInput,
  planSubmission,
  type SubmissionPlan,
  type SubmissionWorth,
} from "./ballots/plan.ts";
export type { BallotQuestion } from "./ballots/question.ts";
export {
  type JudgingState,
  type JudgingTime,
  judgingTimeOf,
  LANDING_SECONDS,
  type Reveal,
  revealOf,
  revealTimeOf,
} from "./ballots/reveal.ts";
export { type FetchedConduct, fetchJurorConduct } from "./board/conduct.ts";
export {
  type BoardQuestion,
  type FetchedBallots,
  type FetchedCommitments,
  fetchBallots,
  fetchCommitments,
  fetchReasons,
} from "./board/fetch.ts";
export type { BoardFailure, BoardFetch, Boards } from "./board/http.ts";
export {
  type BoardReceipt,
  type PanelSource,
  type Posted,
  postBallot,
  postCommitment,
  postReasons,
} from "./board/post.ts";
export { checkDrawCommitment, type DrawSurroundings } from "./check-commitment.ts";
export {
  answerDraw,
  type CommittedNumber,
  checkDrawReveal,
  commitToDraw,
  type DrawDraft,
  revealDraw,
} from "./commit.ts";
export {
  type DrawCommitment,
  type DrawPair,
  type DrawReveal,
  type DrawSubject,
  drawIdOf,
  hashDrawCommitment,
  hashDrawNumber,
  parseDrawCommitment,
  parseDrawReveal,
  type SignedDrawCommitment,
  type SignedDrawReveal,
  seedOf,
} from "./commitment.ts";
export { type CompletedDraw, completeDraw, reuseDraw } from "./complete.ts";
export { type Directory, directoryOf, type ProfileConflict } from "./directory.ts";
export { type DirectoryOptions, directoryHandler } from "./directory-handler.ts";
export { evidenceDeadlineOf } from "./duties.ts";
export { type ExpectedEarnings, expectedEarningsOf } from "./earnings.ts";
export { type AbortedDraws, fetchAbortedDraws } from "./fetch-aborted.ts";
export { type FetchedDirectory, fetchDirectory, type HiddenProfile } from "./fetch-directory.ts";
export type { JurorModel } from "./fields.ts";
export type { JuryFetch } from "./http.ts";
export {
  canJudge,
  type JudgingAbility,
  type JurorCapabilities,
  READ_KINDS,
  type UncheckableClause,
} from "./judge/can-judge.ts";
export { type DrawOutlook, orderSeats } from "./order.ts";
export { type Candidates, drawOutlook, panelOfSeed } from "./panel.ts";
export { checkPanelCanJudge, type UnableJuror } from "./panel-check.ts";
export { principalBehind } from "./principal.ts";
export {
  hashJurorProfile,
  type JurorProfile,
  laterProfile,
  parseJurorProfile,
  type SignedJurorProfile,
  signJurorProfile,
  verifyJurorProfile,
} from "./profile.ts";
export { memoryProfiles, type ProfileStore } from "./profile-store.ts";
export { type PublishedOn, publishAbortedDraw, refuteAbortedDraw } from "./publish-aborted.ts";
export type { UncheckedPart } from "./recompute.ts";
export { canCheck, type JurorRequirements, requirementsOf } from "./requirements.ts";
export {
  checkSeatSnapshot,
  hashSeatSnapshot,
  parseSeatSnapshot,
  type SeatSnapshot,
  type SnapshotSeat,
  takeSeatSnapshot,
} from "./snapshot.ts";
export { type DrawTranscript, hashTranscript, parseTranscript } from "./transcript.ts";
export { type DrawEvidence, type DrawFindings, type DrawnJuror, panelKindOf, verifyDraw } from "./verify.ts";
export { type JurorRecord, jurorRecordsOf, jurorWeightOf } from "./weights.ts";
export type { JurorEvent } from "./weights-events.ts";
