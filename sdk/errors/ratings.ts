import { contractError } from "./contract-error.ts";

export class RatingTooLargeError extends /* @__PURE__ */ contractError("Quittance_RatingTooLarge", {
  inputs: "uint256 score, uint256 maximum",
  docsPage: "rate",
  says: ({ score, maximum }) => `A rating of ${score} is above ${maximum}.`,
  remedy: "Rate with 0 to 100.",
}) {}

export class NotRateableError extends /* @__PURE__ */ contractError("Quittance_NotRateable", {
  inputs: "bytes32 dealId",
  docsPage: "rate",
  says: ({ dealId }) => `Deal ${dealId} has settled nothing yet that can be rated.`,
  remedy:
    "Rate once a milestone settled other than by cancellation or by an agreement that paid the seller nothing.",
}) {}

export class RatingWindowEndedError extends /* @__PURE__ */ contractError("Quittance_RatingWindowEnded", {
  inputs: "bytes32 dealId, uint256 end, uint256 timestamp",
  docsPage: "rate",
  says: ({ dealId, end, timestamp }) => `Deal ${dealId} could be rated before ${end}; it is ${timestamp}.`,
  remedy: "Nothing to do: ratings are taken for 90 days after the last settlement.",
}) {}

export class AlreadyRatedError extends /* @__PURE__ */ contractError("Quittance_AlreadyRated", {
  inputs: "bytes32 dealId, address rater",
  docsPage: "rate",
  says: ({ dealId, rater }) => `${rater} has rated deal ${dealId}; each side does so once.`,
  remedy: "Nothing to do: a rating is final.",
}) {}
