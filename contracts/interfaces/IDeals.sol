// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Deals: opening them, and the events they leave
/// @notice `terms` is always the packed form that `PackedTerms` describes. Its EIP-712 digest is the deal id. Terms are
/// not stored: every later call repeats them, and terms that differ in one byte name another deal.
interface IDeals {
    /// @notice Emitted when a deal is opened and funded.
    /// @param dealId The EIP-712 digest of the terms.
    /// @param buyer The party that pays.
    /// @param seller The party that works.
    /// @param terms Whole terms in packed form. With this event alone, anyone can read what was agreed, check it
    /// against the deal id, and make every later call.
    event DealOpened(bytes32 indexed dealId, address indexed buyer, address indexed seller, bytes terms);

    /// @notice Thrown when a deal with these terms was opened before, settled or not. A deal id is used once.
    /// @param dealId EIP-712 digest of the terms.
    error Quittance_DealAlreadyOpened(bytes32 dealId);

    /// @notice Thrown when no deal was opened with these terms.
    /// @param dealId EIP-712 digest of the terms that were given.
    error Quittance_DealUnknown(bytes32 dealId);

    /// @notice Thrown when `milestone` is not below `milestones`, the number of milestones of the deal. They are
    /// counted from 0.
    error Quittance_MilestoneUnknown(bytes32 dealId, uint256 milestone, uint256 milestones);

    /// @notice Thrown when the milestone has settled: its amount has left the deal.
    error Quittance_MilestoneAlreadySettled(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when another deal has replaced this one: what had not settled is in the new deal.
    error Quittance_DealAmended(bytes32 dealId);

    /// @notice Thrown when now >= `openBy`, the time before which the deal or the tab had to be opened.
    /// @param openBy Unix seconds.
    error Quittance_OpeningExpired(uint256 openBy, uint256 timestamp);

    /// @notice Thrown when the buyer and the seller are the same address.
    error Quittance_SameParties(address party);

    /// @notice Thrown when an address in the terms is zero, the token or this contract, or when the pool or the arbiter
    /// is a party.
    /// @param field Name of the field: `buyer`, `seller`, `marketplace`, `panelAccount`, `panel`, `pool` or `arbiter`.
    error Quittance_TermsAddressRefused(string field, address account);

    /// @notice Thrown when the terms have no milestone, or more than `maximum`, which is 32.
    error Quittance_MilestoneCountOutOfRange(uint256 count, uint256 maximum);

    /// @notice Thrown when the amount of `milestone` is zero.
    /// @param milestone Counted from 0.
    error Quittance_MilestoneAmountZero(uint256 milestone);

    /// @notice Thrown when the deadline of `milestone` is not later than now, or is more than 730 days away. Times are
    /// Unix seconds.
    /// @param milestone Counted from 0.
    error Quittance_DeadlineOutOfRange(uint256 milestone, uint256 deadline, uint256 earliest, uint256 latest);

    /// @notice Thrown when the amounts and the verification fees sum to 2^96 base units or more.
    error Quittance_TotalTooLarge(uint256 total, uint256 maximum);

    /// @notice Thrown when the number of jurors is even, or above `maximum`, which is 15.
    error Quittance_PanelSizeInvalid(uint256 size, uint256 maximum);

    /// @notice Thrown when the address of a juror is not above the one before it. A juror that is named twice breaks
    /// the same rule.
    /// @param position Of the juror in the panel, counted from 0.
    error Quittance_PanelOutOfOrder(uint256 position, address juror);

    /// @notice Thrown when a juror is the buyer or the seller of the deal.
    /// @param position Of the juror in the panel, counted from 0.
    error Quittance_JurorIsParty(uint256 position, address juror);

    /// @notice Thrown when `passingScore` is not within 1 to 10000, or `payoutStep` is neither 0 nor a divisor of
    /// 10000.
    error Quittance_PayoutRuleInvalid(uint256 passingScore, uint256 payoutStep);

    /// @notice Thrown when the payout for silence is above 10000 basis points.
    error Quittance_SilencePayoutTooLarge(uint256 silencePayout, uint256 maximum);

    /// @notice Thrown when a window is shorter than `minimum` or longer than `maximum`, in seconds. Only the contest
    /// window may be 0; the ruling window must be 0 when the terms name no arbiter.
    /// @param field Name of the window in the terms.
    error Quittance_WindowOutOfRange(string field, uint256 window, uint256 minimum, uint256 maximum);

    /// @notice Thrown when the bond of the terms is below the pool's seat fee × (2n + 2), for a panel of n. Amounts are
    /// USDC base units.
    error Quittance_BondTooSmall(uint256 bond, uint256 required);

    /// @notice Thrown when the terms have a contest window and `pool` does not answer as a juror pool.
    error Quittance_PoolUnusable(address pool);

    /// @notice Thrown when the marketplace fee is above `maximum`, which is 1000 basis points.
    error Quittance_MarketplaceFeeTooLarge(uint256 marketplaceFee, uint256 maximum);

    /// @notice Thrown when the verification fee is larger than the amount of `milestone`. Amounts are USDC base units.
    /// @param milestone Counted from 0.
    /// @param maximum The amount of that milestone.
    error Quittance_VerificationFeeTooLarge(uint256 verificationFee, uint256 milestone, uint256 maximum);

    /// @notice Thrown when the destinations byte of the packed terms has bits without a meaning.
    /// @param destinations The byte as it was given.
    error Quittance_DestinationsUnknown(uint256 destinations);

    /// @notice Thrown when the terms replace a deal. Such terms do not open by themselves: what they carry would be
    /// paid for twice.
    /// @param deal The deal that they replace.
    error Quittance_AmendmentNeeded(bytes32 deal);

    /// @notice Thrown when `signer` neither signed `digest` nor sends the call with an empty signature.
    error Quittance_InvalidSignature(address signer, bytes32 digest);

    /// @notice Opens a deal that both parties agreed to, and takes the buyer's money: all amounts and verification
    /// fees.
    /// @dev Anyone may submit it. When the buyer's wallet pays, the buyer's signature is the token's ERC-3009
    /// `ReceiveWithAuthorization` to this contract with nonce = deal id, value = total, validAfter = 0 and validBefore
    /// = openBy. That signature agrees to the terms and pays for exactly them. When the buyer's ledger balance pays, it
    /// is the EIP-712 signature of the terms, and may be empty when the buyer calls. The seller's signature is the
    /// EIP-712 signature of the terms, and may be empty when the seller calls. A signature has 65 bytes, 64 (EIP-2098),
    /// or is one that an ERC-1271 wallet accepts. A managed account gives an envelope (`IAuthority`) instead: the
    /// buyer's commits the total (COMMIT), the seller's agrees to work (DELIVER). The account must not be frozen, and
    /// the terms must pay it to its ledger balance. Reverts with the errors of this interface,
    /// `Quittance_MalformedTerms`, `Quittance_InsufficientBalance`, an error of `IAuthority`, or as the token does.
    /// Emits `DealOpened`, after `FundsCommitted` for a buyer that is a managed account.
    /// @return dealId The EIP-712 digest of the terms.
    function open(
        bytes calldata terms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 dealId);
}
