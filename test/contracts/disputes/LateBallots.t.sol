// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {ISharedFees} from "../../../contracts/interfaces/ISharedFees.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {SharedFeeBase} from "../support/SharedFeeBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Jurors whose ballots were left out of round 1 put them on record until the milestone settles.
contract LateBallotsTest is SharedFeeBase {
    function test_Records() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory late = _of(fixture, 2, 1, 9_000);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(1), BallotBox.entries(late)));
        _recordLate(fixture, late);
        uint256 book = 6_001 | (uint256(6_001) << 16) | (uint256(9_001) << 32);
        VM.assertEq(quittance.bookOf(dealId, 0), book, "on record");
    }

    function test_TheySharePartsAlike() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        _recordLate(fixture, _of(fixture, 2, 1, 0));
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        _requireShares(fixture, 334, 333, 333);
        VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, _part(6_000), "the payout is that of round 1");
        _requireAllConserved(fixture, 0);
    }

    function test_ChangesNothingElse() external {
        (TermsFixture memory fixture, bytes32 dealId) = _undecided();
        VM.warp(NOW + V);
        MilestoneRecord memory before = quittance.milestoneOf(dealId, 0);
        _recordLate(fixture, _of(fixture, 2, 1, 6_500));
        VM.assertEq(abi.encode(quittance.milestoneOf(dealId, 0)), abi.encode(before), "the record");
        VM.assertEq(_unsettled(dealId), fixture.total(), "the deal");
        VM.warp(NOW + V + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, _part(6_000), "moved into the interval of the round");
        _requireShares(fixture, 334, 333, 333);
    }

    function test_TheFirstBallotCounts() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory late = _of(fixture, 1, 2, 1);
        SignedBallot[] memory fresh = _of(fixture, 2, 1, 1);
        VM.expectEmit(address(quittance));
        emit IRounds.BallotsRecorded(dealId, abi.encodePacked(uint8(0), uint8(1), BallotBox.entries(fresh)));
        _recordLate(fixture, late);
        VM.assertEq(uint16(quittance.bookOf(dealId, 0) >> 16), 6_001, "its first one stays");
    }

    function test_RevertWhen_NoneIsNew() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory known = _of(fixture, 0, 2, 1);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoNewBallots.selector, dealId, uint256(0)));
        _recordLate(fixture, known);
    }

    function test_TakesThemThroughEveryRound() external {
        for (uint256 rounds = 1; rounds < 4; ++rounds) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, ) = _judgedByTwo();
            if (rounds > 1) _contest(fixture, BUYER, 6_000);
            if (rounds > 2) {
                VM.warp(NOW + V);
                _contest(fixture, SELLER, 6_000);
            }
            _recordLate(fixture, _of(fixture, 2, 1, 0));
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
            _requireShares(fixture, 334, 333, 333);
            VM.revertToState(snapshot);
        }
    }

    function test_Quorum_FromTheRoundsEndOn() external {
        for (uint256 late = 0; late < 3; ++late) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, bytes32 dealId) = _undecided();
            SignedBallot[] memory last = _of(fixture, 2, 1, 6_500);
            VM.warp(NOW + V - 1 + late);
            if (late == 0) VM.expectRevert(_noFee(dealId));
            _recordLate(fixture, last);
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_NoSharedFeeWaits() external {
        // A named account has the fee, there is none, no verdict was reached, or the round ended without a quorum.
        for (uint256 why = 0; why < 4; ++why) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _shared(3);
            if (why == 0) fixture.panelAccount = PANEL_ACCOUNT;
            if (why == 1) fixture.verificationFee = 0;
            bytes32 dealId = _open(fixture);
            if (why < 2) _submit(fixture, _of(fixture, 0, 2, 6_000));
            if (why == 3) {
                _deliver(fixture, 0);
                quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 0, 1, 6_000)));
                VM.warp(NOW + V);
            }
            SignedBallot[] memory late = _of(fixture, 2, 1, 6_000);
            VM.expectRevert(_noFee(dealId));
            _recordLate(fixture, late);
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_ItHasSettled() external {
        for (uint256 way = 0; way < 2; ++way) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
            VM.warp(NOW + W);
            if (way == 1) VM.prank(BUYER);
            if (way == 0) quittance.settle(fixture.whole(), 0);
            else quittance.release(fixture.whole(), 0, "");
            SignedBallot[] memory late = _of(fixture, 2, 1, 6_000);
            VM.expectRevert(
                abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0))
            );
            _recordLate(fixture, late);
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_TheBallotsAreWrong() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory late = new SignedBallot[](1);
        bytes memory invalid = abi.encodeWithSelector(
            BallotSet.Quittance_InvalidBallotSignature.selector,
            2,
            fixture.panel[2]
        );
        late[0] = _ballot(fixture, 0, keccak256("other evidence"), 2, 6_000);
        _refuses(fixture, BallotBox.pack(late), invalid);
        late[0] = _ballot(fixture, 1, EVIDENCE, 2, 6_000);
        _refuses(fixture, BallotBox.pack(late), invalid);
        late[0] = _ballot(fixture, 0, EVIDENCE, 1, 6_000);
        late[0].position = 2;
        _refuses(fixture, BallotBox.pack(late), invalid);
        bytes32 second = Digests.ballot(address(quittance), dealId, 0, 2, EVIDENCE, 6_000, 0);
        late[0] = SignedBallot(2, 6_000, 0, Signing.sign(_jurorKeys(3)[2], second));
        _refuses(fixture, BallotBox.pack(late), invalid);
        late[0].position = 3;
        bytes memory unknown = abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, 3, 3);
        _refuses(fixture, BallotBox.pack(late), unknown);
        _refuses(fixture, "", abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, 0, 1));
    }

    function testFuzz_AnyOrder(uint256 seed, uint8 size) external {
        uint8 jurors = 2 * (size % 7) + 3;
        TermsFixture memory fixture = _shared(jurors);
        _open(fixture);
        uint8 quorum = (jurors + 1) / 2;
        _submit(fixture, _of(fixture, 0, quorum, 6_000));
        uint256 on = quorum;
        for (uint256 i = 0; i < 2 * uint256(jurors); ++i) {
            uint8 position = uint8(uint256(keccak256(abi.encode(seed, i))) % jurors);
            SignedBallot[] memory late = _of(fixture, position, 1, 1);
            bool known = position < quorum || (quittance.bookOf(_dealId(fixture), 0) >> (16 * position)) & 0xffff != 0;
            if (known) VM.expectPartialRevert(IRounds.Quittance_NoNewBallots.selector);
            else ++on;
            _recordLate(fixture, late);
        }
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(fixture.panel[0]), FEE / on + (FEE % on), "the first");
        VM.assertEq(quittance.balanceOf(fixture.panel[1]), FEE / on, "the second");
        VM.assertEq(_jurorsHave(fixture), FEE, "all of it");
        _requireAllConserved(fixture, 0);
    }

    function _noFee(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISharedFees.Quittance_NoSharedFee.selector, dealId, uint256(0));
    }

    function _refuses(TermsFixture memory fixture, bytes memory ballots, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.recordLateBallots(fixture.whole(), 0, ballots);
    }
}
