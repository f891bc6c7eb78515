// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Rulings: the arbiter, the last round
interface IRulings {
    /// @notice The arbiter decided: `payout`, in basis points, is final. `MilestoneSettled` follows.
    event MilestoneRuled(bytes32 indexed dealId, address indexed arbiter, uint8 milestone, uint16 payout);

    /// @notice Thrown when no contest before the arbiter is open for the milestone.
    error Quittance_NoRulingDue(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when now >= `end`, the end of the ruling window. The arbiter's silence changes nothing.
    /// @param end Unix seconds.
    error Quittance_RulingWindowEnded(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when `payout` is above `maximum`, which is 10000 basis points.
    error Quittance_PayoutTooLarge(uint256 payout, uint256 maximum);

    /// @notice Settles a milestone as the arbiter rules.
    /// @dev The arbiter calls with an empty signature (an account, a multisig, another court's bridge), or anyone posts its
    /// signature of `Ruling(bytes32 deal,uint8 milestone,bytes32 evidence,uint16 payout)`. While now < contest +
    /// rulingWindow. The bond of the contest is credited to the arbiter's ledger balance. Reverts with an error of this
    /// interface, `Quittance_InvalidSignature` or an error of `IDeals`. Emits `MilestoneRuled`, `BondEarned`,
    /// `MilestoneSettled`, `BondReimbursed`, fee and refusal events.
    /// @param payout Basis points of the milestone's amount for the seller; need not be on the grid of the terms.
    function rule(bytes calldata terms, uint8 milestone, uint16 payout, bytes calldata signature) external;
}
