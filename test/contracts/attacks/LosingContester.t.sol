// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Parties that use contests for something else than to be judged again: to delay for nothing, to burn the
/// other's only contest, to take a bond for a basis point.
contract LosingContesterTest is DisputesBase {
    /// @dev It sees that it loses, and releases ahead of the first ballot. The drawn panel keeps its reward (promise
    /// 29).
    function test_promise_29_ItsBondStaysWithTheDrawnPanel() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 7);
        bytes memory confirmed = BallotBox.pack(_votes(fixture, 7, _same(7, FULL)));
        bytes memory whole = fixture.whole();
        VM.warp(NOW + V - 1);
        VM.prank(BUYER);
        quittance.release(whole, 0, "");
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoRound.selector, dealId, uint256(0)));
        quittance.recordBallots(whole, 0, _drawn(7), confirmed);
        quittance.releaseBond(whole, 0, 2, _drawn(7));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND, "it is spent");
        for (uint256 i = 1; i < 7; ++i)
            VM.assertEq(quittance.balanceOf(_drawnPanel(7)[i]), _leftOf(fixture) / 7, "a juror's part");
        _requireConserved(dealId, 0);
    }

    /// @dev The favoured party contests its own win, at a moment at which the pool cannot answer.
    function test_AFavouredPartyCannotBurnTheOthersContest() external {
        TermsFixture memory fixture = _withoutArbiter();
        uint16[2] memory payouts = [FULL, 0];
        address[2] memory favoured = [SELLER, BUYER];
        address[2] memory other = [BUYER, SELLER];
        for (uint256 i = 0; i < 2; ++i) {
            fixture.salt = uint64(10 + i);
            bytes32 dealId = _stand(fixture, payouts[i]);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IContests.Quittance_NothingToGain.selector,
                    dealId,
                    favoured[i],
                    uint256(payouts[i])
                )
            );
            _contest(fixture, favoured[i], payouts[i]);
            _contest(fixture, other[i], payouts[i]);
            VM.assertEq(quittance.milestoneOf(dealId, 0).contests, 1, "the other can");
        }
    }

    /// @dev One basis point of difference moves one basis point, and no bond.
    function test_OneBasisPointCostsOneBasisPoint() external {
        TermsFixture memory fixture = _withoutArbiter();
        fixture.payoutStep = 1;
        fixture.marketplaceFee = 0;
        _secondRound(fixture, 5_000, BUYER);
        uint256 before = usdc.balanceOf(SELLER);
        _vote(fixture, 3, _same(2, 4_999));
        uint256 gain = _part(5_000) - _part(4_999);
        VM.assertEq(usdc.balanceOf(SELLER) - before, _part(4_999) - gain, "the seller loses it twice at most");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND + gain, "the buyer bears the rest of its bond");
    }

    /// @dev Two contests of one side, each won by a little, are not reimbursed beyond what both gained together.
    function test_TwoContestsOfOneSideAreReimbursedOnce() external {
        TermsFixture memory fixture = _contestable();
        (fixture.marketplaceFee, fixture.payoutStep) = (0, 1);
        _beforeArbiter(fixture, 9_000, BUYER, 8_900, BUYER);
        uint256 seller = usdc.balanceOf(SELLER);
        _rule(fixture, 8_800);
        uint256 gain = _part(9_000) - _part(8_800);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(8_800) - gain, "the seller pays the gain, once");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - 2 * BOND + gain, "the buyer bears the rest of both");
    }

    /// @dev What jurors earn depends on how near they are to the others, and not on a side (promise 15).
    function test_promise_15_BothSidesOfAnUndecidedRoundEarn() external {
        TermsFixture memory fixture = _withoutArbiter();
        _secondRound(fixture, FULL, BUYER);
        uint16[] memory scores = new uint16[](2);
        (scores[0], scores[1]) = (2_000, 9_000);
        _vote(fixture, 3, scores);
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[0]), _leftOf(fixture) / 2, "the low vote");
        VM.assertEq(quittance.balanceOf(_drawnPanel(3)[1]), _leftOf(fixture) / 2, "the high vote");
    }
}
