// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that holds all ballots and sends those it likes, in the order it likes, more than once.
contract BallotPickerTest is DealBase {
    uint16 private constant PASSING_SCORE = 5_000;

    function _proportional(uint256 jurors) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.panel = _panel(jurors);
        fixture.passingScore = PASSING_SCORE;
        fixture.payoutStep = 500;
    }

    /// @return ballots Those of `all` whose bit is set in `mask`.
    function _pick(SignedBallot[] memory all, uint256 mask) private pure returns (SignedBallot[] memory ballots) {
        uint256 count;
        for (uint256 i = 0; i < all.length; ++i) count += (mask >> i) & 1;
        ballots = new SignedBallot[](count);
        uint256 next;
        for (uint256 i = 0; i < all.length; ++i) {
            if ((mask >> i) & 1 == 1) ballots[next++] = all[i];
        }
    }

    /// @return payout To the seller, of milestone 0, when these ballots decide; else type(uint256).max.
    function _try(TermsFixture memory fixture, SignedBallot[] memory ballots) private returns (uint256 payout) {
        bytes memory packed = BallotBox.withDelivery(
            BallotBox.pack(ballots),
            EVIDENCE_URI,
            _delivery(fixture, 0, EVIDENCE)
        );
        uint256 before = usdc.balanceOf(SELLER);
        uint256 snapshot = VM.snapshotState();
        (bool decided, ) = address(quittance).call(
            abi.encodeCall(quittance.submitVerdict, (fixture.whole(), 0, EVIDENCE, packed))
        );
        payout = decided ? usdc.balanceOf(SELLER) - before : type(uint256).max;
        VM.revertToState(snapshot);
    }

    /// @dev The median payout of the full panel, by counting, not sorting.
    function _medianPayout(uint16[5] memory scores, uint256 grid) private pure returns (uint256) {
        for (uint256 i = 0; i < 5; ++i) {
            uint256 below;
            uint256 above;
            for (uint256 j = 0; j < 5; ++j) {
                if (scores[j] < scores[i]) ++below;
                if (scores[j] > scores[i]) ++above;
            }
            if (below <= 2 && above <= 2) {
                uint256 score = scores[i];
                uint256 payout = score < PASSING_SCORE ? 0 : score - (score % grid);
                return (uint256(AMOUNT_0) * payout) / FULL;
            }
        }
        revert("five scores have a median");
    }

    function testFuzz_promise_07_EverySetThatDecidesPaysTheMedian(uint16[5] memory scores) external {
        TermsFixture memory fixture = _proportional(5);
        _open(fixture);
        uint16[] memory given = new uint16[](5);
        for (uint256 i = 0; i < 5; ++i) {
            scores[i] = uint16(scores[i] % (FULL + 1));
            given[i] = scores[i];
        }
        SignedBallot[] memory all = _ballots(fixture, 0, EVIDENCE, given);
        uint256 expected = _medianPayout(scores, 500);
        // Every set of the quorum and above is tried for a few masks; the full set always.
        uint256[6] memory masks = [uint256(0x07), 0x1c, 0x15, 0x0f, 0x1e, 0x1f];
        for (uint256 i = 0; i < masks.length; ++i) {
            uint256 payout = _try(fixture, _pick(all, masks[i]));
            if (payout != type(uint256).max) VM.assertEq(payout, expected, "the submitter chose the payout");
        }
        VM.assertEq(_try(fixture, all), expected, "a whole panel decides");
    }

    function test_promise_06_FewerThanTheQuorumDecideNothing() external {
        TermsFixture memory fixture = _proportional(5);
        _open(fixture);
        uint16[] memory scores = new uint16[](2);
        bytes memory packed = BallotBox.pack(_ballots(fixture, 0, EVIDENCE, scores));
        VM.expectRevert(abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, uint256(2), uint256(3)));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
    }

    function test_OneJurorCountedTwice() external {
        TermsFixture memory fixture = _proportional(3);
        _open(fixture);
        SignedBallot[] memory twice = new SignedBallot[](2);
        twice[0] = _ballot(fixture, 0, EVIDENCE, 1, FULL);
        twice[1] = twice[0];
        bytes memory packed = BallotBox.pack(twice);
        VM.expectRevert(abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, uint256(1), uint256(1)));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
    }

    function test_OneJurorUnderTwoPositions() external {
        TermsFixture memory fixture = _proportional(3);
        _open(fixture);
        SignedBallot[] memory forged = new SignedBallot[](2);
        forged[0] = _ballot(fixture, 0, EVIDENCE, 0, FULL);
        forged[1] = forged[0];
        forged[1].position = 1;
        bytes memory packed = BallotBox.pack(forged);
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(1), fixture.panel[1])
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
    }

    function test_BallotsInAnotherOrder() external {
        TermsFixture memory fixture = _proportional(3);
        _open(fixture);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        ballots[0] = _ballot(fixture, 0, EVIDENCE, 2, FULL);
        ballots[1] = _ballot(fixture, 0, EVIDENCE, 0, FULL);
        bytes memory packed = BallotBox.pack(ballots);
        VM.expectRevert(abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, uint256(0), uint256(2)));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
    }

    function test_ASplitQuorumDecidesNothingUntilTheThirdSpeaks() external {
        TermsFixture memory fixture = _proportional(3);
        _open(fixture);
        SignedBallot[] memory all = new SignedBallot[](3);
        all[0] = _ballot(fixture, 0, EVIDENCE, 0, 0);
        all[1] = _ballot(fixture, 0, EVIDENCE, 1, FULL);
        all[2] = _ballot(fixture, 0, EVIDENCE, 2, 7_800);
        bytes memory packed = BallotBox.pack(_pick(all, 3));
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_VerdictUndetermined.selector, uint256(0), uint256(FULL))
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
        VM.assertEq(_try(fixture, all), (uint256(AMOUNT_0) * 7_500) / FULL, "the third juror is the median");
    }

    /// @dev An equivocator gives its submitter a choice, but only inside what the honest jurors said (promise 8).
    function testFuzz_promise_08_AnEquivocatorStaysInsideTheHonestRange(
        uint16 honest1,
        uint16 honest2,
        uint16 lie
    ) external {
        TermsFixture memory fixture = _proportional(3);
        _open(fixture);
        honest1 = uint16(honest1 % (FULL + 1));
        honest2 = uint16(honest2 % (FULL + 1));
        lie = uint16(lie % (FULL + 1));
        SignedBallot[] memory all = new SignedBallot[](3);
        all[0] = _ballot(fixture, 0, EVIDENCE, 0, lie);
        all[1] = _ballot(fixture, 0, EVIDENCE, 1, honest1);
        all[2] = _ballot(fixture, 0, EVIDENCE, 2, honest2);
        uint256 payout = _try(fixture, all);
        (uint16 low, uint16 high) = honest1 < honest2 ? (honest1, honest2) : (honest2, honest1);
        VM.assertGe(payout, _payOf(low), "below every honest juror");
        VM.assertLe(payout, _payOf(high), "above every honest juror");
    }

    function _payOf(uint256 score) private pure returns (uint256) {
        return score < PASSING_SCORE ? 0 : (uint256(AMOUNT_0) * (score - (score % 500))) / FULL;
    }
}
