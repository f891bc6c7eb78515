// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {Commitment} from "../types/Commitment.sol";
import {DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Funding, Rules, Silence} from "../types/TermsFields.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {Bounds} from "./Bounds.sol";

/// @dev Opening: everything the terms promise is checked here once, so that nothing later can fail on it.
abstract contract Deals is Bounds, IDeals {
    uint256 private constant WINDOW_RANGE = 2_591_400; // MAX_WINDOW - MIN_WINDOW; assembly takes literals only
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
        uint96 total = _requireRules(read, terms);
        if (_requireAuthorization(read.seller(), dealId, sellerSignature, Capabilities.DELIVER)) _requireSeller(read);
        address buyer = read.buyer();
        bool fromLedger = read.funding().fundedFromLedger();

        // Effects
        deal.state = DealStates.opened(total, read.milestoneCount(), block.timestamp);
        if (fromLedger) {
            if (_isOpened(buyer)) {
                // Checks of the key and the policy, then Effects
                _commit(_commitmentOf(read, dealId, buyer, total), buyerSignature);
            } else {
                _requireAuthorization(buyer, dealId, buyerSignature, Capabilities.COMMIT);
                _take(buyer, total);
            }
        }
        _emitDealOpened(dealId, buyer, read.seller(), terms);

        // Interactions
        if (!fromLedger) _receive(buyer, total, openBy, dealId, buyerSignature);
    }

    /// @inheritdoc IDeals
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId) {
        (, dealId) = _read(terms);
    }

    /// @dev That a principal opened.
    function _requireSeller(TermsView terms) private view {
        address seller = terms.seller();
        _requireUnfrozen(seller);
        if (!terms.funding().sellerToLedger()) revert IAuthority.Quittance_LedgerDestinationNeeded(seller);
    }

    /// @dev Of a buyer that a principal opened.
    function _commitmentOf(
        TermsView terms,
        bytes32 dealId,
        address buyer,
        uint256 total
    ) private pure returns (Commitment memory) {
        if (!terms.funding().buyerToLedger()) revert IAuthority.Quittance_LedgerDestinationNeeded(buyer);
        return Commitment(buyer, dealId, Capabilities.COMMIT, total, terms.category(), _payeesOf(terms));
    }

    /// @return payees Everybody whom these terms may pay out of what the buyer commits.
    function _payeesOf(TermsView terms) private pure returns (address[] memory payees) {
        payees = new address[](3);
        payees[0] = terms.seller();
        uint256 count = 1;
        if (terms.marketplaceFee() != 0) payees[count++] = terms.marketplace();
        if (terms.verificationFee() != 0) payees[count++] = terms.panelAccount();
        // Shortens the array where it lies.
        assembly ("memory-safe") {
            mstore(payees, count)
        }
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
    function _requireRules(TermsView terms, bytes calldata packed) private returns (uint96) {
        (bool broken, uint256 total) = _addUp(terms);
        if (broken || _breaksPanel(terms) || _breaksRules(terms)) _revertWithBrokenRule(packed);
        return uint96(total);
    }

    /// @dev Always reverts, with the first rule that the terms break.
    function _revertWithBrokenRule(bytes calldata terms) internal virtual;

    /// @return broken The number of milestones, an amount, a deadline, the fee of each or their sum is out of bounds.
    /// @return total What the buyer pays: every amount and every verification fee.
    function _addUp(TermsView terms) private view returns (bool broken, uint256 total) {
        Funding funding = terms.funding();
        uint256 fee = funding.verificationFee();
        uint256 count = funding.milestones();
        uint256 item = terms.milestonesAt();
        uint256 end = terms.adjudicationAt();
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
        uint256 destinations = funding.destinations();
        uint256 passingScore = rules.passingScore();
        uint256 payoutStep = rules.payoutStep();
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
                        or(gt(destinations, ALL_DESTINATIONS), gt(silencePayout, 10000)),
                        or(gt(sub(passingScore, 1), 9999), gt(mod(10000, payoutStep), 0))
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
            (contestWindow != 0 && _breaksDisputes(terms));
    }

    function _breaksDisputes(TermsView terms) private view returns (bool) {
        address pool = terms.pool();
        address arbiter = terms.arbiter();
        uint256 rulingWindow = terms.rulingWindow();
        return
            !_mayJudge(terms, pool) ||
            !(arbiter == address(0) ? rulingWindow == 0 : _mayJudge(terms, arbiter) && _isWindow(rulingWindow)) ||
            terms.bond() < _leastBond(terms, pool);
    }

    function _breaksFees(TermsView terms, uint256 marketplaceFee, uint256 verificationFee) private view returns (bool) {
        return
            marketplaceFee > MAX_MARKETPLACE_FEE ||
            (marketplaceFee != 0 && !_mayHold(terms.marketplace())) ||
            (verificationFee != 0 && !_mayHold(terms.panelAccount()));
    }
}
