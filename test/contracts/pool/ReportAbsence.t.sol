// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {RoundBase} from "./support/RoundBase.sol";

contract ReportAbsenceTest is RoundBase {
    uint96 private constant TENTH = PENALTY / 10;

    // ---- refused ----

    function test_RevertWhen_NobodyIsNamed() external {
        escrow.end(terms, MILESTONE);
        VM.expectRevert(IJurorPool.JurorPool_NoSeats.selector);
        pool.reportAbsence(terms, MILESTONE, panel, new uint256[](0), new uint256[](0));
    }

    function test_RevertWhen_PositionsAndSeatsDoNotMatch() external {
        escrow.end(terms, MILESTONE);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_ReportMismatch.selector, 1, 2));
        pool.reportAbsence(terms, MILESTONE, panel, _list(0), _list(0, 1));
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_ReportMismatch.selector, 2, 1));
        pool.reportAbsence(terms, MILESTONE, panel, _list(0, 1), _list(0));
    }

    /// @dev A thief's own deal names a thief's own pool, which "draws" the jurors of this one behind their backs.
    function test_RevertWhen_AnotherPoolDrewThem() external {
        address other = address(0xbad);
        bytes memory theirs = _termsFor(other);
        escrow.open(theirs, MILESTONE, panel, CONTEST);
        escrow.end(theirs, MILESTONE);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_OtherPool.selector, keccak256(theirs), other));
        pool.reportAbsence(theirs, MILESTONE, panel, _list(_positionOf(0)), _list(0));
    }

    /// @dev Whatever the money contract makes of them: their end is no pool's address.
    function test_RevertWhen_TheTermsDoNotEndWithTheirDisputes() external {
        TermsFixture memory fixture = _fixtureFor(address(pool));
        bytes memory brief = fixture.brief();
        _refusesTerms(brief, PackedTerms.Quittance_ConditionsNeeded.selector);
        _refusesTerms(bytes.concat(fixture.whole(), hex"00"), PackedTerms.Quittance_MalformedTerms.selector);
        fixture.contestWindow = 0;
        _refusesTerms(fixture.whole(), PackedTerms.Quittance_NotContestable.selector);
    }

    function test_RevertWhen_ThePanelIsNotTheOneDrawn() external {
        escrow.end(terms, MILESTONE);
        bytes memory other = _packed(_sortedJurors(3));
        VM.expectRevert(
            abi.encodeWithSelector(IJurorPool.JurorPool_PanelMismatch.selector, keccak256(panel), keccak256(other))
        );
        pool.reportAbsence(terms, MILESTONE, other, _list(0), _list(0));
    }

    function test_RevertWhen_TheMoneyContractKnowsNoRound() external {
        VM.expectRevert();
        pool.reportAbsence(terms, MILESTONE + 1, panel, _list(0), _list(0));
    }

    function test_RevertWhen_TheRoundIsNotOver() external {
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_RoundNotOver.selector, dealId, uint256(MILESTONE)));
        pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0)), _list(0));
    }

    /// @dev Two thieves are both parties of a deal: they contest, draw, vote with a seat of their own and end the deal
    /// at once, before anybody else can have voted.
    function test_RevertWhen_ThePartiesCutTheRoundShort() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        for (uint8 decided = 0; decided < 2; ++decided) {
            escrow.settle(terms, MILESTONE, decided);
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_RoundCutShort.selector, dealId, uint256(MILESTONE))
            );
            pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0)), _list(0));
        }
        escrow.settle(terms, MILESTONE, ROUND);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(_juror(1)), PENALTY - TENTH, "a round that has decided runs to its end");
    }

    /// @dev Else absent jurors would settle in the second their round ends, before anybody can report them.
    function test_ASilentRoundThatHadItsTimeMayBeReportedOnceSettled() external {
        escrow.end(terms, MILESTONE);
        escrow.settleInTime(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reported");
    }

    function test_AnotherMilestonesEndCutsNothingShort() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        escrow.settle(terms, MILESTONE - 1, 0);
        escrow.settle(terms, MILESTONE + 1, 0);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reported");
    }

    function test_RevertWhen_ThePanelHasNoSuchPosition() external {
        escrow.end(terms, MILESTONE);
        uint256[2] memory beyond = [SEATED, type(uint256).max];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_JurorUnknown.selector, beyond[i], SEATED));
            pool.reportAbsence(terms, MILESTONE, panel, _list(beyond[i]), _list(0));
        }
    }

    function test_RevertWhen_TheJurorVoted() external {
        _vote(0);
        _vote(4);
        escrow.end(terms, MILESTONE);
        uint256[2] memory voters = [uint256(0), 4];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 position = _positionOf(voters[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_JurorVoted.selector, position, _juror(voters[i]))
            );
            pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(voters[i]));
        }
    }

    function test_RevertWhen_TheAbsenceWasPunished() external {
        _takeSeats(_owner(0), 0, 1);
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        uint256 position = _positionOf(0);
        bytes memory punished = abi.encodeWithSelector(
            IJurorPool.JurorPool_AlreadyPunished.selector,
            dealId,
            uint256(MILESTONE),
            position
        );
        VM.expectRevert(punished);
        pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(0));
        VM.expectRevert(punished);
        pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(SEATED));
        uint256 other = _positionOf(1);
        VM.expectRevert(
            abi.encodeWithSelector(IJurorPool.JurorPool_AlreadyPunished.selector, dealId, uint256(MILESTONE), other)
        );
        pool.reportAbsence(terms, MILESTONE, panel, _list(other, other), _list(1, 1));
        escrow.open(terms, 0, panel, CONTEST);
        escrow.end(terms, 0);
        pool.reportAbsence(terms, 0, panel, _list(position), _list(0));
        VM.assertEq(pool.seatOf(0).stake, STAKE - 2 * TENTH, "another milestone is another round");
    }

    function test_RevertWhen_TheSeatWasNotTheirs() external {
        uint256 later = _takeSeats(_owner(0), 0, 1)[0];
        escrow.end(terms, MILESTONE);
        uint256 position = _positionOf(0);
        uint256[3] memory wrong = [uint256(1), later, later + 1];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatNotOfJuror.selector, wrong[i], _juror(0)));
            pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(wrong[i]));
        }
    }

    function test_RevertWhen_NothingIsLeft() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, STAKE));
        VM.warp(CONTEST - 1);
        _seatJurors(2);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(address(pool));
        for (uint8 milestone = 0; milestone < 2; ++milestone) {
            escrow.open(terms, milestone, panel, CONTEST);
            escrow.vote(terms, milestone, _positionOf(1), 0);
            escrow.end(terms, milestone);
        }
        uint256 position = _positionOf(0);
        pool.reportAbsence(terms, 0, panel, _list(position), _list(0));
        VM.assertEq(pool.seatOf(0).stake, 0, "nothing is left");
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NothingAtStake.selector, 0));
        pool.reportAbsence(terms, 1, panel, _list(position), _list(0));
    }

    // ---- taken ----

    function test_ATenthToTheReporterTheRestToTheVoters() external {
        _vote(1);
        _vote(2);
        _vote(3);
        escrow.end(terms, MILESTONE);
        VM.warp(CONTEST + 10 days);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeatClosed(0, CONTEST + 10 days + UNBONDING);
        VM.expectEmit(address(pool));
        emit IJurorPool.AbsencePunished(dealId, _juror(0), 0, MILESTONE, REPORTER, PENALTY);
        VM.expectEmit(address(pool));
        emit IJurorPool.RewardCredited(dealId, REPORTER, MILESTONE, TENTH);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "stake");
        VM.assertEq(pool.seatOf(0).closedAt, CONTEST + 10 days, "closed");
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reporter");
        for (uint256 i = 1; i < 4; ++i) VM.assertEq(pool.rewardOf(_juror(i)), 1.5e6, "a third of nine tenths");
        VM.assertEq(pool.rewardOf(_juror(0)) + pool.rewardOf(_juror(4)), 0, "no one else");
        VM.assertEq(pool.forfeited(), 0, "nothing is left over");
        _requireConserved();
    }

    function test_WhatDivisionLeavesIsForfeited() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, 1_009));
        VM.warp(CONTEST - 1);
        _seatJurors(5);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(address(pool));
        dealId = keccak256(terms);
        escrow.open(terms, MILESTONE, panel, CONTEST);
        _vote(1);
        _vote(2);
        escrow.end(terms, MILESTONE);
        VM.expectEmit(address(pool));
        emit IJurorPool.StakeForfeited(dealId, MILESTONE, 1);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(REPORTER), 100, "a tenth, rounded down");
        VM.assertEq(pool.rewardOf(_juror(1)), 454, "half of 909");
        VM.assertEq(pool.forfeited(), 1, "the odd unit");
        _requireConserved();
    }

    function test_OnlyTheTenthIsTakenWhenNobodyVoted() external {
        escrow.end(terms, MILESTONE);
        VM.expectEmit(address(pool));
        emit IJurorPool.AbsencePunished(dealId, _juror(0), 0, MILESTONE, REPORTER, TENTH);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - TENTH, "stake");
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "reporter");
        VM.assertEq(pool.forfeited(), 0, "nothing is forfeited");
        _requireConserved();
    }

    function test_TakesWhatIsLeftOfAStake() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, 70e6));
        VM.warp(CONTEST - 1);
        _seatJurors(2);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(address(pool));
        for (uint8 milestone = 0; milestone < 2; ++milestone) {
            escrow.open(terms, milestone, panel, CONTEST);
            escrow.vote(terms, milestone, _positionOf(1), 0);
            escrow.end(terms, milestone);
            VM.prank(REPORTER);
            pool.reportAbsence(terms, milestone, panel, _list(_positionOf(0)), _list(0));
        }
        VM.assertEq(pool.seatOf(0).stake, 0, "all of it");
        VM.assertEq(pool.rewardOf(REPORTER), 7e6 + 3e6, "a tenth of each");
        VM.assertEq(pool.rewardOf(_juror(1)), 63e6 + 27e6, "the rest of each");
        _requireConserved();
        VM.warp(CONTEST + 3 days + UNBONDING);
        pool.withdrawStake(0);
        VM.assertEq(usdc.balanceOf(_owner(0)), 0, "nothing to return");
        VM.assertEq(_takeSeats(_owner(3), 3, 1)[0], 0, "but a vacant seat");
    }

    function test_APenaltyOfNothingClosesNoSeat() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, 0));
        VM.warp(CONTEST - 1);
        _seatJurors(1);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(address(pool));
        escrow.open(terms, MILESTONE, panel, CONTEST);
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).closedAt, 0, "active");
        VM.assertEq(pool.seatOf(0).stake, STAKE, "whole");
        VM.assertEq(pool.rewardOf(REPORTER), 0, "nothing to share");
    }

    function test_ALeavingSeatIsReachedUntilItHasLeft() external {
        _leave(0);
        uint40 left = CONTEST + 3 days;
        escrow.end(terms, MILESTONE);
        VM.warp(left + UNBONDING);
        uint256 snapshot = VM.snapshotState();
        VM.recordLogs();
        _report(0, 0);
        VM.assertEq(VM.getRecordedLogs().length, 2, "it is not closed again");
        VM.assertEq(pool.seatOf(0).closedAt, left, "closed when it was");
        VM.assertEq(pool.seatOf(0).stake, STAKE - TENTH, "reached");
        VM.revertToState(snapshot);
        pool.withdrawStake(0);
        uint256 position = _positionOf(0);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NothingAtStake.selector, 0));
        pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(0));
        _takeSeats(_owner(0), 0, 1);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatNotOfJuror.selector, 0, _juror(0)));
        pool.reportAbsence(terms, MILESTONE, panel, _list(position), _list(0));
    }

    function test_AChangedKeyDoesNotHideItsSeat() external {
        bytes memory authorization = _authorization(_jurorKey(9), _owner(0));
        VM.prank(_owner(0));
        pool.changeKey(0, _juror(9), authorization);
        escrow.end(terms, MILESTONE);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - TENTH, "by the key of the contest");
    }

    function test_SeveralAtOnce() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        VM.prank(_juror(0));
        pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0), _positionOf(2)), _list(0, 2));
        VM.assertEq(pool.rewardOf(_juror(0)), 2 * TENTH, "a juror may report itself");
        VM.assertEq(pool.rewardOf(_juror(1)), 2 * (PENALTY - TENTH), "the only voter");
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
        for (uint256 i = 0; i < 16; ++i) _vote(i);
        escrow.end(terms, MILESTONE);
        uint256[] memory positions = new uint256[](15);
        uint256[] memory theirs = new uint256[](15);
        for (uint256 i = 0; i < 15; ++i) (positions[i], theirs[i]) = (_positionOf(16 + i), 16 + i);
        VM.prank(REPORTER);
        pool.reportAbsence(terms, MILESTONE, panel, positions, theirs);
        uint96 part = (15 * (PENALTY - TENTH)) / 16;
        for (uint256 i = 0; i < 16; ++i) VM.assertEq(pool.rewardOf(_juror(i)), part, "voters share");
        for (uint256 i = 16; i < 31; ++i) VM.assertEq(pool.seatOf(i).stake, STAKE - PENALTY, "absent");
        VM.assertEq(pool.rewardOf(REPORTER), 15 * TENTH, "reporter");
        VM.assertEq(pool.forfeited(), 15 * (PENALTY - TENTH) - 16 * part, "the rest");
    }

    /// @dev As `REPORTER`: juror `index` did not vote and has this seat.
    function _report(uint256 index, uint256 seat) private {
        uint256[] memory positions = _list(_positionOf(index));
        VM.prank(REPORTER);
        pool.reportAbsence(terms, MILESTONE, panel, positions, _list(seat));
    }

    function _refusesTerms(bytes memory wrong, bytes4 reason) private {
        escrow.open(wrong, MILESTONE, panel, CONTEST);
        escrow.end(wrong, MILESTONE);
        VM.expectPartialRevert(reason);
        pool.reportAbsence(wrong, MILESTONE, panel, _list(0), _list(0));
    }
}
