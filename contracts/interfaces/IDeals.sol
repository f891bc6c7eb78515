// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title Deals: opening them, and the facts they leave
/// @notice `terms` is everywhere the packed wire form that `TermsWire` describes; its EIP-712 digest is the deal id. Terms
/// are not stored: every later call repeats them, and terms that differ in one byte name another deal.
interface IDeals {
    /// @notice A deal was opened and funded.
    /// @param dealId The EIP-712 digest of the terms.
    /// @param buyer Who pays.
    /// @param seller Who works.
    /// @param terms In wire form, whole: from this event alone anybody can tell what was agreed, check it against the deal
    /// id, and make every later call.
    event DealOpened(bytes32 indexed dealId, address indexed buyer, address indexed seller, bytes terms);

    /// @notice The deal id was used before; an id is used once, for ever.
    error Quittance_DealAlreadyOpened(bytes32 dealId);

    /// @notice No deal was opened with these terms; compare every field with the terms that were signed.
    error Quittance_DealUnknown(bytes32 dealId);

    /// @notice The deal has `milestones`, counted from 0; there is no such one.
    error Quittance_MilestoneUnknown(bytes32 dealId, uint256 milestone, uint256 milestones);

    /// @notice The milestone's amount has left the deal.
    error Quittance_MilestoneAlreadySettled(bytes32 dealId, uint256 milestone);

    /// @notice The terms could be opened only while now < openBy.
    error Quittance_OpeningExpired(uint256 openBy, uint256 timestamp);

    /// @notice Buyer and seller are the same address.
    error Quittance_SameParties(address party);

    /// @notice An address in the terms is zero, the token or this contract; `field` names it.
    error Quittance_TermsAddressRefused(string field, address account);

    /// @notice A deal has 1 to 32 milestones.
    error Quittance_MilestoneCountOutOfRange(uint256 count, uint256 maximum);

    /// @notice A milestone's amount is zero.
    error Quittance_MilestoneAmountZero(uint256 milestone);

    /// @notice A milestone's deadline has passed, or is too far away.
    error Quittance_DeadlineOutOfRange(uint256 milestone, uint256 deadline, uint256 earliest, uint256 latest);

    /// @notice Amounts and verification fees sum to more than 96 bits can hold.
    error Quittance_TotalTooLarge(uint256 total, uint256 maximum);

    /// @notice A panel has an odd number of jurors, 1 to 15.
    error Quittance_PanelSizeInvalid(uint256 size, uint256 maximum);

    /// @notice The jurors do not ascend strictly; the same juror twice is refused by the same rule.
    error Quittance_PanelOutOfOrder(uint256 position, address juror);

    /// @notice A party of the deal sits on its panel.
    error Quittance_JurorIsParty(uint256 position, address juror);

    /// @notice The pass mark is not within 1..10000, or the grid step is neither 0 nor a divisor of 10000.
    error Quittance_PayoutRuleInvalid(uint256 passMark, uint256 gridStep);

    /// @notice The payout for silence is above 10000 basis points.
    error Quittance_SilencePayoutTooLarge(uint256 silencePayout, uint256 maximum);

    /// @notice A window is outside its bounds; only the contest window may be 0, and the ruling window must be when no
    /// arbiter is named. `field` names it.
    error Quittance_WindowOutOfRange(string field, uint256 window, uint256 minimum, uint256 maximum);

    /// @notice Terms with a contest window need a bond of at least the pool's seat fee × (2n + 1), for a panel of n.
    error Quittance_BondTooSmall(uint256 bond, uint256 required);

    /// @notice Terms with a contest window name a juror pool; this address does not answer as one.
    error Quittance_PoolUnusable(address pool);

    /// @notice The marketplace fee is above its bound, in basis points.
    error Quittance_MarketplaceFeeTooLarge(uint256 marketplaceFee, uint256 maximum);

    /// @notice The verification fee is larger than the amount of that milestone.
    error Quittance_VerificationFeeTooLarge(uint256 verificationFee, uint256 milestone, uint256 maximum);

    /// @notice The routes byte of the wire form has bits that mean nothing.
    error Quittance_RoutesUnknown(uint256 routes);

    /// @notice Neither the caller nor the signature is `signer`.
    error Quittance_InvalidSignature(address signer, bytes32 digest);

    /// @notice Opens a deal that both parties agreed to and takes the buyer's money: all amounts and verification fees.
    /// @dev Anyone may submit it. Funded from the wallet, the buyer's signature is the token's ERC-3009
    /// `ReceiveWithAuthorization` to this contract with nonce = deal id, value = total, validAfter = 0 and
    /// validBefore = openBy: it agrees to the terms and pays for exactly them. Funded from the ledger, it is the EIP-712
    /// signature of the terms, and may be empty when the buyer calls. The seller's is the EIP-712 signature of the terms,
    /// and may be empty when the seller calls. Signatures: 65 bytes, 64 (EIP-2098), or ERC-1271; of an account that a
    /// principal opened, an envelope (`IAuthority`), and only with terms that pay it to the ledger: the buyer's to commit
    /// the total (COMMIT), the seller's to speak (DELIVER), neither of them frozen.
    /// Reverts with the errors of this interface, `Quittance_MalformedTerms`, `Quittance_InsufficientBalance`, an error
    /// of `IAuthority`, or as the token does. Emits `DealOpened`, and `FundsCommitted` for a buyer under a policy.
    /// @return dealId The EIP-712 digest of the terms.
    function open(
        bytes calldata terms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 dealId);

    /// @notice The deal id of `terms`, whether or not it was opened.
    /// @dev Reverts with `Quittance_MalformedTerms`.
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId);
}
