// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IStandings} from "../../../contracts/interfaces/IStandings.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {Cause} from "../../../contracts/types/Settlement.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract SettleContestedTest is RecourseStage {
    /// @dev No draw, no ballots, no arbiter: round 2's silence leaves the verdict, from its end on.
    function test_WithoutArbiter_SilentRound() external {
        TermSheet memory sheet = _withoutArbiter();
        bytes32 dealId = _stand(sheet, 7_000);
        VM.warp(NOW + 1 hours);
        _contest(sheet, BUYER, 7_000);
        _opensAt(sheet, NOW + 1 hours + V);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 0, Cause.Verdict, _part(7_000), AMOUNT_0 - _part(7_000));
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(dealId, BUYER, 0, 2, BOND);
        VM.prank(STRANGER);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(quittance.balanceOf(BUYER), ROW, "nobody voted: the bond is back");
        VM.assertEq(quittance.milestoneOf(dealId, 0).released, 1, "released");
        VM.assertTrue(quittance.milestoneOf(dealId, 0).heard, "the round had its whole time");
        _requireConserved(dealId, 0);
    }

    function test_AcceptedInMidRound_WasNotHeard() external {
        TermSheet memory sheet = _withoutArbiter();
        bytes32 dealId = _stand(sheet, 7_000);
        _contest(sheet, BUYER, 7_000);
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.assertFalse(quittance.milestoneOf(dealId, 0).heard, "the parties ended it");
    }

    function test_WithoutArbiter_UndecidedRoundKeepsItsPot() external {
        TermSheet memory sheet = _withoutArbiter();
        bytes32 dealId = _secondRound(sheet, 7_000, BUYER);
        _vote(sheet, 3, _same(1, 0));
        _opensAt(sheet, NOW + V);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(quittance.balanceOf(BUYER), ROW - BOND, "spent, and not better off");
        _requireConserved(dealId, BOND);
        quittance.releaseBond(sheet.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), BOND, "the juror that spoke");
        _requireConserved(dealId, 0);
    }

    function test_WithArbiter_SilentRoundStandsForTheContestWindow() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        _contest(sheet, SELLER, 7_000);
        _opensAt(sheet, NOW + V + W);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), ROW, "back");
        _requireConserved(dealId, 0);
    }

    function test_WithArbiter_DecidedRoundStandsFromItsVerdict() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _secondRound(sheet, 7_000, SELLER);
        VM.warp(NOW + 3 hours);
        _vote(sheet, 3, _same(2, FULL));
        _opensAt(sheet, NOW + 3 hours + W);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 0, Cause.Verdict, AMOUNT_0, 0);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), ROW - BOND, "the buyer has no part to reimburse from");
        _requireConserved(dealId, BOND);
    }

    function test_ContestedSilence_SettlesAsSilence() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        _deliver(sheet, 0);
        VM.warp(NOW + V);
        _contest(sheet, BUYER, sheet.silencePayout);
        _opensAt(sheet, NOW + 2 * V + W);
        uint96 part = _part(sheet.silencePayout);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 0, Cause.Silence, part, AMOUNT_0 - part);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        quittance.settle(sheet.whole(), 0);
        _requireConserved(dealId, 0);
    }

    /// @dev The arbiter's silence leaves what stood before it (promise 14), and its bond goes back.
    function test_promise_14_SilentArbiterChangesNothing() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _secondRound(sheet, FULL, BUYER);
        _vote(sheet, 3, _same(2, 6_000));
        VM.warp(NOW + 1 hours);
        _contest(sheet, SELLER, 6_000);
        _opensAt(sheet, NOW + 1 hours + R);
        uint256 seller = usdc.balanceOf(SELLER);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 0, Cause.Verdict, _part(6_000), AMOUNT_0 - _part(6_000));
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), ROW, "its bond is back");
        VM.assertEq(quittance.balanceOf(BUYER), ROW, "the buyer won in round 2 and is reimbursed");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(6_000) - _part(6_000) / 40 - BOND, "from the seller's part");
        VM.assertEq(quittance.balanceOf(ARBITER), 0, "silence earns nothing");
        _requireConserved(dealId, BOND);
    }

    function test_promise_14_BothLaterInstancesSilent() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        _contest(sheet, BUYER, 7_000);
        VM.warp(NOW + V + W - 1);
        _contest(sheet, SELLER, 7_000);
        _opensAt(sheet, NOW + V + W - 1 + R);
        uint256 seller = usdc.balanceOf(SELLER);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(7_000) - _part(7_000) / 40, "the first verdict");
        VM.assertEq(quittance.balanceOf(SELLER), ROW, "back");
        VM.assertEq(quittance.balanceOf(BUYER), ROW, "back");
        _requireConserved(dealId, 0);
    }

    /// @dev Nobody helps, everything takes as long as it can: D + V + W + V + W + R and not a second more.
    function test_promise_13_TheLongestPath() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        VM.warp(DEADLINE_0);
        _deliver(sheet, 0);
        VM.warp(DEADLINE_0 + V + W - 1);
        _contest(sheet, SELLER, sheet.silencePayout);
        VM.warp(DEADLINE_0 + V + W - 1 + V + W - 1);
        _contest(sheet, SELLER, sheet.silencePayout);
        uint256 bound = DEADLINE_0 + V + W + V + W + R;
        _opensAt(sheet, bound - 2);
        quittance.settle(sheet.whole(), 0);
        _requireConserved(dealId, 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, 7_000);
        _contest(sheet, BUYER, 7_000);
        VM.warp(NOW + V + W);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.settle(sheet.brief(), 0);
    }

    /// @dev Not a second before `end`; leaves the clock there.
    function _opensAt(TermSheet memory sheet, uint256 end) private {
        VM.warp(end - 1);
        VM.expectRevert(
            abi.encodeWithSelector(IStandings.Quittance_WindowOpen.selector, _dealId(sheet), uint256(0), end, end - 1)
        );
        quittance.settle(sheet.whole(), 0);
        VM.warp(end);
    }
}
