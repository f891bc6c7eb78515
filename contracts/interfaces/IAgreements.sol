// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Agreements: what both parties of a deal sign together
/// @notice Each of these calls takes the signatures of both parties, or of one when the other calls. `agree` and
/// `cancel` end milestones that have not settled, with or without a provisional payout. They revert with
/// `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`, `Quittance_MilestoneAlreadySettled`, `Quittance_DealAmended`,
/// `Quittance_SignatureExpired` or `Quittance_InvalidSignature` where that applies, and emit `FeeReturned`,
/// `FeeCredited` and `PayoutRefused` as money moves, and `BudgetRestored` when money returns to a managed account. A
/// managed account gives an envelope (`IAuthority`) for its signature: of a key that may SETTLE, and above its policy's
/// threshold with the controller's approval.
interface IAgreements {
    /// @notice Emitted when both parties end the deal. No `FeeReturned` follows.
    /// @param toBuyer USDC base units that returned to the buyer: all that was left, with the verification fees that no
    /// panel has earned.
    /// @param milestones Bitmap of the milestones that this settled.
    event DealCancelled(bytes32 indexed dealId, uint96 toBuyer, uint32 milestones);

    /// @notice Thrown when the seller's part is larger than the amount of the milestone. Amounts are USDC base units.
    /// @param toSeller The seller's part.
    /// @param amount The amount of the milestone.
    error Quittance_PartTooLarge(uint256 toSeller, uint256 amount);

    /// @notice Thrown when the deal does not hold the remainder that was signed. Amounts are USDC base units.
    /// @param remainder What was signed.
    /// @param unsettled What the deal holds.
    error Quittance_RemainderMismatch(uint256 remainder, uint256 unsettled);

    /// @notice Thrown when every milestone of the deal has settled.
    error Quittance_DealAlreadySettled(bytes32 dealId);

    /// @notice Splits the milestone as both parties decide.
    /// @dev Anyone may post both signatures of `Agreement(bytes32 deal,uint8 milestone,address seller,uint96
    /// toSeller,address buyer,uint96 toBuyer,uint40 validUntil)`. The caller's own may be empty. Emits
    /// `MilestoneSettled`.
    /// @param toSeller USDC base units of the milestone's amount; the rest goes to the buyer.
    /// @param validUntil Unix seconds; the signatures work while now < validUntil.
    function agree(
        bytes calldata terms,
        uint8 milestone,
        uint96 toSeller,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external;

    /// @notice Ends the whole deal, as both parties decide. All that is left returns to the buyer, but the verification
    /// fees that panels have earned by a quorum of ballots.
    /// @dev Anyone may post both signatures of `Cancellation(bytes32 deal,address buyer,uint96 remainder,uint40
    /// validUntil)`. The caller's own may be empty. Emits `DealCancelled`.
    /// @param remainder USDC base units that the deal still holds, with verification fees. It must be exact, so that an
    /// earlier signature cannot end more than its signer saw.
    /// @param validUntil Unix seconds; the signatures work while now < validUntil.
    function cancel(
        bytes calldata terms,
        uint96 remainder,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external;
}
