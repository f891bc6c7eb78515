// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The juror that gives one question two scores, and hides one of them in a batch: beside the other, in another
/// batch, or away from the one that it signs alone. However it is hidden, it is an equivocation, and the milestone
/// settles once.
contract TwoFacedJurorTest is BatchBase {
    uint16 private constant LOW = 1_000;

    /// @return items The same question twice, with a full and a low score, and an honest one.
    function _bothFaces(bool lowFirst) private returns (Judged[] memory items) {
        items = new Judged[](3);
        TermsFixture memory terms = _fixture();
        _open(terms);
        items[0] = Judged(terms, 0, EVIDENCE, _scores(lowFirst ? LOW : FULL, lowFirst ? LOW : FULL));
        items[1] = Judged(terms, 0, EVIDENCE, _scores(lowFirst ? FULL : LOW, lowFirst ? FULL : LOW));
        items[2] = Judged(terms, 1, EVIDENCE, _scores(FULL, FULL));
    }

    function test_BothScoresInOneBatchSettleOnceAndConvict() external {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            bool lowFirst = i == 1;
            Judged[] memory items = _bothFaces(lowFirst);
            bytes32 dealId = _dealId(items[0].terms);
            bytes memory reason =
                lowFirst
                    ? abi.encodeWithSelector(IBatches.Quittance_SubmitAlone.selector, dealId, uint256(0))
                    : abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0));
            VM.expectEmit(address(quittance));
            emit IItems.ItemRefused(lowFirst ? 0 : 1, reason);
            quittance.submitVerdicts(_one(_group(items, 0)), false);
            VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "paid once for each milestone");
            for (uint8 juror = 0; juror < 2; ++juror) {
                Proof memory first = _proofOf(items, 0, juror);
                Proof memory second = _proofOf(items, 1, juror);
                _convicts(items[0].terms, juror, first, second);
            }
            VM.revertToState(snapshot);
        }
    }

    /// @dev The low face is submitted alone first: without the seller's word it pays nobody less.
    function test_TheLowFaceAloneTakesNothingFromTheSeller() external {
        Judged[] memory items = _bothFaces(false);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        bool[] memory marks = new bool[](2);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory proof = Digests.proofIn(_leavesOf(items, i), 1, _signBatch(items, i));
            ballots[i] = SignedBallot(i, LOW, _reasonsOf(i), proof);
            marks[i] = true;
        }
        bytes memory whole = items[0].terms.whole();
        VM.expectRevert();
        quittance.submitVerdict(whole, 0, EVIDENCE, BallotBox.packBatched(ballots, marks));
        quittance.submitVerdicts(_one(_group(items, 0)), false);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "in full");
    }

    function test_AContradictionInAnotherBatchConvicts() external {
        Judged[] memory items = _bothFaces(false);
        Judged[] memory full = new Judged[](2);
        Judged[] memory low = new Judged[](2);
        (full[0], full[1]) = (items[2], items[0]);
        (low[0], low[1]) = (items[1], items[2]);
        quittance.submitVerdicts(_one(_group(full, 0)), true);
        _convicts(items[0].terms, 1, _proofOf(full, 1, 1), _proofOf(low, 0, 1));
    }

    function test_AContradictionOutsideConvictsAfterTheBatchCounted() external {
        Judged[] memory items = _bothFaces(false);
        quittance.submitVerdicts(_one(_group(items, 0)), false);
        TermsFixture memory terms = items[0].terms;
        bytes32 digest = Digests.ballot(address(quittance), _dealId(terms), 0, 1, EVIDENCE, LOW, 0);
        Proof memory outside = Proof(LOW, 0, 0, new bytes32[](0), Signing.sign(_jurorKeys(3)[0], digest));
        _convicts(terms, 0, _proofOf(items, 0, 0), outside);
    }

    /// @dev Nobody is convicted of one score, however often it is signed, nor of ballots that lie elsewhere in the
    /// batch.
    function test_OneFaceTwiceIsNoEquivocation() external {
        Judged[] memory items = _bothFaces(false);
        bytes memory whole = items[0].terms.whole();
        Proof memory first = _proofOf(items, 0, 0);
        Judged[] memory again = new Judged[](2);
        (again[0], again[1]) = (items[0], items[2]);
        Proof memory same = _proofOf(again, 0, 0);
        VM.expectPartialRevert(IEquivocations.Quittance_NoEquivocation.selector);
        quittance.recordEquivocation(whole, 0, 0, EVIDENCE, first, same);
        Proof memory other = _proofOf(items, 1, 0);
        other.index = 2;
        VM.expectRevert();
        quittance.recordEquivocation(whole, 0, 0, EVIDENCE, first, other);
    }

    function _convicts(TermsFixture memory terms, uint8 juror, Proof memory first, Proof memory second) private {
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(
            _dealId(terms),
            terms.panel[juror],
            0,
            EVIDENCE,
            first.score,
            second.score
        );
        quittance.recordEquivocation(terms.whole(), 0, juror, EVIDENCE, first, second);
    }

    function _proofOf(Judged[] memory items, uint8 index, uint8 juror) private view returns (Proof memory) {
        (bytes32[] memory full, ) = Digests.fill(_leavesOf(items, juror));
        uint256 height;
        for (uint256 size = 1; size < full.length; size *= 2) ++height;
        bytes32[] memory siblings = new bytes32[](height);
        uint256 width = 1;
        for (uint256 level = 0; level < height; ++level) {
            uint256 beside = ((index / width) ^ 1) * width;
            siblings[level] = Digests.listHash(full, beside, beside + width);
            width *= 2;
        }
        return Proof(items[index].scores[juror], _reasonsOf(juror), index, siblings, _signBatch(items, juror));
    }
}
