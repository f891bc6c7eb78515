import { contractError } from "./contract-error.ts";

export class VerdictUndeterminedError extends /* @__PURE__ */ contractError("Quittance_VerdictUndetermined", {
  inputs: "uint256 lowestPayout, uint256 highestPayout",
  docsPage: "submit-verdict",
  says: ({ lowestPayout, highestPayout }) =>
    `The ballots do not decide yet: the missing ones could still move the payout between ${lowestPayout} and ${highestPayout}.`,
  remedy: "Collect more ballots; tallyScores shows when they suffice.",
}) {}

export class AlreadyJudgedError extends /* @__PURE__ */ contractError("Quittance_AlreadyJudged", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 round",
  docsPage: "submit-verdict",
  says: ({ milestone, round }) => `Milestone ${milestone} already has a verdict of round ${round}.`,
  remedy:
    "The first verdict of a round is that round's; settle it when its contest window has ended. Where jurors share the fee, put further ballots on record with recordLateBallots.",
}) {}

export class EvidenceMismatchError extends /* @__PURE__ */ contractError("Quittance_EvidenceMismatch", {
  inputs: "bytes32 delivered, bytes32 judged",
  docsPage: "submit-verdict",
  says: ({ delivered, judged }) => `The ballots judge ${judged}, but ${delivered} was delivered on-chain.`,
  remedy: "Only ballots for the delivered evidence count: ask the jurors to judge that one.",
}) {}

export class VerdictWindowEndedError extends /* @__PURE__ */ contractError("Quittance_VerdictWindowEnded", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  docsPage: "submit-verdict",
  says: ({ milestone, end, timestamp }) =>
    `The verdict window of milestone ${milestone} ended at ${end}; it is ${timestamp}.`,
  remedy: "The silence payout of the terms is provisional: settle it once the contest window has ended.",
}) {}

export class DeliveryUnprovenError extends /* @__PURE__ */ contractError("Quittance_DeliveryUnproven", {
  inputs: "bytes32 dealId, uint256 milestone, bytes32 evidence",
  docsPage: "submit-verdict",
  says: ({ milestone, evidence }) =>
    `Milestone ${milestone} would pay less than its full amount, or its verdict is to stand, and nothing shows that the seller delivered ${evidence}.`,
  remedy: "Submit the seller's signed delivery of exactly this evidence along with the ballots.",
}) {}

export class NoSharedFeeError extends /* @__PURE__ */ contractError("Quittance_NoSharedFee", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "record-late-ballots",
  says: ({ milestone }) =>
    `Milestone ${milestone} has no verification fee that waits for jurors to share it.`,
  remedy:
    "Submit ballots with submitVerdict while round 1 runs; only a fee without a panel account is shared, and only once round 1 has earned it.",
}) {}

export class NoProvisionalPayoutError extends /* @__PURE__ */ contractError("Quittance_NoProvisionalPayout", {
  inputs: "bytes32 dealId, uint256 milestone",
  says: ({ milestone }) =>
    `Milestone ${milestone} has no provisional payout: there is no verdict and no unjudged delivery, or a round is running.`,
  remedy:
    "Submit a verdict, let the buyer reclaim after the deadline, or wait for the round's end; phaseOf shows which.",
}) {}

export class WindowOpenError extends /* @__PURE__ */ contractError("Quittance_WindowOpen", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  docsPage: "settle",
  says: ({ milestone, end, timestamp }) =>
    `Milestone ${milestone} can be settled from ${end} on, unless it is decided or contested before; it is ${timestamp}.`,
  remedy: "Settle again at that time.",
}) {}

export class MalformedBallotsError extends /* @__PURE__ */ contractError("Quittance_MalformedBallots", {
  inputs: "uint256 length, uint256 expected",
  says: ({ length, expected }) =>
    `The packed form of the ballots is ${length} bytes where ${expected} are needed.`,
  remedy: "Encode ballots with encodeBallots.",
}) {}

export class TooFewBallotsError extends /* @__PURE__ */ contractError("Quittance_TooFewBallots", {
  inputs: "uint256 submitted, uint256 required",
  says: ({ submitted, required }) => `Ballots submitted: ${submitted}; needed: at least ${required}.`,
  remedy:
    "Collect ballots of more than half of the panel; a record needs one. Where jurors share the fee, ballots after the verdict go on record with recordLateBallots.",
}) {}

export class JurorUnknownError extends /* @__PURE__ */ contractError("Quittance_JurorUnknown", {
  inputs: "uint256 position, uint256 jurors",
  says: ({ position, jurors }) => `There is no juror at position ${position}: the panel has ${jurors}.`,
  remedy: "Positions are counted from 0 in the panel.",
}) {}

export class BallotsOutOfOrderError extends /* @__PURE__ */ contractError("Quittance_BallotsOutOfOrder", {
  inputs: "uint256 position, uint256 previous",
  says: ({ position, previous }) => `A ballot at position ${position} follows one at ${previous}.`,
  remedy: "Submit one ballot per juror, in the panel's order; encodeBallots sorts them.",
}) {}

export class ScoreOutOfRangeError extends /* @__PURE__ */ contractError("Quittance_ScoreOutOfRange", {
  inputs: "uint256 position, uint256 score",
  says: ({ position, score }) => `The score ${score} at position ${position} is above 10000.`,
  remedy: "Scores are 0 to 10000.",
}) {}

export class InvalidBallotSignatureError extends /* @__PURE__ */ contractError(
  "Quittance_InvalidBallotSignature",
  {
    inputs: "uint256 position, address juror",
    says: ({ position, juror }) => `The ballot at position ${position} is not signed by its juror ${juror}.`,
    remedy:
      "Check each ballot with verifyBallot; ask that juror to sign for this deal, milestone and evidence.",
  },
) {}
