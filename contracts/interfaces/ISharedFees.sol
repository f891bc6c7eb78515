// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title SharedFees: a verification fee that the jurors of round 1 share
/// @notice Terms with a verification fee and no panel account pay it in equal parts to the jurors whose ballots on the
/// judged evidence are on record; the first of them, by position, gets what division leaves, too. A verdict earns the
/// fee, and so does a quorum of ballots on record at the round's end; otherwise it returns to the buyer. Without a
/// contest window a verdict settles at once, and the ballots that were submitted by then share. With one, the deal
/// holds the fee until the milestone settles, in whichever way, so that jurors whose ballots were left out can put them
/// on record.
interface ISharedFees {
    /// @notice Thrown when the milestone has no fee that waits for jurors to share it: the terms have none, or name an
    /// account for it, or round 1 has not earned it.
    error Quittance_NoSharedFee(bytes32 dealId, uint256 milestone);

    /// @notice Puts ballots of round 1 on record after the round, so that their jurors share the verification fee. They
    /// change no payout, no interval and no window.
    /// @dev Anyone may call, from the verdict of round 1, or from its end with a quorum of ballots, until the milestone
    /// settles. Ballots of positions that have one are passed over; one must be new. Reverts with
    /// `Quittance_NoSharedFee`, `Quittance_NoNewBallots`, an error of `BallotSet`, or an error of `IDeals` for unknown
    /// or settled milestones. Emits `BallotsRecorded`.
    /// @param ballots Packed as `BallotSet` describes, for round 1 and the evidence on record. What follows them is not
    /// read.
    function recordLateBallots(bytes calldata terms, uint8 milestone, bytes calldata ballots) external;
}
