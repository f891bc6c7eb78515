// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {RealPoolBase} from "../support/RealPoolBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The juror that signs two scores, is hired by an innocent owner afterwards, and has its friend report what it
/// did before. A seat remembers one earlier key, so reports end before a second change: no seat answers for a key that
/// was hired later (promise 24).
contract HiredKeyTest is RealPoolBase {
    uint256 private constant CROOK = FIRST_HONEST_KEY; // of the crook's own seat, number 0
    uint256 private constant OWN = 0x90001;
    uint256 private constant THIRD = 0x90003;
    address private constant INNOCENT = address(0x1220ce47);
    address private constant FRIEND = address(0xf41e4d);
    uint256 private constant SEAT = 6; // the innocent's

    /// @dev All seven are drawn; everyone but the crook votes, the innocent too; the round ends.
    function _judged() private returns (TermsFixture memory fixture, bytes memory panel) {
        _seatHonest(6);
        VM.warp(NOW - MATURITY);
        _take(INNOCENT, OWN, 1);
        VM.warp(NOW);
        fixture = _beforePool();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _passSeed();
        panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(panel.length, 140, "seven drawn");
        for (uint256 i = 1; i < 6; ++i) _voteAs(fixture, panel, FIRST_HONEST_KEY + i, 5_000);
        _voteAs(fixture, panel, OWN, 5_000);
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, panel);
    }

    /// @dev The innocent hires the crook two days after the round, and dismisses it as soon as it may.
    function _hire() private {
        VM.warp(NOW + 3 days);
        _setKey(SEAT, CROOK);
        _leave(0);
    }

    function test_promise_24_ASeatDoesNotAnswerForAKeyItHiredLater() external {
        (TermsFixture memory fixture, bytes memory panel) = _judged();
        _hire();
        bytes memory equivocation = _equivocation(fixture, panel, CROOK, SEAT);
        _refuses(FRIEND, equivocation, IJurorPool.JurorPool_SeatNotOfJuror.selector);
        VM.warp(NOW + 3 days + UNBONDING);
        _setKey(SEAT, THIRD);
        _refuses(FRIEND, equivocation, IJurorPool.JurorPool_ReportTooLate.selector);
        VM.assertEq(seats.seatOf(SEAT).stake, STAKE, "the innocent's stake is whole");
        VM.assertEq(seats.rewardOf(FRIEND), 0, "the crook's friend has nothing");
    }

    function test_promise_24_ASeatDoesNotAnswerForTheAbsenceOfAKeyItHiredLater() external {
        (TermsFixture memory fixture, bytes memory panel) = _judged();
        _hire();
        VM.warp(NOW + 3 days + UNBONDING);
        _setKey(SEAT, THIRD);
        uint256[] memory positions = new uint256[](1);
        uint256[] memory theirs = new uint256[](1);
        (positions[0], theirs[0]) = (_positionOf(panel, CROOK), SEAT);
        bytes memory absence = abi.encodeCall(IJurorPool.reportAbsence, (fixture.whole(), 0, panel, positions, theirs));
        _refuses(FRIEND, absence, IJurorPool.JurorPool_ReportTooLate.selector);
        VM.assertEq(seats.seatOf(SEAT).stake, STAKE, "the innocent, who voted, pays nothing");
        VM.assertEq(seats.seatOf(SEAT).closedAt, 0, "and can be drawn");
    }

    /// @dev The crook's own seat answers in every second in which reports are taken, though it has left.
    function test_promise_24_TheOffendersOwnSeatAnswersUntilReportsEnd() external {
        (TermsFixture memory fixture, bytes memory panel) = _judged();
        _hire();
        bytes memory equivocation = _equivocation(fixture, panel, CROOK, 0);
        VM.warp(NOW + UNBONDING - 1);
        _accepts(FRIEND, equivocation);
        VM.assertEq(seats.seatOf(0).stake, 0, "everything");
    }

    /// @dev Whichever key the seat gets, and however often: inside the time of reports only its key of the contest
    /// binds.
    function test_promise_24_NoSeriesOfChangesMovesTheBlame() external {
        (TermsFixture memory fixture, bytes memory panel) = _judged();
        VM.warp(NOW + 1 days);
        _setKey(SEAT, CROOK);
        for (uint256 day = 2; day < 45; day += 7) {
            VM.warp(NOW + day * 1 days);
            bytes memory authorization = _keyAuthorization(THIRD, INNOCENT);
            VM.expectPartialRevert(IJurorPool.JurorPool_KeyKept.selector);
            VM.prank(INNOCENT);
            seats.changeKey(SEAT, VM.addr(THIRD), type(uint40).max, authorization);
            bytes memory report = _equivocation(fixture, panel, CROOK, SEAT);
            _refuses(FRIEND, report, IJurorPool.JurorPool_SeatNotOfJuror.selector);
        }
    }
}
