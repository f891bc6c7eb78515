// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Bounds} from "./Bounds.sol";

/// @dev Which rule terms break: asked before signing, and by an opening that has found that they break one.
abstract contract TermsCheck is Bounds, ITermsCheck {
    /// @inheritdoc ITermsCheck
    function checkTerms(bytes calldata terms) external view {
        (TermsView read, ) = _read(terms);
        uint256 destinations = read.destinations();
        if (destinations > ALL_DESTINATIONS) revert IDeals.Quittance_DestinationsUnknown(destinations);
        _requireParties(read);
        _requireRulesInBounds(read);
        _requirePanel(read);
        if (read.contestWindow() != 0) _requireDisputeRules(read);
        _requireMilestones(read);
    }

    function _requireParties(TermsView terms) private view {
        address buyer = terms.buyer();
        address seller = terms.seller();
        if (!_mayHold(buyer)) revert IDeals.Quittance_TermsAddressRefused("buyer", buyer);
        if (!_mayHold(seller)) revert IDeals.Quittance_TermsAddressRefused("seller", seller);
        if (buyer == seller) revert IDeals.Quittance_SameParties(buyer);
        uint256 marketplaceFee = terms.marketplaceFee();
        if (marketplaceFee > MAX_MARKETPLACE_FEE) {
            revert IDeals.Quittance_MarketplaceFeeTooLarge(marketplaceFee, MAX_MARKETPLACE_FEE);
        }
        if (marketplaceFee != 0 && !_mayHold(terms.marketplace())) {
            revert IDeals.Quittance_TermsAddressRefused("marketplace", terms.marketplace());
        }
        if (terms.verificationFee() != 0 && !_mayHold(terms.panelAccount())) {
            revert IDeals.Quittance_TermsAddressRefused("panelAccount", terms.panelAccount());
        }
    }

    function _requireRulesInBounds(TermsView terms) private pure {
        uint256 passingScore = terms.passingScore();
        uint256 payoutStep = terms.payoutStep();
        if (!PayoutRule.isWellFormed(passingScore, payoutStep))
            revert IDeals.Quittance_PayoutRuleInvalid(passingScore, payoutStep);
        uint256 silencePayout = terms.silencePayout();
        if (silencePayout > PayoutRule.FULL)
            revert IDeals.Quittance_SilencePayoutTooLarge(silencePayout, PayoutRule.FULL);
        uint256 window = terms.verdictWindow();
        if (!_isWindow(window))
            revert IDeals.Quittance_WindowOutOfRange("verdictWindow", window, MIN_WINDOW, MAX_WINDOW);
        window = terms.contestWindow();
        if (window != 0 && !_isWindow(window)) {
            revert IDeals.Quittance_WindowOutOfRange("contestWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
    }

    function _requireDisputeRules(TermsView terms) private view {
        address pool = terms.pool();
        if (!_mayJudge(terms, pool)) revert IDeals.Quittance_TermsAddressRefused("pool", pool);
        address arbiter = terms.arbiter();
        uint256 window = terms.rulingWindow();
        if (arbiter == address(0)) {
            if (window != 0) revert IDeals.Quittance_WindowOutOfRange("rulingWindow", window, 0, 0);
        } else {
            if (!_mayJudge(terms, arbiter)) revert IDeals.Quittance_TermsAddressRefused("arbiter", arbiter);
            if (!_isWindow(window))
                revert IDeals.Quittance_WindowOutOfRange("rulingWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
        uint256 least = _leastBond(terms, pool);
        if (terms.bond() < least) revert IDeals.Quittance_BondTooSmall(terms.bond(), least);
    }

    function _requirePanel(TermsView terms) private view {
        uint256 jurors = terms.jurors();
        if (jurors % 2 == 0 || jurors > MAX_JURORS) revert IDeals.Quittance_PanelSizeInvalid(jurors, MAX_JURORS);
        address previous;
        for (uint256 i; i != jurors; ++i) {
            address juror = terms.juror(i);
            if (!_mayHold(juror)) revert IDeals.Quittance_TermsAddressRefused("panel", juror);
            if (juror <= previous) revert IDeals.Quittance_PanelOutOfOrder(i, juror);
            if (juror == terms.buyer() || juror == terms.seller()) revert IDeals.Quittance_JurorIsParty(i, juror);
            previous = juror;
        }
    }

    function _requireMilestones(TermsView terms) private view {
        uint256 count = terms.milestoneCount();
        if (count == 0 || count > MAX_MILESTONES)
            revert IDeals.Quittance_MilestoneCountOutOfRange(count, MAX_MILESTONES);
        uint256 fee = terms.verificationFee();
        uint256 total;
        for (uint256 i; i != count; ++i) {
            uint256 amount = terms.amount(i);
            uint256 deadline = terms.deadline(i);
            if (amount == 0) revert IDeals.Quittance_MilestoneAmountZero(i);
            if (fee > amount) revert IDeals.Quittance_VerificationFeeTooLarge(fee, i, amount);
            if (deadline <= block.timestamp || deadline > block.timestamp + MAX_TERM) {
                revert IDeals.Quittance_DeadlineOutOfRange(
                    i,
                    deadline,
                    block.timestamp + 1,
                    block.timestamp + MAX_TERM
                );
            }
            total += amount + fee;
        }
        if (total > type(uint96).max) revert IDeals.Quittance_TotalTooLarge(total, type(uint96).max);
    }
}
