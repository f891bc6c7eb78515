// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {AbsenceBase} from "./support/AbsenceBase.sol";

/// @notice Who can be reported as absent, and until when.
contract ReportAbsenceTest is AbsenceBase {
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
            escrow.endByParties(terms, MILESTONE, CONTEST + 3 days - 1, decided);
            VM.expectRevert(
                abi.encodeWithSelector(IJurorPool.JurorPool_RoundCutShort.selector, dealId, uint256(MILESTONE))
            );
            pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0)), _list(0));
        }
        escrow.endByParties(terms, MILESTONE, CONTEST + 1, ROUND);
        _report(0, 0);
        VM.assertEq(pool.rewardOf(REPORTER), TENTH, "a round that has decided runs to its end");
    }

    /// @dev Else absent jurors would have the parties end it once their time is over, before anybody can report them.
    function test_ASilentRoundThatHadItsTimeMayBeReportedOnceSettled() external {
        escrow.end(terms, MILESTONE);
        for (uint40 i = 0; i < 2; ++i) {
            escrow.endByParties(terms, MILESTONE, CONTEST + 3 days + i, 1);
            _report(i, i);
            VM.assertEq(pool.rewardOf(REPORTER), TENTH * (i + 1), "reported");
        }
    }

    function test_AnotherMilestonesEndCutsNothingShort() external {
        _vote(1);
        escrow.end(terms, MILESTONE);
        escrow.endByParties(terms, MILESTONE - 1, CONTEST + 1, 0);
        escrow.endByParties(terms, MILESTONE + 1, CONTEST + 1, 0);
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
        VM.assertEq(pool.seatOf(0).stake, STAKE - 2 * PENALTY, "another milestone is another round");
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
        _usePool(_deployPool(address(escrow), STAKE, FEE, STAKE));
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

    function test_ReportsEndUnbondingAfterTheContest() external {
        escrow.end(terms, MILESTONE);
        uint256[] memory positions = _list(_positionOf(0));
        for (uint40 late = 0; late < 2; ++late) {
            VM.warp(CONTEST + UNBONDING + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IJurorPool.JurorPool_ReportTooLate.selector,
                    dealId,
                    uint256(MILESTONE),
                    CONTEST + UNBONDING,
                    CONTEST + UNBONDING + late
                )
            );
            pool.reportAbsence(terms, MILESTONE, panel, positions, _list(0));
        }
        VM.warp(CONTEST + UNBONDING - 1);
        _report(0, 0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "in the last second");
    }

    /// @dev Half of the round must be left at the draw: of three days, of two hours and a second; and an hour of it at
    /// least, which shorter rounds never have left.
    function test_RevertWhen_ThePanelWasDrawnLate() external {
        _requireLatestDraw(3 days, 36 hours);
        _requireLatestDraw(2 hours + 1, 1 hours);
        _requireLatestDraw(2 hours, 1 hours);
        _requireLatestDraw(2 hours - 1, 1 hours - 1);
        _requireLatestDraw(1 hours, 0);
        terms = _termsWithWindow(1 hours - 1);
        _requireTooLate(CONTEST, CONTEST - 1);
        terms = _termsWithWindow(10 minutes);
        _requireTooLate(CONTEST, CONTEST - 50 minutes);
    }

    function _termsWithWindow(uint32 window) private view returns (bytes memory) {
        TermsFixture memory fixture = _fixtureFor(address(pool));
        fixture.verdictWindow = window;
        return fixture.whole();
    }

    /// @dev The latest draw of a round of `window` seconds after which an absence is punished.
    function _requireLatestDraw(uint32 window, uint40 latest) private {
        terms = _termsWithWindow(window);
        for (uint40 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            escrow.open(terms, MILESTONE, panel, CONTEST);
            escrow.drawAt(terms, MILESTONE, CONTEST + latest - (latest == 0 ? 0 : i));
            escrow.end(terms, MILESTONE);
            _report(0, 0);
            VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "in time");
            VM.revertToState(snapshot);
        }
        _requireTooLate(CONTEST + latest + 1, CONTEST + latest);
    }

    function _requireTooLate(uint40 drawnAt, uint40 latest) private {
        escrow.open(terms, MILESTONE, panel, CONTEST);
        escrow.drawAt(terms, MILESTONE, drawnAt);
        escrow.end(terms, MILESTONE);
        uint256[] memory positions = _list(_positionOf(0));
        VM.expectRevert(
            abi.encodeWithSelector(
                IJurorPool.JurorPool_DrawnTooLate.selector,
                keccak256(terms),
                uint256(MILESTONE),
                drawnAt,
                latest
            )
        );
        pool.reportAbsence(terms, MILESTONE, panel, positions, _list(0));
    }

    function _refusesTerms(bytes memory wrong, bytes4 reason) private {
        escrow.open(wrong, MILESTONE, panel, CONTEST);
        escrow.end(wrong, MILESTONE);
        VM.expectPartialRevert(reason);
        pool.reportAbsence(wrong, MILESTONE, panel, _list(0), _list(0));
    }
}
