// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlements} from "../interfaces/ISettlements.sol";
import {IRecordEnds} from "../interfaces/IRecordEnds.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {Funding, Rules} from "../types/TermsFields.sol";
import {PackedSettlement} from "../libraries/PackedSettlement.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Moves a milestone's money out of its deal, whichever way it ended.
abstract contract Settling is Terms {
    /// @dev Settles as the parties signed, from any state. A verification fee that no panel has earned goes back to the
    /// buyer; the bonds of open contests wait for `releaseBond`.
    /// @param whole The terms, packed.
    function _settle(
        bytes calldata whole,
        TermsView terms,
        bytes32 dealId,
        Deal storage deal,
        DealState state,
        uint8 milestone,
        Cause cause,
        uint256 toSeller
    ) internal {
        // Effects
        uint256 amount = terms.amount(milestone);
        uint256 toBuyer = amount - toSeller;
        uint256 fee = terms.verificationFee();
        // An agreement that pays the seller nothing is a joint cancellation in all but name, so neither party can rate
        // it.
        bool cancelled = cause == Cause.Agreement && toSeller == 0;
        emit ISettlements.MilestoneSettled(dealId, PackedSettlement.pack(milestone, cause, toSeller, toBuyer));
        bool earned;
        // The contract calls itself, and so runs `SharedFees`.
        if (state.isRecorded(milestone)) (fee, earned) = IRecordEnds(address(this)).endRecord(whole, milestone);
        deal.state = (cancelled ? state.settle(milestone) : state.settle(milestone).stamp()).spend(amount, fee);
        if (fee != 0 && !earned) toBuyer += _returnFee(terms, dealId, milestone, fee);
        _distribute(terms, dealId, milestone, toSeller, toBuyer);
    }

    /// @dev Returns a verification fee that no panel has earned. The caller pays it.
    /// @return The same fee.
    function _returnFee(TermsView terms, bytes32 dealId, uint8 milestone, uint256 fee) internal returns (uint256) {
        emit ISettlements.FeeReturned(dealId, terms.buyer(), milestone, uint96(fee));
        return fee;
    }

    /// @dev Pays both parts. The caller has taken them out of the deal's slot. Fees are credited before the first token
    /// call.
    function _distribute(TermsView terms, bytes32 dealId, uint8 milestone, uint256 toSeller, uint256 toBuyer) internal {
        // Effects
        Rules rules = terms.rules();
        if (rules.marketplaceFee() != 0) toSeller -= _creditMarketplace(terms, dealId, milestone, toSeller);
        // Interactions
        _payParties(terms, dealId, rules.seller(), toSeller, toBuyer);
    }

    /// @param toSeller The seller's part, of at most 96 bits.
    /// @return fee What the marketplace was credited of it.
    function _creditMarketplace(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint256 toSeller
    ) internal returns (uint256 fee) {
        fee = (toSeller * terms.marketplaceFee()) / FULL_PAYOUT;
        if (fee != 0) _creditFee(dealId, terms.marketplace(), milestone, fee);
    }

    /// @dev Pays both parties to the destinations that the terms name. Callers do nothing after it.
    function _payParties(
        TermsView terms,
        bytes32 dealId,
        address seller,
        uint256 toSeller,
        uint256 toBuyer
    ) internal virtual {
        Funding funding = terms.funding();
        if (toSeller != 0) _payOut(dealId, seller, toSeller, funding.sellerToLedger());
        if (toBuyer == 0) return;
        bool toLedger = funding.buyerToLedger();
        _payBack(dealId, terms.buyer(), toBuyer, toLedger, toLedger ? _deals[dealId].state.openedAt() : 0);
    }

    function _creditFee(bytes32 dealId, address account, uint8 milestone, uint256 fee) internal {
        _credit(account, uint96(fee));
        emit ISettlements.FeeCredited(dealId, account, milestone, uint96(fee));
    }
}
