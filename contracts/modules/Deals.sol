// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {DealStates} from "../types/DealState.sol";
import {Funding, Rules, Silence} from "../types/TermsWords.sol";
import {PanelSource} from "../libraries/PanelSource.sol";
import {TermsView} from "../libraries/TermsWire.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Terms} from "./Terms.sol";

/// @dev Opening: everything the terms promise is checked here once, so that nothing later can fail on it.
abstract contract Deals is Terms, IDeals {
    uint256 private constant ALL_ROUTES = 7;
    uint256 private constant MAX_MILESTONES = 32;
    uint256 private constant MAX_JURORS = 15;
    uint256 private constant MAX_MARKETPLACE_FEE = 1_000;
    /// @dev Only the contest window may be 0. With a verdict window of 0 an on-chain delivery would make the silence payout
    /// stand in the same second, before any juror could speak.
    uint256 private constant MIN_WINDOW = 10 minutes;
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant WINDOW_RANGE = 2_591_400; // MAX_WINDOW - MIN_WINDOW; assembly takes literals only
    uint256 private constant MAX_TERM = 730 days;
    /// @dev (MAX_TERM << 216) - 1: in the highest 40 bits, less than MAX_TERM.
    uint256 private constant LATEST = 0x03c26700000000000000000000000000000000000000000000000000000000 - 1;

    /// @inheritdoc IDeals
    function open(
        bytes calldata terms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 dealId) {
        // Checks
        TermsView read;
        (read, dealId) = _read(terms);
        Deal storage deal = _deals[dealId];
        if (deal.state.exists()) revert Quittance_DealAlreadyOpened(dealId);
        uint256 openBy = read.openBy();
        if (block.timestamp >= openBy) revert Quittance_OpeningExpired(openBy, block.timestamp);
        uint96 total = _requireRules(read);
        _requireConsent(read.seller(), dealId, sellerSignature);
        address buyer = read.buyer();
        bool fromLedger = read.funding().fundedFromLedger();
        if (fromLedger) _requireConsent(buyer, dealId, buyerSignature);

        // Effects
        deal.state = DealStates.opened(total, read.milestoneCount(), block.timestamp);
        if (fromLedger) _debit(buyer, total);
        _emitDealOpened(dealId, buyer, read.seller(), terms);

        // Interactions
        if (!fromLedger) _receive(buyer, total, openBy, dealId, buyerSignature);
    }

    /// @inheritdoc IDeals
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId) {
        (, dealId) = _read(terms);
    }

    /// @dev `emit DealOpened(dealId, buyer, seller, terms)`, for less.
    function _emitDealOpened(bytes32 dealId, address buyer, address seller, bytes calldata terms) private {
        bytes32 topic = DealOpened.selector;
        // Writes above the free memory pointer only; both addresses are clean.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, 0x20)
            mstore(add(free, 0x20), terms.length)
            calldatacopy(add(free, 0x40), terms.offset, terms.length)
            mstore(add(add(free, 0x40), terms.length), 0)
            log4(free, add(0x40, and(add(terms.length, 0x1f), not(0x1f))), topic, dealId, buyer, seller)
        }
    }

    /// @dev One pass over the terms decides; only terms that break a rule are read again, to tell which.
    function _requireRules(TermsView terms) private view returns (uint96) {
        (bool broken, uint256 total) = _addUp(terms);
        if (!broken && !_breaksPanel(terms) && !_breaksRules(terms)) return uint96(total);
        _tellBrokenRule(terms, total);
    }

    /// @return broken The number of milestones, an amount, a deadline, the fee of each or their sum is out of bounds.
    /// @return total What the buyer pays: every amount and every verification fee.
    function _addUp(TermsView terms) private view returns (bool broken, uint256 total) {
        Funding funding = terms.funding();
        uint256 fee = funding.verificationFee();
        uint256 count = funding.milestones();
        uint256 item = terms.milestonesAt();
        uint256 end = terms.judgementAt();
        // Touches no memory. At most 256 sums of 97 bits do not overflow.
        assembly ("memory-safe") {
            let least := add(fee, iszero(fee))
            let earliest := shl(216, add(timestamp(), 1))
            total := mul(fee, count)
            broken := iszero(lt(sub(count, 1), MAX_MILESTONES))
            for {} lt(item, end) {
                item := add(item, 17)
            } {
                let word := calldataload(item)
                let amount := shr(160, word)
                total := add(total, amount)
                // The deadline is moved to the highest bits, where what follows it cannot change the comparison.
                broken := or(broken, or(lt(amount, least), gt(sub(shl(96, word), earliest), LATEST)))
            }
            broken := or(broken, gt(total, 0xffffffffffffffffffffffff))
        }
    }

    /// @return broken The size of the panel is no panel's, or one of its jurors may not sit on it.
    function _breaksPanel(TermsView terms) private view returns (bool broken) {
        Rules rules = terms.rules();
        address buyer = terms.buyer();
        address seller = rules.seller();
        address token = _token();
        uint256 jurors = rules.jurors();
        uint256 seat = terms.panelAt();
        // Touches no memory; all addresses here are clean, each is loaded from calldata by a shift.
        assembly ("memory-safe") {
            let previous := 0
            let ascending := 1
            broken := gt(jurors, MAX_JURORS)
            for {
                let end := add(seat, mul(20, jurors))
            } lt(seat, end) {
                seat := add(seat, 20)
            } {
                let juror := shr(96, calldataload(seat))
                ascending := and(ascending, gt(juror, previous))
                broken := or(
                    broken,
                    or(or(eq(juror, buyer), eq(juror, seller)), or(eq(juror, token), eq(juror, address())))
                )
                previous := juror
            }
            // Odd, too.
            broken := or(broken, iszero(and(ascending, jurors)))
        }
    }

    /// @return broken A party, a route, the payout rule, a window or a fee is out of bounds.
    function _breaksRules(TermsView terms) private view returns (bool broken) {
        Rules rules = terms.rules();
        Funding funding = terms.funding();
        Silence silence = terms.silence();
        address buyer = terms.buyer();
        address seller = rules.seller();
        address token = _token();
        uint256 routes = funding.routes();
        uint256 passMark = rules.passMark();
        uint256 gridStep = rules.gridStep();
        uint256 contestWindow = rules.contestWindow();
        uint256 verdictWindow = silence.verdictWindow();
        uint256 silencePayout = silence.payout();
        // Touches no memory; all addresses here are clean. Subtracting a least value first makes smaller ones very large.
        assembly ("memory-safe") {
            broken := or(
                or(
                    or(or(iszero(buyer), iszero(seller)), or(eq(buyer, token), eq(seller, token))),
                    or(or(eq(buyer, address()), eq(seller, address())), eq(buyer, seller))
                ),
                or(
                    or(
                        or(gt(routes, ALL_ROUTES), gt(silencePayout, 10000)),
                        or(gt(sub(passMark, 1), 9999), gt(mod(10000, gridStep), 0))
                    ),
                    or(
                        gt(sub(verdictWindow, MIN_WINDOW), WINDOW_RANGE),
                        gt(mul(sub(contestWindow, MIN_WINDOW), gt(contestWindow, 0)), WINDOW_RANGE)
                    )
                )
            )
        }
        uint256 marketplaceFee = rules.marketplaceFee();
        uint256 verificationFee = funding.verificationFee();
        if ((contestWindow | marketplaceFee | verificationFee) == 0) return broken;
        return
            broken ||
            _breaksFees(terms, marketplaceFee, verificationFee) ||
            (contestWindow != 0 && _breaksRecourse(terms));
    }

    function _breaksRecourse(TermsView terms) private view returns (bool) {
        address pool = terms.pool();
        address arbiter = terms.arbiter();
        uint256 rulingWindow = terms.rulingWindow();
        return
            !_mayJudge(terms, pool) ||
            !(arbiter == address(0) ? rulingWindow == 0 : _mayJudge(terms, arbiter) && _isWindow(rulingWindow)) ||
            terms.bond() < _leastBond(terms, pool);
    }

    function _mayJudge(TermsView terms, address judge) private view returns (bool) {
        return _mayHold(judge) && judge != terms.buyer() && judge != terms.seller();
    }

    /// @return bond What the jurors of the largest panel should find in the pot; more than any bond when the pool does not
    /// answer as one.
    function _leastBond(TermsView terms, address pool) private view returns (uint256 bond) {
        (bool answered, uint256 seatFee) = PanelSource.seatFeeOf(pool);
        if (!answered) revert Quittance_PoolUnusable(pool);
        unchecked {
            return seatFee * (2 * terms.jurors() + 1); // 96 and 5 bits
        }
    }

    function _breaksFees(TermsView terms, uint256 marketplaceFee, uint256 verificationFee) private view returns (bool) {
        return
            marketplaceFee > MAX_MARKETPLACE_FEE ||
            (marketplaceFee != 0 && !_mayHold(terms.marketplace())) ||
            (verificationFee != 0 && !_mayHold(terms.panelAccount()));
    }

    function _isWindow(uint256 window) private pure returns (bool) {
        return window >= MIN_WINDOW && window <= MAX_WINDOW;
    }

    /// @dev Always reverts, with the first rule that the terms break.
    function _tellBrokenRule(TermsView terms, uint256 total) private view {
        uint256 routes = terms.routes();
        if (routes > ALL_ROUTES) revert Quittance_RoutesUnknown(routes);
        _tellParties(terms);
        _tellRules(terms);
        _tellPanel(terms);
        if (terms.contestWindow() != 0) _tellRecourse(terms);
        _tellMilestones(terms, total);
    }

    function _tellParties(TermsView terms) private view {
        address buyer = terms.buyer();
        address seller = terms.seller();
        if (!_mayHold(buyer)) revert Quittance_TermsAddressRefused("buyer", buyer);
        if (!_mayHold(seller)) revert Quittance_TermsAddressRefused("seller", seller);
        if (buyer == seller) revert Quittance_SameParties(buyer);
        uint256 marketplaceFee = terms.marketplaceFee();
        if (marketplaceFee > MAX_MARKETPLACE_FEE) {
            revert Quittance_MarketplaceFeeTooLarge(marketplaceFee, MAX_MARKETPLACE_FEE);
        }
        if (marketplaceFee != 0 && !_mayHold(terms.marketplace())) {
            revert Quittance_TermsAddressRefused("marketplace", terms.marketplace());
        }
        if (terms.verificationFee() != 0 && !_mayHold(terms.panelAccount())) {
            revert Quittance_TermsAddressRefused("panelAccount", terms.panelAccount());
        }
    }

    function _tellRules(TermsView terms) private pure {
        uint256 passMark = terms.passMark();
        uint256 gridStep = terms.gridStep();
        if (!PayoutRule.isWellFormed(passMark, gridStep)) revert Quittance_PayoutRuleInvalid(passMark, gridStep);
        uint256 silencePayout = terms.silencePayout();
        if (silencePayout > PayoutRule.FULL) revert Quittance_SilencePayoutTooLarge(silencePayout, PayoutRule.FULL);
        uint256 window = terms.verdictWindow();
        if (!_isWindow(window)) revert Quittance_WindowOutOfRange("verdictWindow", window, MIN_WINDOW, MAX_WINDOW);
        window = terms.contestWindow();
        if (window != 0 && !_isWindow(window)) {
            revert Quittance_WindowOutOfRange("contestWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
    }

    function _tellRecourse(TermsView terms) private view {
        address pool = terms.pool();
        if (!_mayJudge(terms, pool)) revert Quittance_TermsAddressRefused("pool", pool);
        address arbiter = terms.arbiter();
        uint256 window = terms.rulingWindow();
        if (arbiter == address(0)) {
            if (window != 0) revert Quittance_WindowOutOfRange("rulingWindow", window, 0, 0);
        } else {
            if (!_mayJudge(terms, arbiter)) revert Quittance_TermsAddressRefused("arbiter", arbiter);
            if (!_isWindow(window)) revert Quittance_WindowOutOfRange("rulingWindow", window, MIN_WINDOW, MAX_WINDOW);
        }
        uint256 least = _leastBond(terms, pool);
        if (terms.bond() < least) revert Quittance_BondTooSmall(terms.bond(), least);
    }

    function _tellPanel(TermsView terms) private view {
        uint256 jurors = terms.jurors();
        if (jurors % 2 == 0 || jurors > MAX_JURORS) revert Quittance_PanelSizeInvalid(jurors, MAX_JURORS);
        address previous;
        for (uint256 i; i != jurors; ++i) {
            address juror = terms.juror(i);
            if (!_mayHold(juror)) revert Quittance_TermsAddressRefused("panel", juror);
            if (juror <= previous) revert Quittance_PanelOutOfOrder(i, juror);
            if (juror == terms.buyer() || juror == terms.seller()) revert Quittance_JurorIsParty(i, juror);
            previous = juror;
        }
    }

    function _tellMilestones(TermsView terms, uint256 total) private view {
        uint256 count = terms.milestoneCount();
        if (count == 0 || count > MAX_MILESTONES) revert Quittance_MilestoneCountOutOfRange(count, MAX_MILESTONES);
        uint256 fee = terms.verificationFee();
        for (uint256 i; i != count; ++i) {
            uint256 amount = terms.amount(i);
            uint256 deadline = terms.deadline(i);
            if (amount == 0) revert Quittance_MilestoneAmountZero(i);
            if (fee > amount) revert Quittance_VerificationFeeTooLarge(fee, i, amount);
            if (deadline <= block.timestamp || deadline > block.timestamp + MAX_TERM) {
                revert Quittance_DeadlineOutOfRange(i, deadline, block.timestamp + 1, block.timestamp + MAX_TERM);
            }
        }
        revert Quittance_TotalTooLarge(total, type(uint96).max);
    }
}
