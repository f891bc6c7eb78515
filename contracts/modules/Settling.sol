// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlements} from "../interfaces/ISettlements.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {Funding, Rules} from "../types/TermsFields.sol";
import {PackedSettlement} from "../libraries/PackedSettlement.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Moves a milestone's money out of its deal, whichever way it ended.
abstract contract Settling is Terms {
    /// @dev Settles as the parties signed, from any state. A verification fee that no panel has earned goes back to the
    /// buyer; the bonds of open contests wait for `releaseBond`.
    function _settle(
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
        bool earned;
        if (state.isRecorded(milestone)) (fee, earned) = _endRecord(terms, dealId, milestone, fee);
        // An agreement that pays the seller nothing is a joint cancellation in all but name, so neither party can rate
        // it.
        bool cancelled = cause == Cause.Agreement && toSeller == 0;
        deal.state = (cancelled ? state.settle(milestone) : state.settle(milestone).stamp()).spend(amount, fee);
        emit ISettlements.MilestoneSettled(dealId, PackedSettlement.pack(milestone, cause, toSeller, toBuyer));
        if (fee != 0) toBuyer += _endFee(terms, dealId, milestone, fee, earned);
        _distribute(terms, dealId, milestone, toSeller, toBuyer);
    }

    /// @dev Stores when the parties ended a contest.
    /// @param fee The verification fee of each milestone.
    /// @return held What the deal still holds of the fee.
    /// @return earned Whether the panel earned it.
    function _endRecord(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 fee
    ) internal returns (uint256 held, bool earned) {
        MilestoneRecord memory record = _records[dealId][milestone];
        if (record.contests != 0) _records[dealId][milestone].endedAt = uint40(block.timestamp);
        if (record.judged) return (0, false);
        return (fee, fee != 0 && _hasEarnedFee(terms, record));
    }

    /// @return Whether the panel of round 1 earned its fee without a verdict: a quorum of its ballots was on record
    /// when the round ended.
    function _hasEarnedFee(TermsView terms, MilestoneRecord memory record) internal view returns (bool) {
        return
            record.contests == 0 &&
            record.highestPayout != 0 &&
            block.timestamp >= record.deliveredAt + terms.verdictWindow();
    }

    /// @dev Credits a fee to the panel that earned it, or returns it.
    /// @return toBuyer What goes back to the buyer.
    function _endFee(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint256 fee,
        bool earned
    ) internal returns (uint256 toBuyer) {
        if (earned) {
            _creditFee(dealId, terms.panelAccount(), milestone, fee);
            return 0;
        }
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
