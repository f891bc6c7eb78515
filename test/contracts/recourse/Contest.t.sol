// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IStandings} from "../../../contracts/interfaces/IStandings.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {Contest} from "../../../contracts/types/Contest.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract ContestTest is RecourseStage {
    // ---- who, what ----

    function test_RevertWhen_TheDealOrMilestoneIsUnknownOrSettled() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _dealId(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId));
        _contest(sheet, BUYER, 0);
        _open(sheet);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, dealId, uint256(3), uint256(3))
        );
        quittance.contest(sheet.whole(), 3, BUYER, 0, "", _fromRow(BUYER));
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        _contest(sheet, BUYER, 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, FULL);
        VM.prank(BUYER);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.contest(sheet.brief(), 0, BUYER, FULL, "", _fromRow(BUYER));
    }

    function test_RevertWhen_TheContesterIsNoParty() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        VM.expectRevert(abi.encodeWithSelector(IContests.Quittance_NotAParty.selector, dealId, PAYER));
        _contest(sheet, PAYER, FULL);
        VM.expectRevert(abi.encodeWithSelector(IContests.Quittance_NotAParty.selector, dealId, address(0)));
        _contest(sheet, address(0), FULL);
    }

    function test_RevertWhen_AnotherPayoutStands() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, 7_000);
        uint16[3] memory wrong = [uint16(6_999), 7_001, 0];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(
                    IContests.Quittance_StandingPayoutMismatch.selector,
                    uint256(7_000),
                    uint256(wrong[i])
                )
            );
            _contest(sheet, BUYER, wrong[i]);
        }
    }

    // ---- when: round 2 ----

    function test_RevertWhen_NothingWasRecorded() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        VM.expectRevert(_nothingStands(dealId));
        _contest(sheet, BUYER, 0);
        VM.warp(DEADLINE_0 + 365 days);
        VM.expectRevert(_nothingStands(dealId));
        _contest(sheet, SELLER, 0);
    }

    function test_Verdict_WhileItsWindowRuns() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? NOW : NOW + W - 1);
            _contest(sheet, BUYER, FULL);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + W + late);
            VM.expectRevert(_ended(dealId, NOW + W, NOW + W + late));
            _contest(sheet, BUYER, FULL);
        }
    }

    function test_Silence_FromItsStandToItsEnd() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        _deliver(sheet, 0);
        uint256 stands = NOW + V;
        VM.warp(stands - 1);
        VM.expectRevert(_nothingStands(dealId));
        _contest(sheet, SELLER, sheet.silencePayout);
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? stands : stands + W - 1);
            _contest(sheet, SELLER, sheet.silencePayout);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.warp(stands + W);
        VM.expectRevert(_ended(dealId, stands + W, stands + W));
        _contest(sheet, SELLER, sheet.silencePayout);
    }

    function test_RevertWhen_TermsGiveNoContestWindow() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        _deliver(sheet, 0);
        VM.warp(NOW + V);
        VM.expectRevert();
        _contest(sheet, SELLER, sheet.silencePayout);
    }

    // ---- when: round 3 ----

    function test_SecondRound_RevertWhen_ItIsUndecidedAndRuns() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _secondRound(sheet, FULL, BUYER);
        _vote(sheet, 3, _same(1, 0));
        uint256[2] memory times = [uint256(NOW), NOW + V - 1];
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(times[i]);
            VM.expectRevert(_nothingStands(dealId));
            _contest(sheet, BUYER, FULL);
            VM.expectRevert(_nothingStands(dealId));
            _contest(sheet, SELLER, FULL);
        }
    }

    function test_SecondRound_SilentStandsForTheContestWindowAgain() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        VM.warp(NOW + 1 hours);
        _contest(sheet, BUYER, FULL);
        uint256 end = NOW + 1 hours + V;
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? end : end + W - 1);
            _contest(sheet, BUYER, FULL);
            VM.assertEq(quittance.contestOf(dealId, 0, 3).openedAt, block.timestamp, "the arbiter's clock");
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.warp(end + W);
        VM.expectRevert(_ended(dealId, end + W, end + W));
        _contest(sheet, BUYER, FULL);
    }

    function test_SecondRound_DecidedStandsFromThen() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _secondRound(sheet, FULL, BUYER);
        uint256 decidedAt = NOW + 5 hours;
        VM.warp(decidedAt);
        _vote(sheet, 3, _same(2, 3_000));
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? decidedAt : decidedAt + W - 1);
            _contest(sheet, SELLER, 3_000);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.expectRevert(
            abi.encodeWithSelector(IContests.Quittance_StandingPayoutMismatch.selector, uint256(3_000), uint256(FULL))
        );
        _contest(sheet, SELLER, FULL);
        VM.warp(decidedAt + W);
        VM.expectRevert(_ended(dealId, decidedAt + W, decidedAt + W));
        _contest(sheet, SELLER, 3_000);
        // Not even from the round's end on: it decided, so that its silence never stands.
        VM.warp(NOW + V);
        VM.expectRevert(_ended(dealId, decidedAt + W, NOW + V));
        _contest(sheet, SELLER, 3_000);
    }

    function test_SecondRound_RevertWhen_NoArbiterIsNamed() external {
        TermSheet memory sheet = _withoutArbiter();
        bytes32 dealId = _stand(sheet, FULL);
        _contest(sheet, BUYER, FULL);
        VM.warp(NOW + V);
        VM.expectRevert(_lastInstance(dealId));
        _contest(sheet, BUYER, FULL);
    }

    function test_RevertWhen_ItIsBeforeTheArbiter() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _beforeArbiter(sheet, FULL, BUYER, 3_000, SELLER);
        VM.expectRevert(_lastInstance(dealId));
        _contest(sheet, BUYER, 3_000);
        VM.warp(NOW + R);
        VM.expectRevert(_lastInstance(dealId));
        _contest(sheet, SELLER, 3_000);
    }

    // ---- what it leaves ----

    function test_RecordsTheContestOfAVerdict() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        VM.warp(NOW + 1 hours);
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(dealId, SELLER, 0, 2, 7_000, SELLER, BOND, false);
        _contest(sheet, SELLER, 7_000);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.contests, 1, "contests");
        VM.assertEq(record.byBuyer, 0, "the seller's");
        VM.assertEq(record.round, 1, "round 1 decided");
        VM.assertTrue(record.judged, "the panel earned its fee");
        VM.assertEq(record.standingSince, NOW, "stands since the verdict");
        VM.assertEq(record.standingPayout, 7_000, "payout");
        VM.assertEq(record.released, 0, "the bond is held");
        Contest memory opened = quittance.contestOf(dealId, 0, 2);
        VM.assertEq(opened.payer, SELLER, "payer");
        VM.assertEq(opened.openedAt, NOW + 1 hours, "openedAt");
        VM.assertEq(opened.openedInBlock, block.number, "openedInBlock");
        VM.assertEq(opened.payout, 7_000, "contested");
        VM.assertEq(quittance.contestOf(dealId, 0, 3).payer, address(0), "no second contest");
        VM.assertEq(quittance.balanceOf(SELLER), ROW - BOND, "the bond left the row");
        _requireConserved(dealId, BOND);
    }

    function test_RecordsTheContestOfSilence() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        _deliver(sheet, 0);
        VM.warp(NOW + V + 7);
        _contest(sheet, BUYER, sheet.silencePayout);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.evidence, EVIDENCE, "the evidence binds the next instance");
        VM.assertEq(record.deliveredAt, NOW, "deliveredAt");
        VM.assertEq(record.standingSince, NOW + V, "silence stands since the window's end");
        VM.assertEq(record.standingPayout, sheet.silencePayout, "payout");
        VM.assertEq(record.round, 0, "no round decided");
        VM.assertFalse(record.judged, "no panel earned a fee");
        VM.assertEq(record.byBuyer, 1, "the buyer's");
    }

    function test_RecordsBothContests() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _secondRound(sheet, 7_000, SELLER);
        VM.warp(NOW + 5 hours);
        _vote(sheet, 3, _same(2, 9_500));
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(dealId, BUYER, 0, 3, 9_000, BUYER, BOND, false);
        _contest(sheet, BUYER, 9_000);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.contests, 2, "contests");
        VM.assertEq(record.byBuyer, 2, "the second is the buyer's");
        VM.assertEq(record.round, 2, "round 2 decided");
        VM.assertEq(record.standingPayout, 9_000, "payout");
        VM.assertEq(record.standingSince, NOW + 5 hours, "since its verdict");
        VM.assertEq(quittance.contestOf(dealId, 0, 2).payout, 7_000, "what the first objected to");
        VM.assertEq(quittance.contestOf(dealId, 0, 3).payout, 9_000, "what the second objected to");
        _requireConserved(dealId, 2 * BOND);
    }

    /// @dev Milestones of one deal are contested each for itself.
    function test_AnotherMilestoneIsLeftAlone() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        _judge(sheet, 2, 4_000);
        VM.prank(SELLER);
        quittance.contest(sheet.whole(), 2, SELLER, 4_000, "", _fromRow(SELLER));
        VM.assertEq(quittance.milestoneOf(dealId, 2).contests, 1, "contested");
        VM.assertEq(quittance.milestoneOf(dealId, 0).contests, 0, "not contested");
        VM.warp(NOW + W);
        quittance.settle(sheet.whole(), 0);
        VM.assertEq(_settled(dealId), 1, "the other settles as if nothing had happened");
    }

    // ---- by whom ----

    function test_SignedByEitherParty() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, 7_000);
        uint256[2] memory keys = [BUYER_KEY, SELLER_KEY];
        for (uint256 i = 0; i < 2; ++i) {
            address party = VM.addr(keys[i]);
            bytes32 digest = Digests.contest(address(quittance), _dealId(sheet), 0, 2, 7_000, party);
            bytes[2] memory signed = [Signing.sign(keys[i], digest), Signing.signCompact(keys[i], digest)];
            for (uint256 form = 0; form < 2; ++form) {
                uint256 snapshot = VM.snapshotState();
                VM.prank(STRANGER);
                quittance.contest(sheet.whole(), 0, party, 7_000, signed[form], _fromRow(party));
                VM.assertEq(quittance.balanceOf(party), ROW - BOND, "it pays from its row, as its contest says");
                VM.revertToState(snapshot);
            }
        }
    }

    function test_SignedByAContractWallet() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SELLER);
        TermSheet memory sheet = _contestable();
        sheet.seller = address(wallet);
        bytes32 dealId = _stand(sheet, 7_000);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = _contestSignature(sheet, SELLER_KEY, 2, 7_000, address(wallet));
        quittance.contest(sheet.whole(), 0, address(wallet), 7_000, signature, _fromRow(address(wallet)));
        VM.assertEq(quittance.contestOf(dealId, 0, 2).payer, address(wallet), "the wallet's");
    }

    function test_RevertWhen_TheSignatureSaysSomethingElse() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        address q = address(quittance);
        bytes32 right = Digests.contest(q, dealId, 0, 2, 7_000, BUYER);
        bytes[7] memory wrong = [
            bytes(""),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 1, 2, 7_000, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 3, 7_000, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 2, 8_000, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 2, 7_000, PAYER)),
            Signing.sign(SELLER_KEY, right),
            Signing.signHigh(BUYER_KEY, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(STRANGER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, right));
            quittance.contest(sheet.whole(), 0, BUYER, 7_000, wrong[i], _fromRow(BUYER));
        }
    }

    function _nothingStands(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IStandings.Quittance_NothingStands.selector, dealId, uint256(0));
    }

    function _lastInstance(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_LastInstance.selector, dealId, uint256(0));
    }

    function _ended(bytes32 dealId, uint256 end, uint256 time) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_ContestWindowEnded.selector, dealId, uint256(0), end, time);
    }
}
