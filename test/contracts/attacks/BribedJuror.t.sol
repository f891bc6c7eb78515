// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Range} from "../support/Range.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The drawn juror that is bribed, silent, says two things, or copies; and anyone who submits ballots in the
/// order it likes best.
contract BribedJurorTest is DisputesBase {
    function _one(TermsFixture memory fixture, uint8 position, uint16 score) private view returns (bytes memory) {
        SignedBallot[] memory ballots = new SignedBallot[](1);
        ballots[0] = _secondBallot(fixture, 3, position, score);
        return BallotBox.pack(ballots);
    }

    /// @dev One of three, whatever it says, leaves the payout between the two honest ones (promise 8), in every order.
    function testFuzz_promise_08_OneBribedOfThree(uint16 low, uint16 high, uint16 bribed, uint256 order) external {
        low = uint16(Range.within(low, 0, FULL));
        high = uint16(Range.within(high, low, FULL));
        uint16[3] memory scores = [low, high, uint16(Range.within(bribed, 0, FULL))];
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, BUYER);
        order = Range.within(order, 0, 5);
        uint8[3] memory turn =
            order < 2
                ? [0, 1, 2]
                : order < 4
                    ? [1, 2, 0]
                    : [2, 0, 1];
        if (order % 2 == 1) (turn[0], turn[1]) = (turn[1], turn[0]);
        for (uint256 i = 0; i < 3; ++i) {
            quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, turn[i], scores[turn[i]]));
        }
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 2, "a whole panel decides");
        uint256 payout = quittance.milestoneOf(dealId, 0).provisionalPayout;
        VM.assertGe(payout, low - (low % 1_000), "below every honest juror");
        VM.assertLe(payout, high - (high % 1_000), "above every honest juror");
    }

    /// @dev A juror that equivocates has its first ballot counted; anyone who holds the second cannot put it in its
    /// place.
    function test_AnEquivocatorSpeaksOnce() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, BUYER);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, 0, 0));
        VM.expectPartialRevert(IRounds.Quittance_NoNewBallots.selector);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, 0, FULL));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, 1, 0));
        VM.assertEq(quittance.milestoneOf(dealId, 0).provisionalPayout, 0, "decided by the first of each");
    }

    /// @dev Anyone who copies what others said after the verdict shares the juror reward, but cannot enlarge it or
    /// change the payout.
    function test_ACopyistAfterTheVerdict() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, BUYER);
        _vote(fixture, 3, _same(2, 3_000));
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, 2, 3_000));
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) sum += quittance.balanceOf(_drawnPanel(3)[i]);
        VM.assertEq(sum, _leftOf(fixture), "the juror reward is what the draw has left of the bond");
        _requireConserved(dealId, 0);
    }

    /// @dev Fewer than a quorum that speak cannot end the round; all silent, the bond is back (promise 14).
    function test_promise_14_AQuorumThatIsSilent() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, BUYER);
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), _one(fixture, 1, 0));
        VM.warp(NOW + V + W);
        uint256 seller = usdc.balanceOf(SELLER);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(7_000) - _part(7_000) / 40, "what stood");
        VM.assertEq(quittance.milestoneOf(dealId, 0).round, 1, "round 2 decided nothing");
    }

    /// @dev A juror of the pool is no one in round 1, and a named one no one in round 2.
    function test_JurorsOfAnotherRound() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, 7_000, BUYER);
        bytes memory named = BallotBox.pack(_quorum(fixture, 0, 0));
        VM.expectRevert();
        quittance.recordBallots(fixture.whole(), 0, _drawn(3), named);
        VM.expectPartialRevert(IRounds.Quittance_PanelMismatch.selector);
        quittance.recordBallots(fixture.whole(), 0, _packed(fixture.panel), named);
    }
}
