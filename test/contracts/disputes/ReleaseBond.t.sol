// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Range} from "../support/Range.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract ReleaseBondTest is DisputesBase {
    // ---- which, when ----

    function test_RevertWhen_ThereWasNoSuchContest() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        uint8[5] memory rounds = [uint8(0), 1, 2, 3, 4];
        for (uint256 i = 0; i < rounds.length; ++i) {
            VM.expectRevert(_noBond(dealId, rounds[i]));
            quittance.releaseBond(fixture.whole(), 0, rounds[i], "");
        }
        _contest(fixture, BUYER, FULL);
        VM.warp(NOW + V);
        uint8[4] memory others = [uint8(0), 1, 3, 4];
        for (uint256 i = 0; i < others.length; ++i) {
            VM.expectRevert(_noBond(dealId, others[i]));
            quittance.releaseBond(fixture.whole(), 0, others[i], "");
        }
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        VM.warp(NOW + V);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.releaseBond(fixture.brief(), 0, 2, "");
    }

    function test_SecondRound_RevertWhen_ItStillRuns() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _same(1, 0));
        VM.warp(NOW + V - 1);
        VM.expectRevert(_notDue(dealId, 2));
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.expectRevert(_noBond(dealId, 2));
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireConserved(dealId, 0);
    }

    /// @dev It decided, even settled; those who still may vote have their part until the round ends.
    function test_SecondRound_RevertWhen_ItDecidedAndStillRuns() external {
        TermsFixture[2] memory fixtures = [_contestable(), _withoutArbiter()];
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 dealId = _secondRound(fixtures[i], FULL, BUYER);
            _vote(fixtures[i], 3, _same(2, 0));
            VM.warp(NOW + V - 1);
            VM.expectRevert(_notDue(dealId, 2));
            quittance.releaseBond(fixtures[i].whole(), 0, 2, _drawn(3));
            VM.warp(NOW + V);
            quittance.releaseBond(fixtures[i].whole(), 0, 2, _drawn(3));
            VM.warp(NOW);
        }
    }

    function test_SecondRound_RevertWhen_ThePanelIsAnother() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _same(1, 0));
        VM.warp(NOW + V);
        bytes[3] memory given = [_drawn(5), bytes(""), bytes.concat(_drawn(3), hex"00")];
        for (uint256 i = 0; i < given.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(
                    IRounds.Quittance_PanelMismatch.selector,
                    keccak256(_drawn(3)),
                    keccak256(given[i])
                )
            );
            quittance.releaseBond(fixture.whole(), 0, 2, given[i]);
        }
    }

    // ---- to whom: round 2 ----

    function test_SecondRound_NeverDrawn_BackToThePayer() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", IContests.BondPayment(PAYER, false, 0, authorization));
        VM.warp(NOW + V);
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(dealId, PAYER, 0, 2, BOND);
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE, "the payer's, not the contester's");
        VM.assertEq(quittance.milestoneOf(dealId, 0).released, 1, "once");
        _requireConserved(dealId, 0);
    }

    function test_SecondRound_NobodyVoted_BackToThePayer() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        VM.warp(NOW + V);
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(dealId, BUYER, 0, 2, _leftOf(fixture));
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - _drawersPart(fixture), "what the draw has left");
        _requireConserved(dealId, 0);
    }

    /// @dev A bond paid from a wallet comes back to the payer's balance: no one can be made to receive a transfer.
    function test_SecondRound_PaidFromAWallet_BackToThePayersBalance() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(PAYER_KEY, _walletBondDigest(fixture, PAYER, 2, BUYER));
        VM.prank(BUYER);
        quittance.contest(
            fixture.whole(),
            0,
            BUYER,
            FULL,
            "",
            IContests.BondPayment(PAYER, true, OPEN_BY, abi.encodePacked(r, s, v))
        );
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE + BOND, "balance");
        _requireConserved(dealId, 0);
    }

    function test_SecondRound_Undecided_ToAllWhoVoted() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        uint16[] memory scores = new uint16[](2);
        scores[1] = FULL;
        _vote(fixture, 3, scores);
        VM.warp(NOW + V);
        _requireShares(fixture, 3, 3);
        _requireConserved(dealId, 0);
    }

    function test_SecondRound_Decided_ToThoseWithinOneStep() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 7);
        uint16[] memory scores = new uint16[](6);
        // The median of seven, one missing, is 5000; steps are 1000 wide.
        (scores[0], scores[1], scores[2]) = (3_999, 4_000, 5_000);
        (scores[3], scores[4], scores[5]) = (5_999, 6_999, 7_000);
        _vote(fixture, 7, scores);
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 5_000, "decided");
        VM.warp(NOW + V);
        // All but 3999, which pays 3000, and 7000.
        _requireShares(fixture, 7, 0x1e);
        _requireConserved(dealId, 0);
    }

    function test_SecondRound_AllOrNothing_ToThoseOfThatPayoutOnly() external {
        TermsFixture memory fixture = _contestable();
        (fixture.passingScore, fixture.payoutStep) = (6_000, 0);
        bytes32 dealId = _secondRound(fixture, 0, SELLER);
        _vote(fixture, 3, _three(5_999, 6_000, FULL));
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, FULL, "decided");
        VM.warp(NOW + V);
        _requireShares(fixture, 3, 6);
    }

    function test_SecondRound_WhatDivisionLeavesGoesToTheFirst() external {
        TermsFixture memory fixture = _contestable();
        fixture.bond = 20e6 + 4;
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _three(0, 0, 0));
        VM.warp(NOW + V);
        address[] memory panel = _drawnPanel(3);
        uint96 part = _leftOf(fixture) / 3;
        uint96 rest = _leftOf(fixture) % 3;
        VM.assertGe(rest, 1, "something is left");
        VM.expectEmit(address(quittance));
        emit IContests.BondEarned(dealId, panel[0], 0, 2, part + rest);
        VM.expectEmit(address(quittance));
        emit IContests.BondEarned(dealId, panel[1], 0, 2, part);
        VM.expectEmit(address(quittance));
        emit IContests.BondEarned(dealId, panel[2], 0, 2, part);
        VM.prank(STRANGER);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(panel[0]), part + rest, "the first");
        VM.assertEq(quittance.balanceOf(panel[2]), part, "the last");
    }

    /// @dev Against a plain model: all who are within one step of the interval share alike, the first has the rest;
    /// which way they voted changes who shares, never how much there is (promises 15 and 16).
    function testFuzz_promise_15_TheJurorRewardAgainstAModel(
        uint16[7] memory given,
        uint256 voters,
        uint96 bond
    ) external {
        TermsFixture memory fixture = _contestable();
        fixture.bond = uint96(Range.within(bond, 8e6, BALANCE));
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 7);
        voters = Range.within(voters, 0, 127);
        uint256 count;
        for (uint256 i = 0; i < 7; ++i) {
            given[i] = uint16(given[i] % (FULL + 1));
            count += (voters >> i) & 1;
        }
        if (count != 0) {
            SignedBallot[] memory ballots = new SignedBallot[](count);
            uint256 next;
            for (uint8 i = 0; i < 7; ++i) {
                if ((voters >> i) & 1 == 1) ballots[next++] = _secondBallot(fixture, 7, i, given[i]);
            }
            quittance.recordBallots(fixture.whole(), 0, _drawn(7), BallotBox.pack(ballots));
        }
        uint256 sharers;
        for (uint256 i = 0; i < 7; ++i) {
            if ((voters >> i) & 1 == 1 && (count < 4 || _isNear(given, voters, i))) sharers |= 1 << i;
        }
        VM.warp(NOW + V);
        _requireShares(fixture, 7, sharers);
        if (count == 0) VM.assertEq(quittance.balanceOf(BUYER), BALANCE - _drawersPart(fixture), "back");
        _requireConserved(dealId, 0);
    }

    /// @dev Whether a juror's payout lies at most a step outside what the missing jurors could make of the median.
    /// Counts votes and sorts nothing.
    function _isNear(uint16[7] memory given, uint256 voters, uint256 juror) private pure returns (bool) {
        uint256 own = given[juror] / 1_000;
        // Below the interval: all but three at most are more than a step above. Above it: the same downwards.
        uint256 above;
        uint256 below;
        for (uint256 i = 0; i < 7; ++i) {
            if ((voters >> i) & 1 == 0) continue;
            if (given[i] / 1_000 > own + 1) ++above;
            if (given[i] / 1_000 + 1 < own) ++below;
        }
        return above < 4 && below < 4;
    }

    /// @dev Four of seven jurors leave an interval: those near it share, who is far from it does not (finding 1's
    /// panel).
    function test_SecondRound_UndecidedWithAQuorum_ToThoseNearTheInterval() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 7);
        uint16[] memory scores = new uint16[](6);
        (scores[0], scores[1], scores[2]) = (2_000, 3_900, 4_900);
        (scores[3], scores[4], scores[5]) = (6_100, 7_900, 8_000);
        _vote(fixture, 7, scores);
        VM.warp(NOW + V);
        // The interval is 4000 to 6000: 3000 and 7000 are near it, 2000 and 8000 are not.
        _requireShares(fixture, 7, 0x1e);
        _requireConserved(dealId, 0);
    }

    /// @dev Ended by the parties after the draw: the panel is paid as a whole, voted or not (promise 29).
    function test_SecondRound_CutShort_ToTheWholePanel() external {
        for (uint256 voted = 0; voted < 2; ++voted) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _contestable();
            bytes32 dealId = _secondRound(fixture, FULL, BUYER);
            if (voted == 1) _vote(fixture, 3, _same(1, 4_000));
            VM.warp(NOW + V - 1);
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
            _requireShares(fixture, 3, 7);
            _requireConserved(dealId, 0);
            VM.revertToState(snapshot);
        }
    }

    /// @dev In the second in which the round's time has passed, it was not cut short any more.
    function test_SecondRound_EndedByThePartiesAfterItsTime() external {
        for (uint256 late = 0; late < 2; ++late) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _contestable();
            bytes32 dealId = _secondRound(fixture, FULL, BUYER);
            _vote(fixture, 3, _same(1, 4_000));
            VM.warp(NOW + V + late);
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
            _requireShares(fixture, 3, 1);
            _requireConserved(dealId, 0);
            VM.revertToState(snapshot);
        }
    }

    // ---- to whom: round 3 ----

    function test_Arbiter_Silent_BackToThePayer() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        VM.warp(NOW + R - 1);
        VM.expectRevert(_notDue(dealId, 3));
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        VM.warp(NOW + R);
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(dealId, SELLER, 0, 3, BOND);
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "back");
        VM.assertEq(quittance.milestoneOf(dealId, 0).released, 2, "that one");
        VM.expectRevert(_noBond(dealId, 3));
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        // Settling afterwards returns it no second time.
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "once");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function test_Arbiter_Ruled_NothingIsLeftToRelease() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        _rule(fixture, 5_000);
        VM.assertEq(quittance.balanceOf(ARBITER), BOND, "the arbiter earned it");
        VM.expectRevert(_noBond(dealId, 3));
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        VM.warp(NOW + R);
        VM.expectRevert(_noBond(dealId, 3));
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        // The round before has what is left of its own bond still.
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireConserved(dealId, 0);
    }

    /// @dev Releases as a stranger; the jurors whose bit is set in `sharers` share the bond, no one else has anything.
    function _requireShares(TermsFixture memory fixture, uint256 size, uint256 sharers) private {
        VM.prank(STRANGER);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(size));
        uint256 count;
        for (uint256 i = 0; i < size; ++i) count += (sharers >> i) & 1;
        address[] memory panel = _drawnPanel(size);
        bool first = true;
        for (uint256 i = 0; i < size; ++i) {
            uint256 expected;
            if ((sharers >> i) & 1 == 1) {
                expected = _leftOf(fixture) / count;
                if (first) expected += _leftOf(fixture) % count;
                first = false;
            }
            VM.assertEq(quittance.balanceOf(panel[i]), expected, "a juror's share");
        }
    }

    function _noBond(bytes32 dealId, uint256 round) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_NoBond.selector, dealId, uint256(0), round);
    }

    function _notDue(bytes32 dealId, uint256 round) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_BondNotDue.selector, dealId, uint256(0), round);
    }
}
