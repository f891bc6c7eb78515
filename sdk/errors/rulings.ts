import { contractError } from "./contract-error.ts";

export class NoRulingDueError extends /* @__PURE__ */ contractError("Quittance_NoRulingDue", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "rule",
  says: ({ milestone }) => `Milestone ${milestone} is not before the arbiter.`,
  remedy: "The arbiter rules after a contest of the payout that is provisional after round 2.",
}) {}

export class RulingWindowEndedError extends /* @__PURE__ */ contractError("Quittance_RulingWindowEnded", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  docsPage: "rule",
  says: ({ milestone, end, timestamp }) =>
    `The arbiter could rule on milestone ${milestone} before ${end}; it is ${timestamp}.`,
  remedy: "The provisional payout stays as it was before the contest: settle it.",
}) {}

export class PayoutTooLargeError extends /* @__PURE__ */ contractError("Quittance_PayoutTooLarge", {
  inputs: "uint256 payout, uint256 maximum",
  docsPage: "rule",
  says: ({ payout, maximum }) => `A payout of ${payout} is above ${maximum} basis points.`,
  remedy: "Give basis points: 10000 is everything to the seller.",
}) {}
