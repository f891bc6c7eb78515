// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Cause} from "../types/Settlement.sol";

/// @title Settlements: how a milestone's money leaves the deal, and the ways that need no jury
/// @notice Each of these calls but `reclaim` ends a milestone that has not settled, with or without a provisional
/// payout. Each reverts with `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`, `Quittance_MilestoneAlreadySettled`
/// or `Quittance_InvalidSignature` where that applies. Each emits `FeeReturned`, `FeeCredited` and `PayoutRefused` as
/// money moves, and `BudgetRestored` when money returns to a managed account. A managed account gives an envelope
/// (`IAuthority`) for its signature: of a key that may SETTLE, and above its policy's threshold with the controller's
/// approval; to reclaim, of any key.
interface ISettlements {
    /// @notice Emitted when a milestone settles. `toSeller + toBuyer` is its amount; the marketplace fee comes out of
    /// `toSeller`.
    /// @param toSeller USDC base units.
    /// @param toBuyer USDC base units.
    event MilestoneSettled(bytes32 indexed dealId, uint8 milestone, Cause cause, uint96 toSeller, uint96 toBuyer);

    /// @notice Emitted when no panel has earned the milestone's verification fee. It returns to the buyer, beside the
    /// buyer's part.
    event FeeReturned(bytes32 indexed dealId, address indexed buyer, uint8 milestone, uint96 amount);

    /// @notice Emitted when both parties end the deal. No `FeeReturned` follows.
    /// @param toBuyer USDC base units that returned to the buyer: all that was left, with unspent verification fees.
    /// @param milestones Bitmap of the milestones that this settled.
    event DealCancelled(bytes32 indexed dealId, uint96 toBuyer, uint32 milestones);

    /// @notice Emitted when a fee is credited to the ledger balance of `account`: the marketplace's, or the panel's for
    /// a verdict.
    event FeeCredited(bytes32 indexed dealId, address indexed account, uint8 milestone, uint96 amount);

    /// @notice Thrown when the seller's part is larger than the amount of the milestone. Amounts are USDC base units.
    /// @param toSeller The seller's part.
    /// @param amount The amount of the milestone.
    error Quittance_PartTooLarge(uint256 toSeller, uint256 amount);

    /// @notice Thrown when now >= `validUntil`, the time before which the signature is good.
    /// @param validUntil Unix seconds.
    error Quittance_SignatureExpired(uint256 validUntil, uint256 timestamp);

    /// @notice Thrown when the deal does not hold the remainder that was signed. Amounts are USDC base units.
    /// @param remainder What was signed.
    /// @param unsettled What the deal holds.
    error Quittance_RemainderMismatch(uint256 remainder, uint256 unsettled);

    /// @notice Thrown when every milestone of the deal has settled.
    error Quittance_DealAlreadySettled(bytes32 dealId);

    /// @notice Thrown when now <= `deadline`. A delivery or a verdict may still come.
    /// @param deadline Unix seconds.
    error Quittance_DeadlineNotPassed(bytes32 dealId, uint256 milestone, uint256 deadline, uint256 timestamp);

    /// @notice Thrown when the milestone was delivered on-chain or judged. It settles by verdict or by silence.
    error Quittance_MilestoneNotReclaimable(bytes32 dealId, uint256 milestone);

    /// @notice Pays the milestone in full to the seller, as the buyer decides.
    /// @dev Anyone may post the buyer's signature of `Acceptance(bytes32 deal,uint8 milestone)`. It may be empty when
    /// the buyer calls. Emits `MilestoneSettled`.
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice Returns the milestone in full to the buyer, as the seller decides.
    /// @dev Anyone may post the seller's signature of `Concession(bytes32 deal,uint8 milestone)`. It may be empty when
    /// the seller calls. Emits `MilestoneSettled`.
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice Splits the milestone as both parties decide.
    /// @dev Anyone may post both signatures of `Agreement(bytes32 deal,uint8 milestone,uint96 toSeller,uint40
    /// validUntil)`. The caller's own may be empty. Emits `MilestoneSettled`.
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

    /// @notice Ends the whole deal, as both parties decide. All that is left returns to the buyer.
    /// @dev Anyone may post both signatures of `Cancellation(bytes32 deal,uint96 remainder,uint40 validUntil)`. The
    /// caller's own may be empty. Emits `DealCancelled`.
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

    /// @notice Returns a milestone to the buyer that was neither delivered on-chain nor judged by its deadline.
    /// @dev The buyer calls with an empty signature, or anyone posts the buyer's signature of `Reclaim(bytes32
    /// deal,uint8 milestone)`, from deadline + 1 second on. It needs no other party. Emits `MilestoneSettled`.
    /// @param schedule The first part of the packed terms (`PackedTerms`): its milestones and all before them.
    /// @param adjudicationHash The EIP-712 struct hash of the rest, `Adjudication`, of which this call reads nothing.
    function reclaim(
        bytes calldata schedule,
        bytes32 adjudicationHash,
        uint8 milestone,
        bytes calldata signature
    ) external;
}
