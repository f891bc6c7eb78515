// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title ProvisionalPayouts: what a milestone settles at unless a later round decides otherwise
interface IProvisionalPayouts {
    /// @notice Thrown when the milestone has no payout to settle or to contest: there is no verdict and no delivery
    /// on-chain, or a panel or the arbiter may still decide.
    error Quittance_NoProvisionalPayout(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when now < `end`, the earliest time at which the milestone settles if it is neither contested nor
    /// decided before.
    /// @param end Unix seconds.
    error Quittance_WindowOpen(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Settles a milestone at its provisional payout once that can no longer change: a verdict, or the payout
    /// for silence of a delivery that the panel did not judge in time. A round that ended with a quorum of ballots and
    /// no verdict has moved the payout into the interval that its ballots leave.
    /// @dev Anyone may call. Without a contest, the milestone settles from the end of the contest window on, which
    /// begins with the verdict of round 1, or with the silence at delivery + verdictWindow. After one contest, it
    /// settles when the contest window ends that begins with the verdict of round 2 or with that round's end; terms
    /// without an arbiter have no such window. After two, it settles from the end of the ruling window on. Bonds of
    /// rounds in which no one voted return to their payers. Reverts with `Quittance_NoProvisionalPayout`,
    /// `Quittance_WindowOpen`, or an error of `IDeals` for unknown or settled milestones. Emits `MilestoneSettled`,
    /// `BondReturned`, `BondReimbursed`, and events of fees and refused payouts.
    function settle(bytes calldata terms, uint8 milestone) external;
}
