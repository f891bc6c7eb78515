// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Amendments: new terms for a deal that is open
/// @notice A deal is replaced by another in one transaction. What the old deal holds becomes the new deal's, the
/// difference is paid in or back, and the money is nowhere else in between. So a deadline is extended, a juror
/// replaced, or a milestone added.
interface IAmendments {
    /// @notice Emitted when a deal ends because another one replaces it. `DealOpened` of the new deal follows.
    /// @param dealId The deal that ended.
    /// @param successor The deal that replaces it.
    /// @param moved USDC base units that the old deal held and the new one holds, or that were paid back: milestone
    /// amounts and verification fees.
    /// @param paidIn USDC base units that the buyer paid for the new deal, beside what moved.
    /// @param paidBack USDC base units of what moved that the new deal does not need, and that the buyer got back.
    event DealAmended(bytes32 indexed dealId, bytes32 indexed successor, uint96 moved, uint96 paidIn, uint96 paidBack);

    /// @notice Thrown when the new terms do not replace the deal that was given.
    /// @param named The deal that the new terms replace; zero when they replace none.
    /// @param dealId The deal that was given.
    error Quittance_AmendedDealMismatch(bytes32 named, bytes32 dealId);

    /// @notice Thrown when other milestones were delivered than the new terms say.
    /// @param named Bitmap that the new terms have.
    /// @param delivered Bitmap of the unsettled milestones of the old deal that were delivered on-chain.
    error Quittance_DeliveriesMismatch(uint256 named, uint256 delivered);

    /// @notice Thrown when a payout of an unsettled milestone is provisional or contested: a panel has judged it, or
    /// the verdict window has ended.
    error Quittance_PayoutProvisional(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the new terms change what an amendment cannot change.
    /// @param field `buyer`, `seller`, `marketplaceFee`, or `marketplace` where it has a fee.
    error Quittance_FieldUnchangeable(string field);

    /// @notice Replaces a deal by another, as both parties decide.
    /// @dev Anyone may submit it. The new terms name the old deal, the remainder that it holds, and which of its
    /// unsettled milestones were delivered on-chain; all three must be exact. They keep the parties, the marketplace
    /// fee and, where it has a fee, the marketplace. They keep every rule of `open`, and work while now < openBy.
    /// Deliveries of the old deal do not count in the new one: the seller delivers again. The total of the new deal is
    /// paid from what moves. When more is needed, the buyer pays the difference, from its balance or its wallet as the
    /// new terms say; what is not needed goes back to the buyer as the old terms say. From the wallet, the buyer's
    /// signature is the token's ERC-3009 `ReceiveWithAuthorization` with nonce = new deal id, value = difference,
    /// validAfter = 0 and validBefore = openBy. In every other case it is the EIP-712 signature of the new terms, as
    /// the seller's is; the caller's own may be empty. A managed account gives an envelope (`IAuthority`) with its
    /// policy: the buyer of a key that may both COMMIT and SETTLE, the seller of one that may both DELIVER and SETTLE.
    /// The buyer's limit of one transaction, its lists and both thresholds apply to the larger of remainder and new
    /// total; the limits of a period and of a lifetime count what is paid in. The new deal counts as opened when the
    /// old one was. The old deal can be rated for what it settled itself. Reverts with the errors of this interface and
    /// of `open`, `Quittance_DealUnknown`, `Quittance_DealAlreadySettled`, `Quittance_DealAmended`,
    /// `Quittance_RemainderMismatch`, or `Quittance_ConditionsNeeded`. Emits `FundsCommitted` for a buyer that is a
    /// managed account, `DealAmended`, and `DealOpened`.
    /// @param oldTerms Whole terms of the old deal in packed form. Brief terms will do when it has no marketplace fee,
    /// and none of its unsettled milestones was delivered on-chain.
    /// @param newTerms Whole terms in packed form.
    /// @return successor The EIP-712 digest of the new terms: the id of the new deal.
    function amend(
        bytes calldata oldTerms,
        bytes calldata newTerms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 successor);

    /// @notice Returns whether a deal ended because another one replaced it.
    function isAmended(bytes32 dealId) external view returns (bool);
}
