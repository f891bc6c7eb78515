import { contractError } from "./contract-error.ts";

export class MalformedGroupError extends /* @__PURE__ */ contractError("Quittance_MalformedGroup", {
  inputs: "uint256 length, uint256 expected",
  says: ({ length, expected }) => `A group of a batch has ${length} bytes where ${expected} are needed.`,
  remedy: "Let openBatch or submitVerdicts encode the groups, or encode verdicts with encodeVerdictGroup.",
}) {}

export class SubmitAloneError extends /* @__PURE__ */ contractError("Quittance_SubmitAlone", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "submit-verdicts",
  says: ({ dealId, milestone }) =>
    `The verdict on milestone ${milestone} of ${dealId} is none that a batch of verdicts can carry.`,
  remedy: "Submit the same ballots with submitVerdict, along with the seller's signed delivery.",
}) {}

export class InvalidBallotBatchError extends /* @__PURE__ */ contractError("Quittance_InvalidBallotBatch", {
  inputs: "uint256 position, address juror",
  docsPage: "submit-verdicts",
  says: ({ juror }) => `${juror} did not sign these ballots as one batch.`,
  remedy: "Submit all that signBallotBatch signed, whole and in order, or each alone with submitVerdict.",
}) {}

export class InvalidTermsBatchError extends /* @__PURE__ */ contractError("Quittance_InvalidTermsBatch", {
  inputs: "address buyer, bytes32 digest",
  docsPage: "open-batch",
  says: ({ buyer }) => `${buyer} did not sign these terms as one batch.`,
  remedy:
    "Open all that signTermsBatch signed, whole and in order, or each in an openBatch of its own, with its signature in alone.",
}) {}

export class NotForBatchesError extends /* @__PURE__ */ contractError("Quittance_NotForBatches", {
  inputs: "bytes4 selector",
  says: ({ selector }) =>
    selector === "0x00000000"
      ? "The batch has no item."
      : `Batches do not take calls of the function ${selector}.`,
  remedy:
    "Give one item at least. A call can be of open, deliver, submitVerdict, settle, release, refund, reclaim, redeem, pay, withdraw or claimPayout.",
}) {}

export class MixedBatchError extends /* @__PURE__ */ contractError("Quittance_MixedBatch", {
  inputs: "uint256 index, bytes4 first, bytes4 other",
  docsPage: "batch",
  says: ({ index, first, other }) =>
    `Call ${index} of the batch is to the function ${other}, and the first one to ${first}.`,
  remedy: "Make one batch for each function.",
}) {}

export class ItemFailedError extends /* @__PURE__ */ contractError("Quittance_ItemFailed", {
  inputs: "uint256 index",
  says: ({ index }) =>
    `Item ${index} of the batch failed without a reason or used up most of the gas, as it does when the gas runs out.`,
  remedy: "Send it with a higher gas limit, or leave the limit out: it is then estimated.",
}) {}
