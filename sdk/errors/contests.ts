import { contractError } from "./contract-error.ts";

export class NotAPartyError extends /* @__PURE__ */ contractError("Quittance_NotAParty", {
  inputs: "bytes32 dealId, address account",
  says: ({ dealId, account }) => `${account} is neither buyer nor seller of deal ${dealId}.`,
  remedy: "Name the buyer or the seller of the terms; anyone may send what it signed.",
}) {}

export class ProvisionalPayoutMismatchError extends /* @__PURE__ */ contractError(
  "Quittance_ProvisionalPayoutMismatch",
  {
    inputs: "uint256 provisional, uint256 contested",
    docsPage: "contest",
    says: ({ provisional, contested }) =>
      `The provisional payout is ${provisional}, not ${contested} as the contest names.`,
    remedy: "Read `provisional` with getMilestone (the terms' silencePayout after silence) and contest that.",
  },
) {}

export class NothingToGainError extends /* @__PURE__ */ contractError("Quittance_NothingToGain", {
  inputs: "bytes32 dealId, address contester, uint256 payout",
  docsPage: "contest",
  says: ({ contester, payout }) =>
    `No round can decide better for ${contester} than the provisional payout, ${payout}.`,
  remedy:
    "Let it settle. The buyer contests what pays the seller something, the seller what pays it less than all.",
}) {}

export class ContestWindowEndedError extends /* @__PURE__ */ contractError("Quittance_ContestWindowEnded", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  docsPage: "contest",
  says: ({ milestone, end, timestamp }) =>
    `The provisional payout of milestone ${milestone} could be contested before ${end}; it is ${timestamp}.`,
  remedy: "Settle it: the payout can no longer change.",
}) {}

export class NoFurtherRoundError extends /* @__PURE__ */ contractError("Quittance_NoFurtherRound", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "contest",
  says: ({ milestone }) => `The last round has milestone ${milestone}: there is none to contest before.`,
  remedy: "Let it decide; where the terms name no arbiter, round 2 is the last round. Then settle.",
}) {}

export class NotContestableError extends /* @__PURE__ */ contractError("Quittance_NotContestable", {
  inputs: "",
  says: () => "The terms have no contest window: their panel's verdict is final.",
  remedy: "Name a contestWindow and disputes in the terms of the next deal.",
}) {}

export class NoBondError extends /* @__PURE__ */ contractError("Quittance_NoBond", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 round",
  docsPage: "release-bond",
  says: ({ milestone, round }) =>
    `No bond of round ${round} is held for milestone ${milestone}: there was no such contest, or it is released.`,
  remedy: "Nothing to do. See BondEarned and BondReturned events for where it went.",
}) {}

export class BondNotDueError extends /* @__PURE__ */ contractError("Quittance_BondNotDue", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 round",
  docsPage: "release-bond",
  says: ({ milestone, round }) => `Round ${round} of milestone ${milestone} is not over: its bond stays.`,
  remedy:
    "Release the bond of round 2 from contest + verdictWindow on, and that of round 3 once the milestone settled.",
}) {}

export class BondTooSmallError extends /* @__PURE__ */ contractError("Quittance_BondTooSmall", {
  inputs: "uint256 bond, uint256 required",
  docsPage: "open-deal",
  says: ({ bond, required }) => `The bond of the terms is ${bond}; this pool asks for at least ${required}.`,
  remedy: "Raise the bond: minimumBond computes it from the panel's size and the pool's seat fee.",
}) {}

export class PoolUnusableError extends /* @__PURE__ */ contractError("Quittance_PoolUnusable", {
  inputs: "address pool",
  docsPage: "open-deal",
  says: ({ pool }) => `${pool} does not answer as a juror pool does.`,
  remedy: "Name the address of a deployed JurorPool; getPool reads one.",
}) {}
