// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Cause} from "../types/Settlement.sol";

/// @title Settlements: how a milestone's money leaves the deal, and the ways that need no jury
/// @notice All but `reclaim` end the milestone from any state before settled, and end a standing verdict with it. Each
/// reverts with `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`, `Quittance_MilestoneAlreadySettled` or
/// `Quittance_InvalidSignature` where that applies, and emits `FeeReturned`, `FeeCredited` and `PayoutRefused` as money moves, and
/// `BudgetRestored` where it comes back to a managed account. Such an account gives an envelope
/// (`IAuthority`) for its signature: to give money up (SETTLE), and above its policy's threshold with the controller's
/// approval; to reclaim, to speak with any key.
interface ISettlements {
    /// @notice A milestone is final. `toSeller + toBuyer` is its amount; the marketplace fee comes out of `toSeller`.
    event MilestoneSettled(bytes32 indexed dealId, uint8 milestone, Cause cause, uint96 toSeller, uint96 toBuyer);

    /// @notice No panel earned the milestone's verification fee; it went back to the buyer, on top of the buyer's part.
    event FeeReturned(bytes32 indexed dealId, address indexed buyer, uint8 milestone, uint96 amount);

    /// @notice Both parties ended the deal; `toBuyer`, all that was left with the unspent verification fees in it, went back
    /// to the buyer. No `FeeReturned` follows.
    event DealCancelled(bytes32 indexed dealId, uint96 toBuyer, uint32 milestones);

    /// @notice A fee was credited to the ledger balance of `account`: the marketplace's, or the panel's for a verdict.
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

    /// @notice The buyer gives the milestone away in full to the seller.
    /// @dev Anyone may post the buyer's signature of `Acceptance(bytes32 deal,uint8 milestone)`; it may be empty when the
    /// buyer calls. Emits `MilestoneSettled`.
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice The seller gives the milestone back in full to the buyer.
    /// @dev Anyone may post the seller's signature of `Concession(bytes32 deal,uint8 milestone)`; it may be empty when
    /// the seller calls. Emits `MilestoneSettled`.
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external;

    /// @notice Both split the milestone in any way.
    /// @dev Anyone may post both signatures of `Agreement(bytes32 deal,uint8 milestone,uint96 toSeller,uint40
    /// validUntil)`; the caller's own may be empty. Emits `MilestoneSettled`.
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

    /// @notice Both end the whole deal: everything left goes back to the buyer.
    /// @dev Anyone may post both signatures of `Cancellation(bytes32 deal,uint96 remainder,uint40 validUntil)`; the
    /// caller's own may be empty. Emits `DealCancelled`.
    /// @param remainder USDC base units the deal still holds, verification fees included; must be exact, so that a
    /// signature given earlier cannot end more than its signer saw.
    /// @param validUntil Unix seconds; the signatures work while now < validUntil.
    function cancel(
        bytes calldata terms,
        uint96 remainder,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external;

    /// @notice The buyer takes back a milestone for which nothing was delivered on-chain or judged by its deadline.
    /// @dev Needs nobody else, from deadline + 1 second on. The buyer calls, with an empty signature, or anyone posts the
    /// buyer's signature of `Reclaim(bytes32 deal,uint8 milestone)`. Emits `MilestoneSettled`.
    /// @param schedule The head of the packed form of the terms, up to the engagement.
    /// @param engagementHash The EIP-712 struct hash of the engagement, which this operation need not read.
    function reclaim(
        bytes calldata schedule,
        bytes32 engagementHash,
        uint8 milestone,
        bytes calldata signature
    ) external;
}
