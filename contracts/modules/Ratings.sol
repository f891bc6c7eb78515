// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContests} from "../interfaces/IContests.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IRatings} from "../interfaces/IRatings.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {MAX_RATING, RATING_WINDOW} from "../types/Limits.sol";
import {RATING_TYPEHASH} from "../types/TypeHashes.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Takes one rating of each party, for deals that settled money.
abstract contract Ratings is Terms, IRatings {
    /// @inheritdoc IRatings
    function rate(
        bytes calldata terms,
        address rater,
        uint8 score,
        bytes32 reasons,
        bytes calldata signature
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        DealState state = _deals[dealId].state;
        // Check: the deal exists.
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        bool byBuyer = rater == fields.buyer();
        // Check: a party rates.
        if (!byBuyer && rater != fields.seller()) revert IContests.Quittance_NotAParty(dealId, rater);
        // Check: the score is within its range.
        if (score > MAX_RATING) revert Quittance_RatingTooLarge(score, MAX_RATING);
        uint256 settledAt = state.settledAt();
        // Check: the deal settled money.
        if (settledAt == 0) revert Quittance_NotRateable(dealId);
        uint256 end = settledAt + RATING_WINDOW;
        // Check: the rating window has not ended.
        if (block.timestamp >= end) revert Quittance_RatingWindowEnded(dealId, end, block.timestamp);
        // Check: the party has not rated before.
        if (state.hasRated(byBuyer)) revert Quittance_AlreadyRated(dealId, rater);
        address rated = byBuyer ? fields.seller() : fields.buyer();
        bytes32 structHash = keccak256(abi.encode(RATING_TYPEHASH, dealId, rated, score, reasons));
        // Check: the party called or signed.
        _requireAuthorization(rater, _hashTypedDataV4(structHash), signature, Capabilities.NONE);
        // Effects
        _deals[dealId].state = state.rate(byBuyer);
        emit DealRated(dealId, rater, rated, score, reasons);
    }

    /// @inheritdoc IRatings
    function ratingOf(bytes32 dealId) external view returns (uint40 lastSettledAt, bool buyerRated, bool sellerRated) {
        DealState state = _deals[dealId].state;
        return (state.settledAt(), state.hasRated(true), state.hasRated(false));
    }
}
