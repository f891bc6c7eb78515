// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IRecordEnds} from "../../../contracts/interfaces/IRecordEnds.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Jurors} from "../support/Jurors.sol";
import {SharedFeeBase} from "../support/SharedFeeBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A verification fee without a panel account: the jurors on record share it when the milestone settles.
contract SharedFeesTest is SharedFeeBase {
    // ---- settled at once ----

    function test_AtOnce_EqualParts() external {
        uint8[3] memory sizes = [1, 3, 15];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = VM.snapshotState();
            uint8 jurors = sizes[i];
            TermsFixture memory fixture = _sharedAtOnce(jurors);
            bytes32 dealId = _open(fixture);
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 0, jurors, FULL)));
            VM.assertEq(quittance.balanceOf(fixture.panel[0]), FEE / jurors + (FEE % jurors), "the first");
            for (uint256 j = 1; j < jurors; ++j) {
                VM.assertEq(quittance.balanceOf(fixture.panel[j]), FEE / jurors, "each other one");
            }
            VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_0 - FEE, "the fee has left the deal");
            VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, AMOUNT_0, "the seller's part is whole");
            VM.assertEq(quittance.bookOf(dealId, 0), 0, "nothing is stored of the ballots");
            _requireAllConserved(fixture, 0);
            VM.revertToState(snapshot);
        }
    }

    function test_AtOnce_OnlyWhoseBallotsCame() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        _open(fixture);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 1, 2, FULL)));
        _requireShares(fixture, 0, FEE / 2, FEE / 2);
    }

    function test_AtOnce_Emits() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        bytes32 dealId = _open(fixture);
        SignedBallot[] memory ballots = _of(fixture, 0, 3, FULL);
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(0, FULL, ballots));
        uint96[3] memory parts = [uint96(334), 333, 333];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectEmit(address(quittance));
            emit ISettlements.FeeCredited(dealId, fixture.panel[i], 0, parts[i]);
        }
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(ballots));
    }

    function test_AtOnce_LessThanOneUnitEach() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        fixture.verificationFee = 2;
        _open(fixture);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 0, 3, FULL)));
        _requireShares(fixture, 2, 0, 0);
    }

    function test_AtOnce_BelowFull_NeedsTheDelivery() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        bytes32 dealId = _open(fixture);
        SignedBallot[] memory ballots = _of(fixture, 0, 2, 5_999);
        bytes memory alone = BallotBox.pack(ballots);
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, dealId, uint256(0), EVIDENCE)
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, alone);
        _submit(fixture, ballots);
        VM.assertEq(usdc.balanceOf(SELLER), BALANCE, "all or nothing");
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
    }

    function test_RevertWhen_TheBallotsDoNotDecide() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        _open(fixture);
        _refuses(fixture, "", abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, 0, 2));
        bytes memory one = BallotBox.pack(_of(fixture, 0, 1, FULL));
        _refuses(fixture, one, abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, 1, 2));
        SignedBallot[] memory two = _of(fixture, 0, 2, FULL);
        two[1] = _ballot(fixture, 0, EVIDENCE, 1, 0);
        bytes memory reason = abi.encodeWithSelector(IVerdicts.Quittance_VerdictUndetermined.selector, 0, FULL);
        _refuses(fixture, BallotBox.pack(two), reason);
        two[1].score = FULL;
        reason = abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, 1, fixture.panel[1]);
        _refuses(fixture, BallotBox.pack(two), reason);
        bytes memory good = BallotBox.pack(_of(fixture, 0, 2, FULL));
        VM.expectRevert(abi.encodeWithSelector(IDeliveries.Quittance_EvidenceZero.selector));
        quittance.submitVerdict(fixture.whole(), 0, 0, good);
    }

    function test_AtOnce_UntilTheDeadline() external {
        for (uint256 second = 0; second < 3; ++second) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _sharedAtOnce(3);
            bytes32 dealId = _open(fixture);
            bytes memory ballots = BallotBox.pack(_of(fixture, 0, 2, FULL));
            VM.warp(DEADLINE_0 - 1 + second);
            if (second == 2) {
                VM.expectRevert(
                    abi.encodeWithSelector(
                        IDeliveries.Quittance_DeadlinePassed.selector,
                        dealId,
                        uint256(0),
                        uint256(DEADLINE_0),
                        block.timestamp
                    )
                );
            }
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
            VM.assertEq(_jurorsHave(fixture), second == 2 ? 0 : FEE, "shared until the deadline");
            VM.revertToState(snapshot);
        }
    }

    function test_AtOnce_WithTheBook() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 2, 1, FULL)));
        _requireShares(fixture, 0, 0, 0);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 0, 1, FULL)));
        VM.assertEq(_settled(dealId), 1, "decided");
        _requireShares(fixture, FEE / 2, 0, FEE / 2);
        _requireAllConserved(fixture, 0);
    }

    function test_AtOnce_AContractAndABatch() external {
        TermsFixture memory fixture = _sharedAtOnce(3);
        address wallet = address(new Erc1271Wallet(STRANGER));
        (uint256[] memory keys, address[] memory two) = Jurors.from(FIRST_JUROR_KEY, 2);
        uint8 place =
            wallet < two[0]
                ? 0
                : wallet < two[1]
                    ? 1
                    : 2;
        for (uint256 i = 0; i < 3; ++i) fixture.panel[i] = i == place ? wallet : two[i > place ? i - 1 : i];
        uint8 other = place == 0 ? 1 : 0; // where the first of the two sits
        _open(fixture);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        bool[] memory marks = new bool[](2);
        marks[other < place ? 0 : 1] = true;
        ballots[other < place ? 1 : 0] = _ofWallet(fixture, place);
        ballots[other < place ? 0 : 1] = _ofBatch(fixture, other, keys[0]);
        _submitBatched(fixture, ballots, marks);
        VM.assertEq(quittance.balanceOf(wallet), FEE / 2, "the contract");
        VM.assertEq(quittance.balanceOf(two[0]), FEE / 2, "the one that signed a batch");
    }

    // ---- provisional ----

    function test_Provisional_TheFeeWaits() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        VM.assertEq(_unsettled(dealId), fixture.total(), "the deal holds all of it");
        VM.assertTrue(quittance.milestoneOf(dealId, 0).judged, "earned");
        VM.assertEq(quittance.bookOf(dealId, 0), 6_001 | (uint256(6_001) << 16), "on record");
        _requireShares(fixture, 0, 0, 0);
        _requireAllConserved(fixture, 0);
    }

    function test_Provisional_SharedHoweverItSettles() external {
        for (uint256 way = 0; way < 5; ++way) {
            uint256 snapshot = VM.snapshotState();
            (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
            uint256 buyer = usdc.balanceOf(BUYER);
            uint256 others = way == 4 ? AMOUNT_1 + AMOUNT_2 + 2 * FEE : 0;
            _end(fixture, way);
            _requireShares(fixture, FEE / 2, FEE / 2, 0);
            uint256 sellers = [uint256(_part(6_000)), AMOUNT_0, 0, 10e6, 0][way];
            VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, sellers, "the seller");
            VM.assertEq(usdc.balanceOf(BUYER) - buyer, AMOUNT_0 - sellers + others, "the buyer has no part of the fee");
            VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_0 - FEE - others, "it has left the deal");
            _requireAllConserved(fixture, 0);
            VM.revertToState(snapshot);
        }
    }

    /// @dev A named panel of 15, and the largest that can be drawn beside it.
    function test_Provisional_SharedByRound2() external {
        TermsFixture memory fixture = _shared(15);
        (fixture.arbiter, fixture.rulingWindow) = (address(0), 0);
        _open(fixture);
        _submit(fixture, _of(fixture, 0, 15, 6_000));
        _contest(fixture, BUYER, 6_000);
        _draw(fixture, 31);
        _vote(fixture, 31, _same(16, 3_000));
        VM.assertEq(_jurorsHave(fixture), FEE, "shared once");
        VM.assertEq(quittance.balanceOf(fixture.panel[0]), FEE / 15 + (FEE % 15), "the first");
        VM.assertEq(quittance.balanceOf(fixture.panel[14]), FEE / 15, "the last");
        VM.assertEq(quittance.balanceOf(_drawnPanel(31)[0]), 0, "a drawn juror");
    }

    function test_Provisional_SharedByTheRuling() external {
        TermsFixture memory fixture = _shared(3);
        _open(fixture);
        _submit(fixture, _of(fixture, 0, 2, 6_000));
        _contest(fixture, BUYER, 6_000);
        VM.warp(NOW + V);
        _contest(fixture, SELLER, 6_000);
        _requireShares(fixture, 0, 0, 0);
        _rule(fixture, FULL);
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
        _requireAllConserved(fixture, 0);
    }

    // ---- a quorum without a verdict ----

    function test_Quorum_SharedAtSettle() external {
        (TermsFixture memory fixture, bytes32 dealId) = _undecided();
        VM.warp(NOW + V + W);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, fixture.panel[0], 0, FEE / 2);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, fixture.panel[1], 0, FEE / 2);
        quittance.settle(fixture.whole(), 0);
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
        _requireAllConserved(fixture, 0);
    }

    function test_Quorum_FromTheRoundsEndOn() external {
        for (uint256 way = 1; way < 5; ++way) {
            for (uint256 late = 0; late < 3; ++late) {
                uint256 snapshot = VM.snapshotState();
                (TermsFixture memory fixture, ) = _undecided();
                VM.warp(NOW + V - 1 + late);
                _end(fixture, way);
                VM.assertEq(_jurorsHave(fixture), late == 0 ? 0 : FEE, "the jurors' from the end on");
                _requireAllConserved(fixture, 0);
                VM.revertToState(snapshot);
            }
        }
    }

    function test_Quorum_WaitsThroughAContest() external {
        (TermsFixture memory fixture, bytes32 dealId) = _undecided();
        VM.warp(NOW + V);
        _contest(fixture, BUYER, 6_000);
        VM.assertTrue(quittance.milestoneOf(dealId, 0).judged, "earned");
        VM.assertEq(_unsettled(dealId), fixture.total(), "and still held");
        _requireAllConserved(fixture, fixture.bond);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
        VM.assertEq(quittance.milestoneOf(dealId, 0).endedAt, block.timestamp, "the end of the contest is stored");
        _requireAllConserved(fixture, fixture.bond);
    }

    // ---- unearned ----

    function test_Unearned_GoesBack() external {
        for (uint256 way = 0; way < 3; ++way) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _shared(3);
            bytes32 dealId = _open(fixture);
            if (way != 2) _deliver(fixture, 0);
            if (way == 1) quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(_of(fixture, 0, 1, 9)));
            VM.warp(DEADLINE_0 + V + W);
            VM.expectEmit(address(quittance));
            emit ISettlements.FeeReturned(dealId, BUYER, 0, FEE);
            if (way != 2) {
                quittance.settle(fixture.whole(), 0);
            } else {
                VM.prank(BUYER);
                quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, "");
            }
            VM.assertEq(_jurorsHave(fixture), 0, "nothing was earned");
            _requireAllConserved(fixture, 0);
            VM.revertToState(snapshot);
        }
    }

    // ---- any fee, any jurors ----

    function testFuzz_AllOfItIsShared(uint96 fee, uint8 size, uint16 who, bool provisional) external {
        uint8 jurors = 2 * (size % 8) + 1;
        TermsFixture memory fixture = provisional ? _shared(jurors) : _sharedAtOnce(jurors);
        fixture.verificationFee = (fee % AMOUNT_0) + 1;
        (fixture.arbiter, fixture.rulingWindow) = (address(0), 0);
        _open(fixture);
        SignedBallot[] memory ballots = _some(fixture, who);
        _submit(fixture, ballots);
        if (provisional) {
            VM.warp(NOW + W);
            quittance.settle(fixture.whole(), 0);
        }
        uint256 share = fixture.verificationFee / ballots.length;
        uint256 sum;
        for (uint256 i = 0; i < ballots.length; ++i) {
            uint256 has = quittance.balanceOf(fixture.panel[ballots[i].position]);
            sum += has;
            VM.assertTrue(i == 0 ? has >= share && has < share + ballots.length : has == share, "equal parts");
        }
        VM.assertEq(sum, fixture.verificationFee, "all of it");
        VM.assertEq(_jurorsHave(fixture), sum, "and to nobody else");
        _requireAllConserved(fixture, 0);
    }

    // ---- from outside ----

    function test_RevertWhen_AnotherEndsARecord() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        address[3] memory callers = [BUYER, SELLER, fixture.panel[0]];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory whole = fixture.whole();
            VM.expectRevert(abi.encodeWithSelector(IRecordEnds.Quittance_NotItself.selector, callers[i]));
            VM.prank(callers[i]);
            IRecordEnds(address(quittance)).endRecord(whole, 0);
        }
        _requireShares(fixture, 0, 0, 0);
    }

    // ---- support ----

    /// @param way 0 settle, 1 release, 2 refund, 3 agree, 4 cancel.
    function _end(TermsFixture memory fixture, uint256 way) private {
        uint40 until = uint40(block.timestamp) + 1;
        bytes memory whole = fixture.whole();
        if (way == 0) {
            VM.warp(block.timestamp + W);
            quittance.settle(whole, 0);
        } else if (way < 3) {
            VM.prank(way == 1 ? BUYER : SELLER);
            if (way == 1) quittance.release(whole, 0, "");
            else quittance.refund(whole, 0, "");
        } else {
            uint96 left = _unsettled(_dealId(fixture));
            bytes32 digest =
                way == 3
                    ? Digests.agreement(address(quittance), fixture, 0, 10e6, until)
                    : Digests.cancellation(address(quittance), fixture, left, until);
            bytes memory byBuyer = Signing.sign(BUYER_KEY, digest);
            bytes memory bySeller = Signing.sign(SELLER_KEY, digest);
            if (way == 3) quittance.agree(whole, 0, 10e6, until, byBuyer, bySeller);
            else quittance.cancel(whole, left, until, byBuyer, bySeller);
        }
    }

    function _ofWallet(TermsFixture memory fixture, uint8 place) private view returns (SignedBallot memory) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), 0, 1, EVIDENCE, FULL, 0);
        return SignedBallot(place, FULL, 0, Signing.sign(STRANGER_KEY, digest));
    }

    /// @return The third of four ballots that were signed together.
    function _ofBatch(
        TermsFixture memory fixture,
        uint8 place,
        uint256 key
    ) private view returns (SignedBallot memory) {
        bytes32[4] memory batch;
        batch[2] = Digests.ballotStruct(_dealId(fixture), 0, 1, EVIDENCE, FULL, 0);
        bytes memory signature = Signing.sign(key, Digests.ballotBatch(address(quittance), batch));
        return SignedBallot(place, FULL, 0, Digests.batchedSignature(batch, 2, signature));
    }

    function _submitBatched(TermsFixture memory fixture, SignedBallot[] memory ballots, bool[] memory marks) private {
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.packBatched(ballots, marks));
    }

    function _refuses(TermsFixture memory fixture, bytes memory ballots, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
    }

    /// @return ballots Of the jurors that `who` has a bit for, and of those at the end until they are a quorum.
    function _some(TermsFixture memory fixture, uint16 who) private view returns (SignedBallot[] memory ballots) {
        uint256 jurors = fixture.panel.length;
        bool[] memory votes = new bool[](jurors);
        uint256 count;
        for (uint256 i = 0; i < jurors; ++i) {
            votes[i] = (who >> i) & 1 == 1;
            if (votes[i]) ++count;
        }
        for (uint256 i = jurors; i > 0 && count < (jurors + 1) / 2; --i) {
            if (votes[i - 1]) continue;
            votes[i - 1] = true;
            ++count;
        }
        ballots = new SignedBallot[](count);
        uint256 next;
        for (uint8 i = 0; i < jurors; ++i) {
            if (votes[i]) ballots[next++] = _ballot(fixture, 0, EVIDENCE, i, FULL);
        }
    }
}
