import { contractError } from "./contract-error.ts";

export class EvidenceZeroError extends /* @__PURE__ */ contractError("Quittance_EvidenceZero", {
  inputs: "",
  says: () => "The evidence hash is zero.",
  remedy: "Hash what was delivered with hashEvidence.",
}) {}

export class EvidenceUriLengthInvalidError extends /* @__PURE__ */ contractError(
  "Quittance_EvidenceUriLengthInvalid",
  {
    inputs: "uint256 length, uint256 maximum",
    docsPage: "deliver",
    says: ({ length, maximum }) => `The evidence URI is ${length} bytes; 1 to ${maximum} are allowed.`,
    remedy: "Give a URL or content address where a juror can fetch the evidence.",
  },
) {}

export class DeadlinePassedError extends /* @__PURE__ */ contractError("Quittance_DeadlinePassed", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 deadline, uint256 timestamp",
  says: ({ milestone, deadline, timestamp }) =>
    `The deadline of milestone ${milestone} was ${deadline} (inclusive); it is ${timestamp}.`,
  remedy: "From now on the buyer may reclaim this milestone; both may still agree on a split.",
}) {}

export class AlreadyDeliveredError extends /* @__PURE__ */ contractError("Quittance_AlreadyDelivered", {
  inputs: "bytes32 dealId, uint256 milestone, bytes32 evidence",
  docsPage: "deliver",
  says: ({ milestone, evidence }) => `Milestone ${milestone} has evidence ${evidence} already.`,
  remedy: "A delivery is once and final: have that evidence judged, or agree with the buyer on a split.",
}) {}
