// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {DealStates} from "../types/DealState.sol";
import {TermsView} from "../libraries/TermsWire.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Terms} from "./Terms.sol";

/// @dev Opening: everything the terms promise is checked here once, so that nothing later can fail on it.
abstract contract Deals is Terms {
    uint256 private constant ALL_ROUTES = 7;
    uint256 private constant MAX_MILESTONES = 32;
    uint256 private constant MAX_JURORS = 15;
    uint256 private constant MAX_MARKETPLACE_FEE = 1_000;
    uint256 private constant MIN_WINDOW = 10 minutes;
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant MAX_TERM = 730 days;

    /// @inheritdoc IDeals
    function open(bytes calldata terms, bytes calldata buyerSignature, bytes calldata sellerSignature)
        external
        returns (bytes32 dealId)
    {
        // Checks
        TermsView read;
        (read, dealId) = _read(terms);
        Deal storage deal = _deals[dealId];
        if (deal.state.exists()) revert Quittance_DealAlreadyOpened(dealId);
        if (block.timestamp >= read.openBy()) revert Quittance_OpeningExpired(read.openBy(), block.timestamp);
        uint256 routes = read.routes();
        if (routes > ALL_ROUTES) revert Quittance_RoutesUnknown(routes);
        address buyer = read.buyer();
        address seller = read.seller();
        _requireParties(read, buyer, seller);
        _requireRules(read);
        _requirePanel(read, buyer, seller);
        uint96 total = _requireMilestones(read);
        _requireConsent(seller, dealId, sellerSignature);
        bool fromLedger = read.fundedFromLedger();
        if (fromLedger) _requireConsent(buyer, dealId, buyerSignature);

        // Effects
        deal.state = DealStates.opened(total, read.milestoneCount(), block.timestamp);
        if (fromLedger) _debit(buyer, total);
        emit DealOpened(dealId, buyer, seller, terms);

        // Interactions
        if (!fromLedger) _receive(buyer, total, read.openBy(), dealId, buyerSignature);
    }

    function _requireParties(TermsView terms, address buyer, address seller) private view {
        if (!_mayHold(buyer)) revert Quittance_TermsAddressRefused("buyer", buyer);
        if (!_mayHold(seller)) revert Quittance_TermsAddressRefused("seller", seller);
        if (buyer == seller) revert Quittance_SameParties(buyer);
        uint256 marketplaceFee = terms.marketplaceFee();
        if (marketplaceFee != 0) {
            if (marketplaceFee > MAX_MARKETPLACE_FEE) {
                revert Quittance_MarketplaceFeeTooLarge(marketplaceFee, MAX_MARKETPLACE_FEE);
            }
            address marketplace = terms.marketplace();
            if (!_mayHold(marketplace)) revert Quittance_TermsAddressRefused("marketplace", marketplace);
        }
        if (terms.verificationFee() != 0) {
            address panelAccount = terms.panelAccount();
            if (!_mayHold(panelAccount)) revert Quittance_TermsAddressRefused("panelAccount", panelAccount);
        }
    }

    function _requireRules(TermsView terms) private pure {
        uint256 passMark = terms.passMark();
        uint256 gridStep = terms.gridStep();
        if (!PayoutRule.isWellFormed(passMark, gridStep)) revert Quittance_PayoutRuleInvalid(passMark, gridStep);
        uint256 silencePayout = terms.silencePayout();
        if (silencePayout > PayoutRule.FULL) revert Quittance_SilencePayoutTooLarge(silencePayout, PayoutRule.FULL);
        uint256 window = terms.verdictWindow();
        if (window < MIN_WINDOW || window > MAX_WINDOW) {
            revert Quittance_WindowOutOfRange("verdictWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
        window = terms.contestWindow();
        if (window != 0 && (window < MIN_WINDOW || window > MAX_WINDOW)) {
            revert Quittance_WindowOutOfRange("contestWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
    }

    function _requirePanel(TermsView terms, address buyer, address seller) private view {
        uint256 jurors = terms.jurors();
        if (jurors % 2 == 0 || jurors > MAX_JURORS) revert Quittance_PanelSizeInvalid(jurors, MAX_JURORS);
        address previous;
        for (uint256 i; i != jurors; ++i) {
            address juror = terms.juror(i);
            if (!_mayHold(juror)) revert Quittance_TermsAddressRefused("panel", juror);
            if (juror <= previous) revert Quittance_PanelOutOfOrder(i, juror);
            if (juror == buyer || juror == seller) revert Quittance_JurorIsParty(i, juror);
            previous = juror;
        }
    }

    function _requireMilestones(TermsView terms) private view returns (uint96 total) {
        unchecked {
            uint256 count = terms.milestoneCount();
            if (count == 0 || count > MAX_MILESTONES) {
                revert Quittance_MilestoneCountOutOfRange(count, MAX_MILESTONES);
            }
            uint256 fee = terms.verificationFee();
            uint256 sum = fee * count;
            for (uint256 i; i != count; ++i) {
                uint256 amount = terms.amount(i);
                uint256 deadline = terms.deadline(i);
                if (amount == 0) revert Quittance_MilestoneAmountZero(i);
                if (fee > amount) revert Quittance_VerificationFeeTooLarge(fee, i, amount);
                if (deadline <= block.timestamp || deadline > block.timestamp + MAX_TERM) {
                    revert Quittance_DeadlineOutOfRange(i, deadline, block.timestamp + 1, block.timestamp + MAX_TERM);
                }
                sum += amount;
            }
            if (sum > type(uint96).max) revert Quittance_TotalTooLarge(sum, type(uint96).max);
            total = uint96(sum);
        }
    }
}
