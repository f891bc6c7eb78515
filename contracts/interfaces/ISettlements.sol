// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Settlements: how a milestone's money leaves the deal, and the ways that need no jury
/// @notice Each of these calls but `reclaim` ends a milestone that has not settled, with or without a provisional
/// payout. Each reverts with `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`,
/// `Quittance_MilestoneAlreadySettled`, `Quittance_DealAmended` or `Quittance_InvalidSignature` where that applies.
/// Each emits `FeeReturned`, `FeeCredited` and `PayoutRefused` as money moves, and `BudgetRestored` when money returns
/// to a managed account. A managed account gives an envelope (`IAuthority`) for its signature: of a key that may
/// SETTLE, and above its policy's threshold with the controller's approval; to reclaim, of any key.
interface ISettlements {
    /// @notice Emitted when a milestone settles.
    /// @param settlement Packed, big-endian: milestone 1 · cause 1 (`Cause`) · toSeller 12 · toBuyer 12 · six zero
    /// bytes. The amounts are USDC base units and sum to that of the milestone; the marketplace fee comes out of
    /// `toSeller`.
    event MilestoneSettled(bytes32 indexed dealId, bytes32 settlement);

    /// @notice Emitted when no panel has earned the milestone's verification fee. It returns to the buyer, beside the
    /// buyer's part.
    event FeeReturned(bytes32 indexed dealId, address indexed buyer, uint8 milestone, uint96 amount);

    /// @notice Emitted when a fee is credited to the ledger balance of `account`: the marketplace's, or the panel's for
    /// a verdict, or for a quorum of ballots on record at the end of round 1. When jurors share that fee, each one's
    /// part is credited when the milestone settles.
    event FeeCredited(bytes32 indexed dealId, address indexed account, uint8 milestone, uint96 amount);

    /// @notice Thrown when now >= `validUntil`, the time before which the signature is good.
    /// @param validUntil Unix seconds.
    error Quittance_SignatureExpired(uint256 validUntil, uint256 timestamp);

    /// @notice Thrown when now <= `deadline`. A delivery or a verdict may still come.
    /// @param deadline Unix seconds.
    error Quittance_DeadlineNotPassed(bytes32 dealId, uint256 milestone, uint256 deadline, uint256 timestamp);

    /// @notice Thrown when the milestone was delivered on-chain or judged. It settles by verdict or by silence.
    error Quittance_MilestoneNotReclaimable(bytes32 dealId, uint256 milestone);

    /// @notice Pays the milestone in full to the seller, as the buyer decides.
    /// @dev Anyone may post the buyer's signature of `Release(bytes32 deal,uint8 milestone,address seller,uint96
    /// amount)`. It may be empty when the buyer calls. Emits `MilestoneSettled`.
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice Returns the milestone in full to the buyer, as the seller decides.
    /// @dev Anyone may post the seller's signature of `Refund(bytes32 deal,uint8 milestone,address buyer,uint96
    /// amount)`. It may be empty when the seller calls. Emits `MilestoneSettled`.
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice Returns a milestone to the buyer that was neither delivered on-chain nor judged by its deadline.
    /// @dev The buyer calls with an empty signature, or anyone posts the buyer's signature of `Reclaim(bytes32
    /// deal,uint8 milestone,address buyer,uint96 amount)`, from deadline + 1 second on. It needs no other party. Emits
    /// `MilestoneSettled`.
    /// @param schedule The first part of the packed terms (`PackedTerms`): its milestones and all before them.
    /// @param adjudicationHash The EIP-712 struct hash of the rest, `Adjudication`, of which this call reads nothing.
    function reclaim(
        bytes calldata schedule,
        bytes32 adjudicationHash,
        uint8 milestone,
        bytes calldata signature
    ) external;
}
