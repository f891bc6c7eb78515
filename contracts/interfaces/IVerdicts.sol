// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Verdicts: what a panel's ballots determine (median determinacy)
interface IVerdicts {
    /// @notice Emitted when a panel decides. Terms without a contest window settle in the same call, and no
    /// `MilestoneSettled` follows. Otherwise the payout is provisional until `settle`.
    /// @param evidence Hash of the evidence that the panel judged.
    /// @param verdict Packed, big-endian: milestone 1 · round 1 · payout 2, then for each ballot that decided: its
    /// position in the panel 1 · score 2 · reasons 32. No ballots follow when they are on record by `BallotsRecorded`:
    /// in round 2, and for evidence that was delivered on-chain. Where jurors share the verification fee, the ballots
    /// that follow are on record, too. The payout is in basis points: floor(amount × payout / 10000) goes to the
    /// seller, less the marketplace fee, and the rest to the buyer.
    event VerdictReached(bytes32 indexed dealId, bytes32 evidence, bytes verdict);

    /// @notice Thrown when the ballots do not determine a payout, and the evidence is not on-chain, so that they cannot
    /// be recorded: the missing ones could still move it between `lowestPayout` and `highestPayout`, in basis points.
    error Quittance_VerdictUndetermined(uint256 lowestPayout, uint256 highestPayout);

    /// @notice Thrown when the panel of this round has reached a verdict before. The first verdict of a round counts.
    error Quittance_AlreadyJudged(bytes32 dealId, uint256 milestone, uint256 round);

    /// @notice Thrown when the ballots judge other evidence than was delivered on-chain.
    /// @param delivered Hash of the evidence that was delivered.
    /// @param judged Hash of the evidence that was judged.
    error Quittance_EvidenceMismatch(bytes32 delivered, bytes32 judged);

    /// @notice Thrown when the milestone was delivered on-chain and now >= `end`, the end of its verdict window. The
    /// silence payout applies.
    /// @param end Unix seconds.
    error Quittance_VerdictWindowEnded(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when a verdict needs the seller's signed delivery of this evidence and none is given. A payout
    /// below the full amount needs it, and so does every verdict of terms with a contest window, unless the evidence
    /// was delivered on-chain.
    /// @param evidence Hash of the evidence that was judged.
    error Quittance_DeliveryUnproven(bytes32 dealId, uint256 milestone, bytes32 evidence);

    /// @notice Submits ballots of the panel that the terms name. The payout that they determine settles the milestone
    /// at once, or is provisional while the contest window runs. Ballots on evidence that was delivered on-chain are
    /// recorded until they determine one; the first recorded ballot of each juror counts.
    /// @dev Anyone may call: without an on-chain delivery until the milestone's deadline, inclusive, with ballots that
    /// decide; with one, for its evidence, while now < delivery + verdictWindow, with one ballot or more, of which one
    /// must be new. Reverts with an error of this interface, of `BallotSet`, with `Quittance_NoNewBallots`, or with an
    /// error of `IDeals` for unknown or settled milestones. Emits `BallotsRecorded`, `VerdictReached`, and events of
    /// fees and refused payouts.
    /// @param evidence Hash of the evidence that the panel judged.
    /// @param ballots Packed as `BallotSet` describes. When the evidence is not on-chain, and the payout is below the
    /// full amount or the terms have a contest window, the seller's delivery follows in the same bytes: keccak256 of
    /// the evidence URI, 32 bytes, then the seller's signature of the `Delivery`.
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external;
}
