import { contractError } from "./contract-error.ts";

export class PoolSeatStakeZeroError extends /* @__PURE__ */ contractError("JurorPool_SeatStakeZero", {
  inputs: "",
  docsPage: "take-seats",
  says: () => "A pool whose seats cost nothing is none.",
  remedy: "Deploy the pool with a seat stake.",
}) {}

export class PoolMaturityZeroError extends /* @__PURE__ */ contractError("JurorPool_MaturityZero", {
  inputs: "",
  docsPage: "take-seats",
  says: () => "A pool whose seats mature at once could be bought for one case.",
  remedy: "Deploy the pool with a maturity of at least one second; a week on a live chain.",
}) {}

export class PoolPenaltyTooLargeError extends /* @__PURE__ */ contractError("JurorPool_PenaltyTooLarge", {
  inputs: "uint256 penalty, uint256 maximum",
  docsPage: "take-seats",
  says: ({ penalty, maximum }) => `An absence cannot cost ${penalty}: a seat's stake is ${maximum}.`,
  remedy: "Deploy the pool with a smaller absence penalty.",
}) {}

export class PoolNoSeatsError extends /* @__PURE__ */ contractError("JurorPool_NoSeats", {
  inputs: "",
  says: () => "No seat was asked for, or named.",
  remedy: "Ask for at least one seat; for a report, name the juror's seats.",
}) {}

export class PoolInvalidKeySignatureError extends /* @__PURE__ */ contractError(
  "JurorPool_InvalidKeySignature",
  {
    inputs: "address key, bytes32 digest",
    says: ({ key, digest }) => `The key ${key} did not sign ${digest}, which authorizes the caller's seats.`,
    remedy:
      "Let the key sign with signSeatKey for exactly this owner, pool and validUntil, with its nonce of getKeyNonce; ECDSA keys only.",
  },
) {}

export class PoolSignatureExpiredError extends /* @__PURE__ */ contractError("JurorPool_SignatureExpired", {
  inputs: "uint256 validUntil, uint256 timestamp",
  says: ({ validUntil, timestamp }) =>
    `The key's signature is valid until ${validUntil}; it is ${timestamp}.`,
  remedy: "Let the key sign again with signSeatKey, with a later validUntil.",
}) {}

export class PoolNotSeatOwnerError extends /* @__PURE__ */ contractError("JurorPool_NotSeatOwner", {
  inputs: "uint256 seat, address owner, address caller",
  says: ({ seat, owner, caller }) => `Seat ${seat} is ${owner}'s, not ${caller}'s.`,
  remedy: "Send from the owner's account; getSeats lists the seats of one.",
}) {}

export class PoolSeatAlreadyClosedError extends /* @__PURE__ */ contractError("JurorPool_SeatAlreadyClosed", {
  inputs: "uint256 seat, uint256 closedAt",
  says: ({ seat, closedAt }) => `Seat ${seat} is closed since ${closedAt}.`,
  remedy: "Nothing to do: withdraw its stake once it has cooled.",
}) {}

export class PoolSeatWholeError extends /* @__PURE__ */ contractError("JurorPool_SeatWhole", {
  inputs: "uint256 seat, uint256 stake",
  docsPage: "top-up-seat",
  says: ({ seat, stake }) => `Seat ${seat} has its whole stake of ${stake}.`,
  remedy: "Nothing to do: nothing is missing.",
}) {}

export class PoolKeyKeptError extends /* @__PURE__ */ contractError("JurorPool_KeyKept", {
  inputs: "uint256 seat, uint256 until, uint256 timestamp",
  docsPage: "change-key",
  says: ({ seat, until, timestamp }) =>
    `The key of seat ${seat} may be changed from ${until} on; it is ${timestamp}.`,
  remedy: "Change it then: until that time the key has open duties.",
}) {}

export class PoolSeatVacantError extends /* @__PURE__ */ contractError("JurorPool_SeatVacant", {
  inputs: "uint256 seat",
  says: ({ seat }) => `Seat ${seat} is vacant, or never was.`,
  remedy: "Look the number up with getSeats.",
}) {}

