// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {
    FULL_PAYOUT,
    MAX_JURORS,
    MAX_MARKETPLACE_FEE,
    MAX_MILESTONES,
    MAX_TERM,
    MAX_WINDOW,
    MIN_WINDOW
} from "../types/Limits.sol";
import {ALL_DESTINATIONS, Funding, Rules, Silence} from "../types/TermsFields.sol";
import {Holding} from "./Holding.sol";
import {JUROR_BYTES} from "./PackedPanel.sol";
import {PanelSource} from "./PanelSource.sol";
import {AMOUNT_SHIFT, MILESTONE_BYTES} from "./PackedTerms.sol";
import {TermsView} from "./TermsView.sol";

/// @dev `type(uint96).max`, for inline assembly.
uint256 constant MAX_TOTAL = 0xffffffffffffffffffffffff;

/// @notice Decides whether terms keep every rule, in one pass without a branch. `TermsCheck` has the same rules one by
/// one: it is the reference that this library is fuzzed against, and finds the rule when an opening breaks one.
library TermsRules {
    // The bits of a milestone: amount 96 · deadline 40 · (bits of what follows). Times are compared in the highest 40
    // bits of a word.
    uint256 private constant DEADLINE_AT = 96;
    uint256 private constant TIME_SHIFT = 216;
    uint256 private constant ADDRESS_SHIFT = 96;

    /// @param token The token that amounts are in; no party of a deal may be it.
    /// @return broken Whether the terms break a rule.
    /// @return total What the buyer pays: every amount and every verification fee. At most 96 bits unless `broken`.
    function check(TermsView terms, address token) internal view returns (bool broken, uint256 total) {
        (broken, total) = _addUp(terms);
        broken = broken || _breaksPanel(terms, token) || _breaksRules(terms, token);
    }

    /// @dev Checks whether a pool or an arbiter can hold money and is no party of the deal.
    function mayJudge(TermsView terms, address judge, address token) internal view returns (bool) {
        return Holding.mayHold(judge, token) && judge != terms.buyer() && judge != terms.seller();
    }

    /// @dev Reverts with `Quittance_PoolUnusable` when the pool does not answer as one.
    /// @return bond The seat fee for each juror of the largest panel that the pool can draw, and for its draw. At least
    /// 1: a contest without a bond would be a free delay.
    function leastBond(TermsView terms, address pool) internal view returns (uint256 bond) {
        (bool answered, uint256 seatFee) = PanelSource.seatFeeOf(pool);
        // Check: the pool answers as one.
        if (!answered) revert IDeals.Quittance_PoolUnusable(pool);
        unchecked {
            bond = seatFee * (2 * terms.jurors() + 2); // 96 and 6 bits
            return bond == 0 ? 1 : bond;
        }
    }

    function isWindow(uint256 window) internal pure returns (bool) {
        return window >= MIN_WINDOW && window <= MAX_WINDOW;
    }

    /// @return broken Whether the number of milestones, an amount, a deadline, the fee of each or their sum is out of
    /// bounds.
    /// @return total Every amount and every verification fee.
    function _addUp(TermsView terms) private view returns (bool broken, uint256 total) {
        Funding funding = terms.funding();
        uint256 fee = funding.verificationFee();
        uint256 count = funding.milestones();
        uint256 item = terms.milestonesAt();
        uint256 end = terms.adjudicationAt();
        uint256 latest = (MAX_TERM << TIME_SHIFT) - 1;
        // The block touches no memory. At most 256 sums of 97 bits do not overflow.
        assembly ("memory-safe") {
            let least := add(fee, iszero(fee))
            let earliest := shl(TIME_SHIFT, add(timestamp(), 1))
            total := mul(fee, count)
            broken := iszero(lt(sub(count, 1), MAX_MILESTONES))
            for {} lt(item, end) {
                item := add(item, MILESTONE_BYTES)
            } {
                let milestone := calldataload(item)
                let amount := shr(AMOUNT_SHIFT, milestone)
                total := add(total, amount)
                // The deadline is moved to the highest bits, where what follows it cannot change the comparison.
                broken := or(broken, or(lt(amount, least), gt(sub(shl(DEADLINE_AT, milestone), earliest), latest)))
            }
            broken := or(broken, gt(total, MAX_TOTAL))
        }
    }

    /// @return broken Whether the panel is of no size that panels have, or one of its jurors may not sit on it.
    function _breaksPanel(TermsView terms, address token) private view returns (bool broken) {
        Rules rules = terms.rules();
        address buyer = terms.buyer();
        address seller = rules.seller();
        uint256 jurors = rules.jurors();
        uint256 seat = terms.panelAt();
        // The block touches no memory; all addresses here are clean, each is loaded from calldata by a shift.
        assembly ("memory-safe") {
            let previous := 0
            let ascending := 1
            broken := gt(jurors, MAX_JURORS)
            let end := add(seat, mul(JUROR_BYTES, jurors))
            // The test comes last. Without a juror the terms are broken, whatever is read here.
            for {} 1 {} {
                let juror := shr(ADDRESS_SHIFT, calldataload(seat))
                ascending := and(ascending, gt(juror, previous))
                broken := or(
                    broken,
                    or(or(eq(juror, buyer), eq(juror, seller)), or(eq(juror, token), eq(juror, address())))
                )
                previous := juror
                seat := add(seat, JUROR_BYTES)
                if iszero(lt(seat, end)) {
                    break
                }
            }
            // The lowest bit of `jurors` is 1 when their number is odd.
            broken := or(broken, iszero(and(ascending, jurors)))
        }
    }

    /// @return broken Whether a party, a payout destination, the payout rule, a window or a fee is out of bounds.
    function _breaksRules(TermsView terms, address token) private view returns (bool broken) {
        Rules rules = terms.rules();
        Funding funding = terms.funding();
        Silence silence = terms.silence();
        address buyer = terms.buyer();
        address seller = rules.seller();
        uint256 destinations = funding.destinations();
        uint256 passingScore = rules.passingScore();
        uint256 payoutStep = rules.payoutStep();
        uint256 contestWindow = rules.contestWindow();
        uint256 verdictWindow = silence.verdictWindow();
        uint256 silencePayout = silence.payout();
        uint256 range = MAX_WINDOW - MIN_WINDOW;
        // The block touches no memory; all addresses here are clean. A number below the least value that is subtracted
        // from it becomes very large, so one comparison holds both bounds.
        assembly ("memory-safe") {
            broken := or(
                or(
                    or(or(iszero(buyer), iszero(seller)), or(eq(buyer, token), eq(seller, token))),
                    or(or(eq(buyer, address()), eq(seller, address())), eq(buyer, seller))
                ),
                or(
                    or(
                        or(gt(destinations, ALL_DESTINATIONS), gt(silencePayout, FULL_PAYOUT)),
                        or(iszero(lt(sub(passingScore, 1), FULL_PAYOUT)), gt(mod(FULL_PAYOUT, payoutStep), 0))
                    ),
                    or(
                        gt(sub(verdictWindow, MIN_WINDOW), range),
                        gt(mul(sub(contestWindow, MIN_WINDOW), gt(contestWindow, 0)), range)
                    )
                )
            )
        }
        uint256 marketplaceFee = rules.marketplaceFee();
        uint256 verificationFee = funding.verificationFee();
        if ((contestWindow | marketplaceFee | verificationFee) == 0) return broken;
        return
            broken ||
            _breaksFees(terms, token, marketplaceFee, verificationFee) ||
            (contestWindow != 0 && _breaksDisputes(terms, token));
    }

    function _breaksFees(
        TermsView terms,
        address token,
        uint256 marketplaceFee,
        uint256 verificationFee
    ) private view returns (bool) {
        return
            marketplaceFee > MAX_MARKETPLACE_FEE ||
            (marketplaceFee != 0 && !Holding.mayHold(terms.marketplace(), token)) ||
            (verificationFee != 0 && !_mayEarn(terms.panelAccount(), token));
    }

    /// @return Whether a panel can be paid at `account`. Without one its jurors share the fee.
    function _mayEarn(address account, address token) private view returns (bool) {
        return account == address(0) || Holding.mayHold(account, token);
    }

    function _breaksDisputes(TermsView terms, address token) private view returns (bool) {
        address pool = terms.pool();
        address arbiter = terms.arbiter();
        uint256 window = terms.rulingWindow();
        return
            !mayJudge(terms, pool, token) ||
            !(arbiter == address(0) ? window == 0 : mayJudge(terms, arbiter, token) && isWindow(window)) ||
            terms.bond() < leastBond(terms, pool);
    }
}
