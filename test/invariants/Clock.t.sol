// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IRatings} from "../../contracts/interfaces/IRatings.sol";
import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {Digests} from "../contracts/support/Digests.sol";
import {Signing} from "../contracts/support/Signing.sol";
import {TermsFixture} from "../contracts/support/TermsFixture.sol";
import {VM} from "../contracts/support/Vm.sol";
import {ExitsBase} from "./ExitsBase.sol";
import {Act, Windows} from "./lifecycle/Lifecycle.sol";

/// @notice Promise 12, second by second: of an action and what follows it exactly one is enabled, a second before each
/// boundary, on it, and a second after it. Windows and moments are fuzzed within their bounds.
contract ClockTest is ExitsBase {
    function testFuzz_12_openBy(uint256 term, uint256 windows, uint256 openBy) external {
        TermsFixture memory fixture = _fixtureWith(_fuzzedWindows(term, windows, term), term);
        openBy = _within(openBy, NOW + 1, NOW + 3650 days);
        fixture.openBy = uint40(openBy);
        fixture.milestones[0].deadline = uint40(openBy + 1 days);
        bytes memory data = abi.encodeCall(
            IDeals.open,
            (fixture.whole(), _buyerSignature(fixture), _sellerSignature(fixture))
        );
        for (uint256 tick = openBy - 1; tick <= openBy + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, data), tick < openBy, "open while now < openBy");
        }
    }

    function testFuzz_12_deadline(uint256 term, uint256 windows, uint256 kind) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, kind);
        _openWith(fuzzed, kind >> 8);
        // The deadline itself is inclusive: what follows it starts a second later.
        uint256 end = NOW + fuzzed.term + 1;
        _turns(end, Act.Deliver, Act.Reclaim);
        _turns(end, Act.Judge, Act.Reclaim);
        _never(end, Act.Settle);
        _never(end, Act.Contest);
    }

    function testFuzz_12_verdictWindow(uint256 term, uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, kind);
        uint256 end = _delivered(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        _turns(end, Act.Judge, fuzzed.contest == 0 ? Act.Settle : Act.Contest);
        _never(end, Act.Deliver);
        _never(end, Act.Reclaim);
        if (fuzzed.contest != 0) _never(end, Act.Settle);
    }

    function testFuzz_12_verdictWindowAndAmending(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, kind);
        uint256 end = _delivered(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        _turns(end, Act.Amend, fuzzed.contest == 0 ? Act.Settle : Act.Contest);
    }

    /// @dev What was neither delivered nor judged can be amended as long as the buyer has not reclaimed it.
    function testFuzz_12_deadlineAndAmending(uint256 term, uint256 windows, uint256 kind) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, kind);
        _openWith(fuzzed, kind >> 8);
        _warp(NOW + fuzzed.term + 1);
        VM.assertTrue(_can(Act.Amend), "late");
        _must(Act.Reclaim);
        VM.assertFalse(_can(Act.Amend), "reclaimed");
    }

    function testFuzz_12_openByOfAnAmendment(uint256 windows, uint256 kind, uint256 openBy) external {
        _openWith(_fuzzedWindows(windows, windows, kind), kind >> 8);
        openBy = _within(openBy, NOW + 1, NOW + 3650 days);
        TermsFixture memory next = _nextTerms();
        next.openBy = uint40(openBy);
        next.milestones[0].deadline = uint40(openBy + 1 days);
        bytes memory data = _amending(next);
        for (uint256 tick = openBy - 1; tick <= openBy + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, data), tick < openBy, "amend while now < openBy");
        }
    }

    function testFuzz_12_contestWindowAfterSilence(
        uint256 term,
        uint256 windows,
        uint256 kind,
        uint256 moment
    ) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, 1 + (kind % 2));
        uint256 end = _delivered(fuzzed, kind >> 8, moment) + fuzzed.verdict + fuzzed.contest;
        _turns(end, Act.Contest, Act.Settle);
        _never(end, Act.Judge);
        _never(end, Act.Reclaim);
    }

    function testFuzz_12_contestWindowAfterVerdict(
        uint256 term,
        uint256 windows,
        uint256 kind,
        uint256 moment
    ) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, 1 + (kind % 2));
        uint256 end = _judged(fuzzed, kind >> 8, moment) + fuzzed.contest;
        _turns(end, Act.Contest, Act.Settle);
        _never(end, Act.Judge);
        _never(end, Act.Deliver);
        _never(end, Act.Reclaim);
        _never(end, Act.Draw);
    }

    function testFuzz_12_endOfRound2Undrawn(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 1 + (kind % 2));
        uint256 end = _contested(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        Act next = fuzzed.ruling == 0 ? Act.Settle : Act.Contest;
        _turns(end, Act.Draw, next);
        _turns(end, Act.Draw, Act.ReleaseSecond);
        _never(end, Act.VoteOne);
        _never(end, Act.Rule);
    }

    function testFuzz_12_endOfRound2Drawn(uint256 windows, uint256 kind, uint256 moment, bool voted) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 1 + (kind % 2));
        uint256 end = _contested(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        _must(Act.Draw);
        if (voted) _must(Act.VoteOne);
        Act next = fuzzed.ruling == 0 ? Act.Settle : Act.Contest;
        _turns(end, Act.VoteMost, next);
        _turns(end, Act.VoteMost, Act.ReleaseSecond);
        if (!voted) _turns(end, Act.VoteOne, next);
        _never(end, Act.Draw);
    }

    function testFuzz_12_contestWindowAfterSilentRound2(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 2);
        uint256 end = _contested(fuzzed, kind >> 8, moment) + fuzzed.verdict + fuzzed.contest;
        if (kind % 2 == 0) _must(Act.Draw);
        _turns(end, Act.Contest, Act.Settle);
        _never(end, Act.Draw);
        _never(end, Act.VoteMost);
    }

    function testFuzz_12_contestWindowAfterVerdictOfRound2(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 2);
        uint256 end = _contested(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        uint256 decided = _decide(fuzzed, moment);
        _turns(decided + fuzzed.contest, Act.Contest, Act.Settle);
        // Those who were not needed for it may still vote; then the juror reward is shared.
        _turns(end, Act.VoteOne, Act.ReleaseSecond);
    }

    function testFuzz_12_endOfRound2AfterItSettled(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 1);
        uint256 end = _contested(fuzzed, kind >> 8, moment) + fuzzed.verdict;
        _decide(fuzzed, moment);
        _turns(end, Act.VoteOne, Act.ReleaseSecond);
        _never(end, Act.Settle);
        _never(end, Act.Release);
    }

    function testFuzz_12_rulingWindow(uint256 windows, uint256 kind, uint256 moment) external {
        Windows memory fuzzed = _fuzzedWindows(moment, windows, 2);
        uint256 contested = _contested(fuzzed, kind >> 8, moment);
        if (kind % 2 == 0) {
            _must(Act.Draw);
            _decide(fuzzed, moment);
        } else {
            _warp(_within(moment, contested + fuzzed.verdict, contested + fuzzed.verdict + fuzzed.contest - 1));
        }
        _must(Act.Contest);
        uint256 end = _clock + fuzzed.ruling;
        _turns(end, Act.Rule, Act.Settle);
        _turns(end, Act.Rule, Act.ReleaseThird);
        _never(end, Act.Contest);
        _never(end, Act.Draw);
    }

    function testFuzz_12_validUntil(uint256 term, uint256 windows, uint256 until) external {
        _openWith(_fuzzedWindows(term, windows, term), windows);
        until = _within(until, NOW + 1, NOW + 3650 days);
        for (uint256 tick = until - 1; tick <= until + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(STRANGER, _agreement(uint40(until))), tick < until, "agree while now < validUntil");
            VM.assertEq(_tries(STRANGER, _cancellation(uint40(until))), tick < until, "cancel while now < validUntil");
        }
    }

    function testFuzz_12_ratingEnd(uint256 term, uint256 windows, uint256 moment, bool byBuyer) external {
        _openWith(_fuzzedWindows(term, windows, term), windows);
        address rater = byBuyer ? BUYER : SELLER;
        bytes memory data = abi.encodeCall(IRatings.rate, (_packed(), rater, 100, "", ""));
        VM.assertFalse(_tries(rater, data), "nothing has settled");
        _warp(_within(moment, NOW, NOW + 3650 days));
        _must(byBuyer ? Act.Release : Act.Refund);
        uint256 end = _clock + 90 days;
        for (uint256 tick = end - 1; tick <= end + 1; ++tick) {
            _warp(tick);
            VM.assertEq(_tries(rater, data), tick < end, "rate while now < settlement + 90 days");
        }
    }

    function testFuzz_12_settledAllowsNothing(uint256 term, uint256 windows, uint256 anywhere) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, 0);
        _openWith(fuzzed, windows);
        _must(Act.Judge);
        uint256 deadline = NOW + fuzzed.term;
        uint256[3] memory seconds_ = [deadline, deadline + 1, _within(anywhere, deadline, deadline * 2)];
        for (uint256 i = 0; i < seconds_.length; ++i) {
            _warp(seconds_[i]);
            for (uint256 act = 0; act < uint256(Act.WaitLast); ++act) VM.assertFalse(_can(Act(act)), "final");
        }
    }

    // ---- boundaries ----

    /// @dev `before` goes through up to the second before `end`, `then` from it on; the parties' own word all along.
    /// Comes back to the second at which it was called.
    function _turns(uint256 end, Act before, Act then) private {
        uint256 back = _clock;
        uint256 from = end - 1 < back ? back : end - 1;
        for (uint256 tick = from; tick <= end + 1; ++tick) {
            _warp(tick);
            bool first = _can(before);
            bool second = _can(then);
            VM.assertEq(first, tick < end, "up to the second before the boundary");
            VM.assertEq(second, tick >= end, "from the boundary on");
            VM.assertTrue(first != second, "exactly one of an action and its successor");
        }
        _warp(back);
    }

    function _never(uint256 end, Act act) private {
        uint256 back = _clock;
        for (uint256 tick = end - 1; tick <= end + 1; ++tick) {
            _warp(tick);
            VM.assertFalse(_can(act), "on no side of the boundary");
        }
        _warp(back);
    }

    // ---- on the way ----

    /// @return since When it was delivered.
    function _delivered(Windows memory windows, uint256 destinations, uint256 moment) private returns (uint256 since) {
        _openWith(windows, destinations);
        since = _within(moment, NOW, NOW + windows.term);
        _warp(since);
        _must(Act.Deliver);
    }

    function _judged(Windows memory windows, uint256 destinations, uint256 moment) private returns (uint256 since) {
        _openWith(windows, destinations);
        since = _within(moment, NOW, NOW + windows.term);
        _warp(since);
        _must(Act.Judge);
    }

    /// @return since When a verdict, or the silence after a delivery, was contested: anywhere in the window for it.
    function _contested(Windows memory windows, uint256 destinations, uint256 moment) private returns (uint256 since) {
        if (moment % 2 == 0) since = _judged(windows, destinations, moment >> 8);
        else since = _delivered(windows, destinations, moment >> 8) + windows.verdict;
        since = _within(moment >> 64, since, since + windows.contest - 1);
        _warp(since);
        _must(Act.Contest);
    }

    /// @return since When round 2 decided: anywhere before its last second, so that another ballot may follow.
    function _decide(Windows memory windows, uint256 moment) private returns (uint256 since) {
        if (_can(Act.Draw)) _must(Act.Draw);
        since = _clock + _within(moment >> 128, 0, windows.verdict - 2);
        _warp(since);
        _must(Act.VoteMost);
    }

    function _agreement(uint40 until) private view returns (bytes memory) {
        bytes32 digest = Digests.agreement(address(quittance), _terms, 0, 1, until);
        bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
        return abi.encodeCall(IAgreements.agree, (_packed(), 0, 1, until, byBuyer, Signing.sign(SELLER_KEY, digest)));
    }

    function _cancellation(uint40 until) private view returns (bytes memory) {
        uint96 left = _unsettled(_id);
        bytes32 digest = Digests.cancellation(address(quittance), _terms, left, until);
        bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
        return abi.encodeCall(IAgreements.cancel, (_packed(), left, until, byBuyer, Signing.sign(SELLER_KEY, digest)));
    }
}
