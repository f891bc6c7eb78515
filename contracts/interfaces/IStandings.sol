// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title Standings: what a milestone settles at unless a later instance decides otherwise
interface IStandings {
    /// @notice Nothing stands for the milestone: no verdict, and no delivery that was met with silence; or an instance is
    /// at work on it.
    error Quittance_NothingStands(bytes32 dealId, uint256 milestone);

    /// @notice What stands may be settled from `end` on, if nobody decides or contests before.
    error Quittance_WindowOpen(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Settles what stands once nobody can change it any more: a verdict, or the silence payout of a delivery that
    /// nobody judged in time.
    /// @dev Anyone may call, from the end of the contest window on: of the round-1 verdict, or of the silence, which stands
    /// since delivery + verdictWindow; after a contest, of the round-2 verdict or of that round's silent end, where terms
    /// without an arbiter give no such window; after a second contest, from the end of the ruling window on. Bonds of
    /// instances in which nobody voted go back to their payers. Reverts with `Quittance_NothingStands`,
    /// `Quittance_WindowOpen`, or an error of `IDeals` for unknown or settled milestones. Emits `MilestoneSettled`,
    /// `BondReturned`, `BondReimbursed`, fee and refusal events.
    function settle(bytes calldata terms, uint8 milestone) external;
}
