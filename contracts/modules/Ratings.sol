// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../interfaces/IContests.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IRatings} from "../interfaces/IRatings.sol";
import {Capabilities} from "../types/Key.sol";
import {DealState} from "../types/DealState.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {Terms} from "./Terms.sol";

/// @dev One score a side, of deals that settled money.
abstract contract Ratings is Terms, IRatings {
    uint256 private constant MAX_RATING = 100;
    uint256 private constant RATING_WINDOW = 90 days;
    bytes32 private constant RATING_TYPEHASH = keccak256("Rating(bytes32 deal,uint8 score,bytes32 reasons)");

    /// @inheritdoc IRatings
    function rate(
        bytes calldata terms,
        address rater,
        uint8 score,
        bytes32 reasons,
        bytes calldata signature
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        DealState state = _deals[dealId].state;
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        bool byBuyer = rater == read.buyer();
        if (!byBuyer && rater != read.seller()) revert IContests.Quittance_NotAParty(dealId, rater);
        if (score > MAX_RATING) revert Quittance_RatingTooLarge(score, MAX_RATING);
        uint256 settledAt = state.settledAt();
        if (settledAt == 0) revert Quittance_NotRateable(dealId);
        uint256 end = settledAt + RATING_WINDOW;
        if (block.timestamp >= end) revert Quittance_RatingWindowEnded(dealId, end, block.timestamp);
        if (state.hasRated(byBuyer)) revert Quittance_AlreadyRated(dealId, rater);
        bytes32 structHash = keccak256(abi.encode(RATING_TYPEHASH, dealId, score, reasons));
        _requireAuthorization(rater, _hashTypedDataV4(structHash), signature, Capabilities.NONE);
        // Effects
        _deals[dealId].state = state.rate(byBuyer);
        emit DealRated(dealId, rater, byBuyer ? read.seller() : read.buyer(), score, reasons);
    }

    /// @inheritdoc IRatings
    function ratingOf(bytes32 dealId) external view returns (uint40 lastSettledAt, bool buyerRated, bool sellerRated) {
        DealState state = _deals[dealId].state;
        return (state.settledAt(), state.hasRated(true), state.hasRated(false));
    }
}
