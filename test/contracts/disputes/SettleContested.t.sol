// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {Cause} from "../../../contracts/types/Settlement.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {SettlementWord} from "../support/SettlementWord.sol";

contract SettleContestedTest is DisputesBase {
    /// @dev No draw, no ballots, no arbiter: round 2's silence leaves the verdict, from its end on.
    function test_WithoutArbiter_SilentRound() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, 7_000);
        VM.warp(NOW + 1 hours);
        _contest(fixture, BUYER, 7_000);
        _opensAt(fixture, NOW + 1 hours + V);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(
            dealId,
            SettlementWord.make(0, Cause.Verdict, _part(7_000), AMOUNT_0 - _part(7_000))
        );
        VM.expectEmit(address(quittance));
        emit IContests.BondReturned(dealId, BUYER, 0, 2, BOND);
        VM.prank(STRANGER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "no one voted: the bond is back");
        VM.assertEq(quittance.milestoneOf(dealId, 0).released, 1, "released");
        VM.assertEq(quittance.milestoneOf(dealId, 0).endedAt, 0, "the round had its whole time");
        _requireConserved(dealId, 0);
    }

    function test_ReleasedInMidRound_DidNotCompleteIt() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, 7_000);
        _contest(fixture, BUYER, 7_000);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(quittance.milestoneOf(dealId, 0).endedAt, uint40(block.timestamp), "the parties ended it");
    }

    function test_WithoutArbiter_UndecidedRoundKeepsItsJurorReward() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _secondRound(fixture, 7_000, BUYER);
        _vote(fixture, 3, _same(1, 0));
        _opensAt(fixture, NOW + V);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND, "spent, and not better off");
        _requireConserved(dealId, _leftOf(fixture));
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), _leftOf(fixture), "the juror that spoke");
        _requireConserved(dealId, 0);
    }

    function test_WithArbiter_SilentRoundStandsForTheContestWindow() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        _contest(fixture, SELLER, 7_000);
        _opensAt(fixture, NOW + V + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "back");
        _requireConserved(dealId, 0);
    }

    function test_WithArbiter_DecidedRoundStandsFromItsVerdict() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, SELLER);
        VM.warp(NOW + 3 hours);
        _vote(fixture, 3, _same(2, FULL));
        _opensAt(fixture, NOW + 3 hours + W);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(0, Cause.Verdict, AMOUNT_0, 0));
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - BOND, "the buyer has no part to reimburse from");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function test_ContestedSilence_SettlesAsSilence() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        _contest(fixture, BUYER, fixture.silencePayout);
        _opensAt(fixture, NOW + 2 * V + W);
        uint96 part = _part(fixture.silencePayout);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(0, Cause.Silence, part, AMOUNT_0 - part));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 0, 1e6);
        quittance.settle(fixture.whole(), 0);
        _requireConserved(dealId, 0);
    }

    /// @dev The arbiter's silence leaves what stood before it (promise 14), and its bond goes back.
    function test_promise_14_SilentArbiterChangesNothing() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _same(2, 6_000));
        VM.warp(NOW + 1 hours);
        _contest(fixture, SELLER, 6_000);
        _opensAt(fixture, NOW + 1 hours + R);
        uint256 seller = usdc.balanceOf(SELLER);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(
            dealId,
            SettlementWord.make(0, Cause.Verdict, _part(6_000), AMOUNT_0 - _part(6_000))
        );
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "its bond is back");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "the buyer won in round 2 and is reimbursed");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(6_000) - _part(6_000) / 40 - BOND, "from the seller's part");
        VM.assertEq(quittance.balanceOf(ARBITER), 0, "silence earns nothing");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function test_promise_14_BothLaterRoundsSilent() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        _contest(fixture, BUYER, 7_000);
        VM.warp(NOW + V + W - 1);
        _contest(fixture, SELLER, 7_000);
        _opensAt(fixture, NOW + V + W - 1 + R);
        uint256 seller = usdc.balanceOf(SELLER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(7_000) - _part(7_000) / 40, "the first verdict");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "back");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "back");
        _requireConserved(dealId, 0);
    }

    /// @dev No one helps, everything takes as long as it can: D + V + W + V + W + R and not a second more.
    function test_promise_13_TheLongestPath() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        VM.warp(DEADLINE_0);
        _deliver(fixture, 0);
        VM.warp(DEADLINE_0 + V + W - 1);
        _contest(fixture, SELLER, fixture.silencePayout);
        VM.warp(DEADLINE_0 + V + W - 1 + V + W - 1);
        _contest(fixture, SELLER, fixture.silencePayout);
        uint256 bound = DEADLINE_0 + V + W + V + W + R;
        _opensAt(fixture, bound - 2);
        quittance.settle(fixture.whole(), 0);
        _requireConserved(dealId, 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        _contest(fixture, BUYER, 7_000);
        VM.warp(NOW + V + W);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.settle(fixture.brief(), 0);
    }

    /// @dev Not a second before `end`; leaves the clock there.
    function _opensAt(TermsFixture memory fixture, uint256 end) private {
        VM.warp(end - 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IProvisionalPayouts.Quittance_WindowOpen.selector,
                _dealId(fixture),
                uint256(0),
                end,
                end - 1
            )
        );
        quittance.settle(fixture.whole(), 0);
        VM.warp(end);
    }
}
