// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {
    FULL_PAYOUT,
    MAX_JURORS,
    MAX_MARKETPLACE_FEE,
    MAX_MILESTONES,
    MAX_TERM,
    MAX_WINDOW,
    MIN_WINDOW
} from "../types/Limits.sol";
import {ALL_DESTINATIONS} from "../types/TermsFields.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsRules} from "../libraries/TermsRules.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Finds the rule that terms break: before they are signed, and for an opening that `TermsRules` has decided
/// against. These checks are the reference of `TermsRules`: a fuzz test holds the one against the other
/// (TermsRules.t.sol).
abstract contract TermsCheck is Terms, ITermsCheck {
    /// @inheritdoc ITermsCheck
    function checkTerms(bytes calldata terms) external view {
        _checkTerms(terms);
    }

    /// @dev Reverts with the first rule that the terms break.
    function _checkTerms(bytes calldata terms) internal view {
        // Check: the terms are as long as their parts.
        (TermsView fields, ) = _read(terms);
        uint256 destinations = fields.destinations();
        // Check: every bit of the destinations has a meaning.
        if (destinations > ALL_DESTINATIONS) revert IDeals.Quittance_DestinationsUnknown(destinations);
        _requireParties(fields);
        _requireRulesInBounds(fields);
        _requirePanel(fields);
        if (fields.contestWindow() != 0) _requireDisputeRules(fields);
        _requireMilestones(fields);
    }

    function _requireParties(TermsView terms) private view {
        address buyer = terms.buyer();
        address seller = terms.seller();
        // Check: the buyer can hold money.
        if (!_mayHold(buyer)) revert IDeals.Quittance_TermsAddressRefused("buyer", buyer);
        // Check: the seller can hold money.
        if (!_mayHold(seller)) revert IDeals.Quittance_TermsAddressRefused("seller", seller);
        // Check: the seller is not the buyer.
        if (buyer == seller) revert IDeals.Quittance_SameParties(buyer);
        uint256 marketplaceFee = terms.marketplaceFee();
        // Check: the marketplace fee is within its limit.
        if (marketplaceFee > MAX_MARKETPLACE_FEE) {
            revert IDeals.Quittance_MarketplaceFeeTooLarge(marketplaceFee, MAX_MARKETPLACE_FEE);
        }
        // Check: a marketplace that is paid can hold money.
        if (marketplaceFee != 0 && !_mayHold(terms.marketplace())) {
            revert IDeals.Quittance_TermsAddressRefused("marketplace", terms.marketplace());
        }
        address panelAccount = terms.panelAccount();
        // Check: a panel is paid at an account that can hold money, or its jurors share the fee.
        if (terms.verificationFee() != 0 && panelAccount != address(0) && !_mayHold(panelAccount)) {
            revert IDeals.Quittance_TermsAddressRefused("panelAccount", panelAccount);
        }
    }

    function _requireRulesInBounds(TermsView terms) private pure {
        uint256 passingScore = terms.passingScore();
        uint256 payoutStep = terms.payoutStep();
        // Check: the passing score is within 1..10000, and the payout step is 0 or divides 10000.
        if (!PayoutRule.isWellFormed(passingScore, payoutStep))
            revert IDeals.Quittance_PayoutRuleInvalid(passingScore, payoutStep);
        uint256 silencePayout = terms.silencePayout();
        // Check: silence pays at most everything.
        if (silencePayout > FULL_PAYOUT) {
            revert IDeals.Quittance_SilencePayoutTooLarge(silencePayout, FULL_PAYOUT);
        }
        uint256 window = terms.verdictWindow();
        // Check: the verdict window is within its limits.
        if (!TermsRules.isWindow(window)) {
            revert IDeals.Quittance_WindowOutOfRange("verdictWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
        window = terms.contestWindow();
        // Check: the contest window is 0, or within its limits.
        if (window != 0 && !TermsRules.isWindow(window)) {
            revert IDeals.Quittance_WindowOutOfRange("contestWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
    }

    function _requirePanel(TermsView terms) private view {
        uint256 jurors = terms.jurors();
        // Check: the number of jurors is odd and within its limit.
        if (jurors % 2 == 0 || jurors > MAX_JURORS) revert IDeals.Quittance_PanelSizeInvalid(jurors, MAX_JURORS);
        address previous;
        for (uint256 i; i != jurors; ++i) {
            address juror = terms.juror(i);
            // Check: the juror is neither zero, nor the token, nor this contract.
            if (!_mayHold(juror)) revert IDeals.Quittance_TermsAddressRefused("panel", juror);
            // Check: the juror is above the one before it, so no juror sits twice.
            if (juror <= previous) revert IDeals.Quittance_PanelOutOfOrder(i, juror);
            // Check: the juror is no party of the deal.
            if (juror == terms.buyer() || juror == terms.seller()) revert IDeals.Quittance_JurorIsParty(i, juror);
            previous = juror;
        }
    }

    function _requireDisputeRules(TermsView terms) private view {
        address pool = terms.pool();
        // Check: the pool can hold money and is no party of the deal.
        if (!TermsRules.mayJudge(terms, pool, _token())) revert IDeals.Quittance_TermsAddressRefused("pool", pool);
        address arbiter = terms.arbiter();
        uint256 window = terms.rulingWindow();
        if (arbiter == address(0)) {
            // Check: without an arbiter there is no ruling window.
            if (window != 0) revert IDeals.Quittance_WindowOutOfRange("rulingWindow", window, 0, 0);
        } else {
            // Check: the arbiter can hold money and is no party of the deal.
            if (!TermsRules.mayJudge(terms, arbiter, _token())) {
                revert IDeals.Quittance_TermsAddressRefused("arbiter", arbiter);
            }
            // Check: the ruling window is within its limits.
            if (!TermsRules.isWindow(window)) {
                revert IDeals.Quittance_WindowOutOfRange("rulingWindow", window, MIN_WINDOW, MAX_WINDOW);
            }
        }
        uint256 least = TermsRules.leastBond(terms, pool);
        // Check: the bond pays the largest panel that the pool can draw, and its draw.
        if (terms.bond() < least) revert IDeals.Quittance_BondTooSmall(terms.bond(), least);
    }

    function _requireMilestones(TermsView terms) private view {
        uint256 count = terms.milestoneCount();
        // Check: the number of milestones is within its limits.
        if (count == 0 || count > MAX_MILESTONES) {
            revert IDeals.Quittance_MilestoneCountOutOfRange(count, MAX_MILESTONES);
        }
        uint256 fee = terms.verificationFee();
        uint256 earliest = block.timestamp + 1;
        uint256 latest = block.timestamp + MAX_TERM;
        uint256 total;
        for (uint256 i; i != count; ++i) {
            uint256 amount = terms.amount(i);
            uint256 deadline = terms.deadline(i);
            // Check: the milestone pays something.
            if (amount == 0) revert IDeals.Quittance_MilestoneAmountZero(i);
            // Check: the verification fee is at most the milestone's amount.
            if (fee > amount) revert IDeals.Quittance_VerificationFeeTooLarge(fee, i, amount);
            // Check: the deadline is in the future, and not too far.
            if (deadline < earliest || deadline > latest) {
                revert IDeals.Quittance_DeadlineOutOfRange(i, deadline, earliest, latest);
            }
            total += amount + fee;
        }
        // Check: 96 bits hold the sum of all amounts and fees.
        if (total > type(uint96).max) revert IDeals.Quittance_TotalTooLarge(total, type(uint96).max);
    }
}