export class PoolSeatNotClosedError extends /* @__PURE__ */ contractError("JurorPool_SeatNotClosed", {
  inputs: "uint256 seat",
  docsPage: "withdraw-stake",
  says: ({ seat }) => `Seat ${seat} was not closed.`,
  remedy: "Leave it first with leaveSeat; its stake returns after unbonding.",
}) {}

export class PoolStakeUnbondingError extends /* @__PURE__ */ contractError("JurorPool_StakeUnbonding", {
  inputs: "uint256 seat, uint256 until, uint256 timestamp",
  docsPage: "withdraw-stake",
  says: ({ seat, until, timestamp }) =>
    `The stake of seat ${seat} may be withdrawn from ${until} on; it is ${timestamp}.`,
  remedy: "Withdraw it then: until that time it answers for open duties.",
}) {}

export class PoolSeedUnknownError extends /* @__PURE__ */ contractError("JurorPool_SeedUnknown", {
  inputs: "uint256 seedBlock, uint256 blockNumber",
  says: ({ seedBlock, blockNumber }) =>
    `The hash of block ${seedBlock} cannot be read at block ${blockNumber}.`,
  remedy: "Try again once that block is mined.",
}) {}

export class PoolTooFewJurorsError extends /* @__PURE__ */ contractError("JurorPool_TooFewJurors", {
  inputs: "uint256 found, uint256 required",
  docsPage: "draw-panel",
  says: ({ found, required }) =>
    `Only ${found} distinct jurors were eligible at the contest; the panel needs ${required}.`,
  remedy: "Nothing to do: the round is silent, and the provisional payout stays.",
}) {}

export class PoolOtherPoolError extends /* @__PURE__ */ contractError("JurorPool_OtherPool", {
  inputs: "bytes32 dealId, address pool",
  says: ({ dealId, pool }) => `The terms of deal ${dealId} name the pool ${pool}, not this one.`,
  remedy: "Report to the pool that the terms name.",
}) {}

export class PoolRoundNotOverError extends /* @__PURE__ */ contractError("JurorPool_RoundNotOver", {
  inputs: "bytes32 dealId, uint256 milestone",
  says: ({ milestone }) =>
    `The second round of milestone ${milestone} is not over: ballots may still come in.`,
  remedy: "Report once getRound says it is over.",
}) {}

export class PoolReportTooLateError extends /* @__PURE__ */ contractError("JurorPool_ReportTooLate", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  says: ({ milestone, end, timestamp }) =>
    `Reports on the second round of milestone ${milestone} were taken until ${end}; it is ${timestamp}.`,
  remedy: "Nothing to do: report within the pool's unbonding from the contest.",
}) {}

export class PoolDrawnTooLateError extends /* @__PURE__ */ contractError("JurorPool_DrawnTooLate", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 drawnAt, uint256 latest",
  docsPage: "report-absence",
  says: ({ milestone, drawnAt, latest }) =>
    `The panel of milestone ${milestone} was drawn at ${drawnAt}; its jurors had time to vote only after a draw until ${latest}.`,
  remedy: "Nothing to do: absences after a late draw are not punished. Draw earlier with drawPanel.",
}) {}

export class PoolRoundCutShortError extends /* @__PURE__ */ contractError("JurorPool_RoundCutShort", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "report-absence",
  says: ({ milestone }) =>
    `The second round of milestone ${milestone} ended before its time: its jurors had not all of it to vote.`,
  remedy: "Nothing to do: absences in such a round are not punished.",
}) {}

export class PoolPanelMismatchError extends /* @__PURE__ */ contractError("JurorPool_PanelMismatch", {
  inputs: "bytes32 drawn, bytes32 given",
  says: ({ drawn, given }) => `The panel given has hash ${given}; the one drawn has ${drawn}.`,
  remedy: "Pass the panel as the PanelDrawn event has it, in that order.",
}) {}

