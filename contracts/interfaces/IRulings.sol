// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Rulings: the arbiter, the last round
interface IRulings {
    /// @notice Emitted when the arbiter decides. `MilestoneSettled` follows.
    /// @param payout Basis points of the milestone's amount for the seller.
    event MilestoneRuled(bytes32 indexed dealId, address indexed arbiter, uint8 milestone, uint16 payout);

    /// @notice Thrown when no contest before the arbiter is open for the milestone.
    error Quittance_NoRulingDue(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when now >= `end`, the end of the ruling window. The arbiter's silence changes nothing.
    /// @param end Unix seconds.
    error Quittance_RulingWindowEnded(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when `payout` is above `maximum`, which is 10000 basis points.
    error Quittance_PayoutTooLarge(uint256 payout, uint256 maximum);

    /// @notice Settles a milestone as the arbiter rules.
    /// @dev The arbiter, which may be a wallet, a multisig or the bridge of another court, calls with an empty
    /// signature; or anyone posts its signature of `Ruling(bytes32 deal,uint8 milestone,bytes32 evidence,uint16
    /// payout)`; a managed account needs a key that may DELIVER. A ruling is taken while now < contest + rulingWindow.
    /// The bond of the contest is credited to the arbiter's ledger balance. Reverts with an error of this interface,
    /// `Quittance_InvalidSignature` or an error of `IDeals`. Emits `MilestoneRuled`, `BondEarned`, `MilestoneSettled`,
    /// `BondReimbursed`, and events of fees and refused payouts.
    /// @param payout Basis points of the milestone's amount for the seller. It need not be a multiple of the payout
    /// step.
    function rule(bytes calldata terms, uint8 milestone, uint16 payout, bytes calldata signature) external;
}
