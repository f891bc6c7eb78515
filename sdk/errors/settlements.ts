import { contractError } from "./contract-error.ts";

export class PartTooLargeError extends /* @__PURE__ */ contractError("Quittance_PartTooLarge", {
  docsPage: "agree",
  says: ({ toSeller, amount }) =>
    `The seller's part ${toSeller} is larger than the milestone, which is ${amount}.`,
  remedy: "Agree on at most the milestone's amount, in USDC base units.",
}) {}

export class SignatureExpiredError extends /* @__PURE__ */ contractError("Quittance_SignatureExpired", {
  docsPage: "agree",
  says: ({ validUntil, timestamp }) =>
    `The signatures were good only before ${validUntil}; it is ${timestamp}.`,
  remedy: "Sign again with a later validUntil.",
}) {}

export class RemainderMismatchError extends /* @__PURE__ */ contractError("Quittance_RemainderMismatch", {
  docsPage: "cancel",
  says: ({ remainder, unsettled }) =>
    `The remainder signed is ${remainder}, but the deal holds ${unsettled}.`,
  remedy: "Read `unsettled` with getDeal and sign a cancellation of exactly that.",
}) {}

export class DealAlreadySettledError extends /* @__PURE__ */ contractError("Quittance_DealAlreadySettled", {
  docsPage: "cancel",
  says: ({ dealId }) => `Nothing is left of deal ${dealId}: every milestone is settled.`,
  remedy: "Nothing to do.",
}) {}

export class DeadlineNotPassedError extends /* @__PURE__ */ contractError("Quittance_DeadlineNotPassed", {
  docsPage: "reclaim",
  says: ({ milestone, deadline, timestamp }) =>
    `Milestone ${milestone} can be reclaimed after its deadline ${deadline}; it is ${timestamp}.`,
  remedy: "Reclaim from the second after the deadline on.",
}) {}

export class MilestoneNotReclaimableError extends /* @__PURE__ */ contractError(
  "Quittance_MilestoneNotReclaimable",
  {
    docsPage: "reclaim",
    says: ({ milestone }) => `Milestone ${milestone} was delivered on-chain or judged.`,
    remedy: "It settles by verdict or by silence: use settle when its window has ended.",
  },
) {}