export class PoolJurorUnknownError extends /* @__PURE__ */ contractError("JurorPool_JurorUnknown", {
  inputs: "uint256 position, uint256 jurors",
  says: ({ position, jurors }) => `There is no juror at position ${position}: the drawn panel has ${jurors}.`,
  remedy: "Positions are counted from 0 in the drawn panel.",
}) {}

export class PoolReportMismatchError extends /* @__PURE__ */ contractError("JurorPool_ReportMismatch", {
  inputs: "uint256 positions, uint256 seats",
  docsPage: "report-absence",
  says: ({ positions, seats }) => `${positions} positions are reported with ${seats} seats.`,
  remedy: "Name one seat for each position.",
}) {}

export class PoolJurorVotedError extends /* @__PURE__ */ contractError("JurorPool_JurorVoted", {
  inputs: "uint256 position, address juror",
  docsPage: "report-absence",
  says: ({ position, juror }) => `The juror ${juror} at position ${position} voted.`,
  remedy: "Report only jurors without a ballot on record; getRound lists the scores.",
}) {}

export class PoolAlreadyPunishedError extends /* @__PURE__ */ contractError("JurorPool_AlreadyPunished", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 position",
  docsPage: "report-absence",
  says: ({ milestone, position }) =>
    `The absence at position ${position} on milestone ${milestone} was punished already.`,
  remedy: "Nothing to do: an absence is punished once.",
}) {}

export class PoolSeatNotOfJurorError extends /* @__PURE__ */ contractError("JurorPool_SeatNotOfJuror", {
  inputs: "uint256 seat, address juror",
  says: ({ seat, juror }) => `The key ${juror} did not vote for seat ${seat} at the contest.`,
  remedy:
    "Look for the juror's seats with getSeats; take one that was taken before the contest and not closed then.",
}) {}

export class PoolNothingAtStakeError extends /* @__PURE__ */ contractError("JurorPool_NothingAtStake", {
  inputs: "uint256 seat",
  says: ({ seat }) => `Nothing is left of the stake of seat ${seat}.`,
  remedy: "Name another seat of the juror, if it has one.",
}) {}

export class PoolNoEquivocationError extends /* @__PURE__ */ contractError("JurorPool_NoEquivocation", {
  inputs: "uint256 score",
  docsPage: "report-equivocation",
  says: ({ score }) => `Both ballots give ${score}: that is no equivocation.`,
  remedy:
    "Give two ballots of one juror on one question with different scores; findEquivocations finds them.",
}) {}

export class PoolNothingToCollectError extends /* @__PURE__ */ contractError("JurorPool_NothingToCollect", {
  inputs: "address account",
  docsPage: "collect-reward",
  says: ({ account }) => `The account ${account} has no rewards in this pool.`,
  remedy: "Nothing to do: getPoolReward returns the reward.",
}) {}

export class PoolAddressRefusedError extends /* @__PURE__ */ contractError("JurorPool_AddressRefused", {
  inputs: "address account",
  docsPage: "collect-reward",
  says: ({ account }) => `Rewards are not paid to ${account}: it is zero, the token or the pool itself.`,
  remedy: "Name a wallet that someone holds the key of.",
}) {}

export class SafeCastOverflowedUintDowncastError extends /* @__PURE__ */ contractError(
  "SafeCastOverflowedUintDowncast",
  {
    inputs: "uint8 bits, uint256 value",
    docsPage: "take-seats",
    says: ({ bits, value }) => `${value} does not fit ${bits} bits.`,
    remedy: "Take fewer seats in one call.",
  },
) {}

export class CheckpointUnorderedInsertionError extends /* @__PURE__ */ contractError(
  "CheckpointUnorderedInsertion",
  {
    inputs: "",
    docsPage: "take-seats",
    says: () => "The number of seats was recorded out of order.",
    remedy: "This cannot happen by the rules: report it as a bug, with the transaction.",
  },
) {}
