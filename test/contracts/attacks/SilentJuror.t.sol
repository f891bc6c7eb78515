// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotBox} from "../support/BallotBox.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A juror that is paid to say nothing. Where the two votes in the middle lie on two sides of a step, the
/// others reach no verdict without it; their interval still binds what the round leaves.
contract SilentJurorTest is DisputesBase {
    /// @dev Round 2: six of seven honest jurors say 59 to 61 percent, the seventh, the seller's, says nothing.
    function test_OneOfSevenDoesNotKeepABoughtVerdict() external {
        TermsFixture memory fixture = _withoutArbiter(); // steps of a tenth
        fixture.marketplaceFee = 0;
        _stand(fixture, FULL); // a friendly panel: everything to the seller
        _contest(fixture, BUYER, FULL);
        _draw(fixture, 7);
        uint16[] memory scores = new uint16[](6);
        (scores[0], scores[1], scores[2]) = (5_900, 5_950, 5_990);
        (scores[3], scores[4], scores[5]) = (6_010, 6_050, 6_100);
        _vote(fixture, 7, scores);
        VM.warp(NOW + V);
        uint256 seller = usdc.balanceOf(SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(6_000) - BOND, "60 percent, less the buyer's bond");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, AMOUNT_0 - _part(6_000), "the buyer's 40 percent");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "and its bond");
    }

    /// @dev Round 1: two of three honest jurors differ by one basis point at steps of one; the third was paid to sleep.
    function test_OneOfThreeDoesNotTurnScoresIntoSilence() external {
        TermsFixture memory fixture = _fixture();
        (fixture.passingScore, fixture.payoutStep, fixture.silencePayout) = (1, 1, 0);
        _open(fixture);
        _deliver(fixture, 0);
        uint16[] memory scores = new uint16[](2);
        (scores[0], scores[1]) = (9_000, 9_001);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_ballots(fixture, 0, EVIDENCE, scores)));
        VM.warp(NOW + 1 days);
        uint256 before = usdc.balanceOf(SELLER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - before, _part(9_000), "90 percent, as both of them said");
    }
}
