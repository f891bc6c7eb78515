// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../support/Vm.sol";
import {AbsenceBase} from "./support/AbsenceBase.sol";

/// @notice What an absence costs, and who gets it.
contract AbsencePenaltiesTest is AbsenceBase {
    function test_ATenthToTheReporterTheRestIsForfeited() external {
        _vote(1);
        _vote(2);
        escrow.end(terms, MILESTONE);
        VM.expectEmit(address(pool));
        emit IJurorPool.AbsencePunished(dealId, _juror(0), 0, MILESTONE, REPORTER, PENALTY);
        VM.expectEmit(address(pool));
        emit IJurorPool.RewardCredited(dealId, REPORTER, MILESTONE, TENTH);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeForfeited(dealId, MILESTONE, PENALTY - TENTH);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "stake");
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reporter");
        for (uint256 i = 0; i < SEATED; ++i)
            VM.assertEq(pool.rewardOf(_juror(i)), 0, "no juror, whether it voted or not");
        VM.assertEq(pool.forfeited(), PENALTY - TENTH, "the rest");
        _requireConserved();
    }

    function test_WhatDivisionLeavesIsForfeited() external {
        _usePool(_deployPool(address(escrow), STAKE, FEE, 1_009));
        escrow.end(terms, MILESTONE);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeForfeited(dealId, MILESTONE, 909);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(REPORTER), 100, "a tenth, rounded down");
        _requireConserved();
    }

    function test_ThePenaltyIsTheSameWhenNobodyVoted() external {
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "stake");
        VM.assertEq(pool.forfeited(), PENALTY - TENTH, "the rest");
        _requireConserved();
    }

    /// @dev Half of a stake is enough to stay open; one unit less is not.
    function test_ASeatClosesBelowHalfOfAStake() external {
        for (uint96 i = 0; i < 3; ++i) {
            uint256 snapshot = VM.snapshotState();
            _usePool(_deployPool(address(escrow), STAKE, FEE, STAKE / 2 - 1 + i));
            escrow.end(terms, MILESTONE);
            if (i == 2) {
                VM.expectEmit(address(pool));
                emit IJurorPool.SeatClosed(0, CONTEST + 3 days + UNBONDING);
            }
            _report(0, 0);
            VM.assertEq(pool.seatOf(0).closedAt, i == 2 ? CONTEST + 3 days : 0, "closed, or not");
            VM.assertEq(pool.seatOf(0).stake, STAKE / 2 + 1 - i, "stake");
            VM.revertToState(snapshot);
        }
    }

    /// @dev An odd stake has no half: more than half of it must be left.
    function test_ASeatClosesBelowHalfOfAnOddStake() external {
        for (uint96 left = 0; left < 4; ++left) {
            uint256 snapshot = VM.snapshotState();
            _usePool(_deployPool(address(escrow), 3, FEE, 3 - left));
            escrow.end(terms, MILESTONE);
            _report(0, 0);
            VM.assertEq(pool.seatOf(0).closedAt != 0, left < 2, "closed, or not");
            VM.revertToState(snapshot);
        }
    }

    function test_TakesWhatIsLeftOfAStake() external {
        _usePool(_deployPool(address(escrow), STAKE, FEE, 70e6));
        escrow.open(terms, 0, panel, CONTEST);
        escrow.end(terms, 0);
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.prank(REPORTER);
        pool.reportAbsence(terms, 0, panel, _list(_positionOf(0)), _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "all of it");
        VM.assertEq(pool.rewardOf(REPORTER), 7e6 + 3e6, "a tenth of each");
        VM.assertEq(pool.forfeited(), 63e6 + 27e6, "the rest of each");
        _requireConserved();
        VM.warp(CONTEST + 3 days + UNBONDING);
        pool.withdrawStake(0);
        VM.assertEq(usdc.balanceOf(_owner(0)), 0, "nothing to return");
        VM.assertEq(_takeSeats(_owner(3), 3, 1)[0], 0, "but a vacant seat");
    }

    function test_APenaltyOfNothingClosesNoSeat() external {
        _usePool(_deployPool(address(escrow), STAKE, FEE, 0));
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).closedAt, 0, "active");
        VM.assertEq(pool.seatOf(0).stake, STAKE, "whole");
        VM.assertEq(pool.rewardOf(REPORTER) + pool.forfeited(), 0, "nothing to divide");
    }

    /// @dev A seat that leaves in the second of the contest can be withdrawn in the second in which reports end.
    function test_ALeavingSeatIsReachedUntilReportsEnd() external {
        VM.warp(CONTEST);
        _leave(0);
        escrow.end(terms, MILESTONE);
        VM.warp(CONTEST + UNBONDING - 1);
        VM.expectRevert();
        pool.withdrawStake(0);
        VM.recordLogs();
        _report(0, 0);
        VM.assertEq(VM.getRecordedLogs().length, 3, "it is not closed again");
        VM.assertEq(pool.seatOf(0).closedAt, CONTEST, "closed when it was");
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "reached");
        VM.warp(CONTEST + UNBONDING);
        pool.withdrawStake(0);
        VM.assertEq(usdc.balanceOf(_owner(0)), STAKE - PENALTY, "what is left");
    }

    function test_AChangedKeyDoesNotHideItsSeat() external {
        _changeKey(0, 9);
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "by the key of the contest");
    }

    function test_SeveralAtOnce() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        uint256[] memory positions = _list(_positionOf(0), _positionOf(2));
        VM.expectEmit(address(pool));
        emit IJurorPool.RewardCredited(dealId, _juror(0), MILESTONE, 2 * TENTH);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeForfeited(dealId, MILESTONE, 2 * (PENALTY - TENTH));
        VM.prank(_juror(0));
        pool.reportAbsence(terms, MILESTONE, panel, positions, _list(0, 2));
        VM.assertEq(pool.rewardOf(_juror(0)), 2 * TENTH, "a juror may report itself");
        VM.assertEq(pool.rewardOf(_juror(1)), 0, "the only voter");
        _requireConserved();
    }

    function test_All31() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, PENALTY));
        VM.warp(CONTEST - 1);
        _seatJurors(31);
        VM.warp(CONTEST + 3 days);
        panel = _packed(_sortedJurors(31));
        terms = _termsFor(address(pool));
        escrow.open(terms, MILESTONE, panel, CONTEST);
        escrow.end(terms, MILESTONE);
        uint256[] memory positions = new uint256[](31);
        uint256[] memory theirs = new uint256[](31);
        for (uint256 i = 0; i < 31; ++i) (positions[i], theirs[i]) = (_positionOf(i), i);
        VM.prank(REPORTER);
        pool.reportAbsence(terms, MILESTONE, panel, positions, theirs);
        for (uint256 i = 0; i < 31; ++i) VM.assertEq(pool.seatOf(i).stake, STAKE - PENALTY, "absent");
        VM.assertEq(pool.rewardOf(REPORTER), 31 * TENTH, "reporter");
        VM.assertEq(pool.forfeited(), 31 * (PENALTY - TENTH), "the rest");
    }
}
