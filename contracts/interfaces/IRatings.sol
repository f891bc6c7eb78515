// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Ratings: one side's score of the other
interface IRatings {
    /// @notice Emitted when `rater` rates `rated`.
    /// @param score 0 to 100.
    /// @param reasons Hash of the written reasons; zero for none.
    event DealRated(bytes32 indexed dealId, address indexed rater, address indexed rated, uint8 score, bytes32 reasons);

    /// @notice Thrown when `score` is above `maximum`, which is 100.
    error Quittance_RatingTooLarge(uint256 score, uint256 maximum);

    /// @notice Thrown when the deal has settled nothing that can be rated: no milestone has settled, or the parties
    /// ended the deal together and the seller was paid nothing.
    error Quittance_NotRateable(bytes32 dealId);

    /// @notice Thrown when now >= `end`, which is 90 days after the last settlement.
    /// @param end Unix seconds.
    error Quittance_RatingWindowEnded(bytes32 dealId, uint256 end, uint256 timestamp);

    /// @notice Thrown when `rater` has rated the other side of this deal before.
    error Quittance_AlreadyRated(bytes32 dealId, address rater);

    /// @notice Rates the other side of a deal that paid the seller, or that returned money to the buyer without a joint
    /// end.
    /// @dev Anyone may post the rater's signature of `Rating(bytes32 deal,address rated,uint8 score,bytes32 reasons)`.
    /// The signature may be empty when the rater calls. Each side rates once, while now < last settlement + 90 days; a
    /// later settlement extends that time. Takes whole or brief terms. Reverts with an error of this interface,
    /// `Quittance_NotAParty`, `Quittance_InvalidSignature` or `Quittance_DealUnknown`. Emits `DealRated`.
    /// @param rater The buyer or the seller.
    /// @param reasons Hash of the written reasons; zero for none.
    function rate(bytes calldata terms, address rater, uint8 score, bytes32 reasons, bytes calldata signature) external;

    /// @notice Returns what is stored of a deal's ratings.
    /// @return lastSettledAt Unix seconds of the last settlement that can be rated; zero when there was none.
    /// @return buyerRated Whether the buyer has rated the seller.
    /// @return sellerRated Whether the seller has rated the buyer.
    function ratingOf(bytes32 dealId) external view returns (uint40 lastSettledAt, bool buyerRated, bool sellerRated);
}
