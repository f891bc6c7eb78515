import { contractError } from "./contract-error.ts";

/** The numbers of the bits that are set, as people read them. */
function bitsIn(bitmap: bigint): string {
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter(
    (bit) => Math.floor(Number(bitmap) / 2 ** bit) % 2 === 1,
  );
  return bits.length === 0 ? "none" : bits.join(", ");
}

export class PartTooLargeError extends /* @__PURE__ */ contractError("Quittance_PartTooLarge", {
  inputs: "uint256 toSeller, uint256 amount",
  docsPage: "agree",
  says: ({ toSeller, amount }) =>
    `The seller's part ${toSeller} is larger than the milestone, which is ${amount}.`,
  remedy: "Agree on at most the milestone's amount, in USDC base units.",
}) {}

export class SignatureExpiredError extends /* @__PURE__ */ contractError("Quittance_SignatureExpired", {
  inputs: "uint256 validUntil, uint256 timestamp",
  says: ({ validUntil, timestamp }) =>
    `The signatures were good only before ${validUntil}; it is ${timestamp}.`,
  remedy: "Sign again with a later validUntil.",
}) {}

export class RemainderMismatchError extends /* @__PURE__ */ contractError("Quittance_RemainderMismatch", {
  inputs: "uint256 remainder, uint256 unsettled",
  says: ({ remainder, unsettled }) =>
    `The remainder signed is ${remainder}, but the deal holds ${unsettled}.`,
  remedy:
    "Read `unsettled` with getDeal and sign for exactly that: a cancellation, or new terms of amendTerms.",
}) {}

export class AmendedDealMismatchError extends /* @__PURE__ */ contractError("Quittance_AmendedDealMismatch", {
  inputs: "bytes32 named, bytes32 dealId",
  docsPage: "amend",
  says: ({ named, dealId }) =>
    `The new terms replace the deal ${named}, but the old terms are those of ${dealId}.`,
  remedy: "Give the terms of the deal that `amends` names; amendTerms makes new terms from old ones.",
}) {}

export class DeliveriesMismatchError extends /* @__PURE__ */ contractError("Quittance_DeliveriesMismatch", {
  inputs: "uint256 named, uint256 delivered",
  docsPage: "amend",
  says: ({ named, delivered }) =>
    `The new terms say that the milestones ${bitsIn(named)} were delivered on-chain, but it is ${bitsIn(delivered)}.`,
  remedy: "Read the deal with getDeal, make new terms with amendTerms, and let both parties sign them.",
}) {}

export class PayoutProvisionalError extends /* @__PURE__ */ contractError("Quittance_PayoutProvisional", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "amend",
  says: ({ dealId, milestone }) =>
    `Milestone ${milestone} of deal ${dealId} has a provisional payout, so the deal cannot be amended.`,
  remedy:
    "Settle that milestone first: by settle when its windows have ended, or by release, refund or agree.",
}) {}

export class FieldUnchangeableError extends /* @__PURE__ */ contractError("Quittance_FieldUnchangeable", {
  inputs: "string field",
  docsPage: "amend",
  says: ({ field }) => `The new terms have another ${field} than the old ones.`,
  remedy:
    "Keep both parties, the marketplace fee and the marketplace; for others, cancel the deal and open another.",
}) {}

export class DealAlreadySettledError extends /* @__PURE__ */ contractError("Quittance_DealAlreadySettled", {
  inputs: "bytes32 dealId",
  says: ({ dealId }) => `Nothing is left of deal ${dealId}: every milestone is settled.`,
  remedy: "Nothing to do.",
}) {}

export class DeadlineNotPassedError extends /* @__PURE__ */ contractError("Quittance_DeadlineNotPassed", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 deadline, uint256 timestamp",
  docsPage: "reclaim",
  says: ({ milestone, deadline, timestamp }) =>
    `Milestone ${milestone} can be reclaimed after its deadline ${deadline}; it is ${timestamp}.`,
  remedy: "Reclaim from the second after the deadline on.",
}) {}

export class MilestoneNotReclaimableError extends /* @__PURE__ */ contractError(
  "Quittance_MilestoneNotReclaimable",
  {
    inputs: "bytes32 dealId, uint256 milestone",
    docsPage: "reclaim",
    says: ({ milestone }) => `Milestone ${milestone} was delivered on-chain or judged.`,
    remedy: "It settles by verdict or by silence: use settle when its window has ended.",
  },
) {}
