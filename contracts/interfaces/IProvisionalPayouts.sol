// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Standings: what a milestone settles at unless a later instance decides otherwise
interface IProvisionalPayouts {
    /// @notice Thrown when the milestone has no payout to settle or to contest: there is no verdict and no delivery
    /// on-chain, or a panel or the arbiter may still decide.
    error Quittance_NoProvisionalPayout(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when now < `end`, the earliest time at which the milestone settles if it is neither contested nor
    /// decided before.
    /// @param end Unix seconds.
    error Quittance_WindowOpen(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Settles what stands once nobody can change it any more: a verdict, or the silence payout of a delivery that
    /// nobody judged in time.
    /// @dev Anyone may call, from the end of the contest window on: of the round-1 verdict, or of the silence, which stands
    /// since delivery + verdictWindow; after a contest, of the round-2 verdict or of that round's silent end, where terms
    /// without an arbiter give no such window; after a second contest, from the end of the ruling window on. Bonds of
    /// rounds in which nobody voted go back to their payers. Reverts with `Quittance_NoProvisionalPayout`,
    /// `Quittance_WindowOpen`, or an error of `IDeals` for unknown or settled milestones. Emits `MilestoneSettled`,
    /// `BondReturned`, `BondReimbursed`, fee and refusal events.
    function settle(bytes calldata terms, uint8 milestone) external;
}
