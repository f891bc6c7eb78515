// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermSheet, TermSheets} from "./support/TermSheet.sol";
import {VM, Vm} from "./support/Vm.sol";

contract SubmitVerdictTest is DealStage {
    function test_RevertWhen_EvidenceIsZero() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(IDeliveries.Quittance_EvidenceZero.selector);
        quittance.submitVerdict(sheet.whole(), 0, 0, ballots);
    }

    // ---- time, nothing on-chain ----

    function test_DeadlineIsInclusive() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        uint256 snapshot = VM.snapshotState();
        for (uint256 early = 0; early < 2; ++early) {
            VM.warp(DEADLINE_0 - early);
            quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.warp(DEADLINE_0 + 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_DeadlinePassed.selector,
                dealId,
                uint256(0),
                uint256(DEADLINE_0),
                uint256(DEADLINE_0) + 1
            )
        );
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
    }

    // ---- the seller's word ----

    function test_FullPayout_NeedsNoWordOfTheSellerAndIgnoresWhatFollows() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        bytes memory bare = BallotBox.wire(_quorum(sheet, 0, FULL));
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, bare);
        bytes memory followed = bytes.concat(BallotBox.wire(_quorum(sheet, 1, FULL)), "anything");
        quittance.submitVerdict(sheet.whole(), 1, EVIDENCE, followed);
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "paid");
    }

    function test_RevertWhen_LessThanFullIsNotProvenDelivered() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        bytes memory ballots = BallotBox.wire(_quorum(sheet, 0, 100));
        bytes32 digest = Digests.delivery(address(quittance), dealId, 0, EVIDENCE, LOCATOR);
        bytes memory good = Signing.sign(SELLER_KEY, digest);
        bytes[8] memory unproven = [
            ballots,
            bytes.concat(ballots, new bytes(31)),
            bytes.concat(ballots, keccak256(bytes(LOCATOR))),
            BallotBox.withDelivery(ballots, LOCATOR, Signing.sign(BUYER_KEY, digest)),
            BallotBox.withDelivery(ballots, LOCATOR, Signing.signHigh(SELLER_KEY, digest)),
            BallotBox.withDelivery(ballots, "ipfs://other", good),
            BallotBox.withDelivery(ballots, LOCATOR, _delivery(sheet, 1, EVIDENCE)),
            BallotBox.withDelivery(ballots, LOCATOR, _delivery(sheet, 0, keccak256("other")))
        ];
        for (uint256 i = 0; i < unproven.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(
                abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, dealId, uint256(0), EVIDENCE)
            );
            quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, unproven[i]);
        }
        quittance.submitVerdict(
            sheet.whole(),
            0,
            EVIDENCE,
            BallotBox.withDelivery(ballots, LOCATOR, Signing.signCompact(SELLER_KEY, digest))
        );
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + AMOUNT_0, "refunded");
    }

    // ---- delivered on-chain ----

    function test_OnChain_RevertWhen_OtherEvidenceIsJudged() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        bytes32 other = keccak256("other");
        quittance.deliver(sheet.whole(), 0, other, LOCATOR, _delivery(sheet, 0, other));
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(abi.encodeWithSelector(IVerdicts.Quittance_EvidenceMismatch.selector, other, EVIDENCE));
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
    }

    function test_OnChain_DecidesUntilTheWindowEnds() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        VM.warp(DEADLINE_0);
        _deliver(sheet, 0);
        uint256 end = uint256(DEADLINE_0) + sheet.verdictWindow;
        bytes memory ballots = BallotBox.wire(_quorum(sheet, 0, 100));
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(end + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IVerdicts.Quittance_VerdictWindowEnded.selector,
                    dealId,
                    uint256(0),
                    end,
                    end + late
                )
            );
            quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
        }
        VM.warp(end - 1);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
        VM.assertEq(
            usdc.balanceOf(BUYER),
            FUNDS - sheet.total() + AMOUNT_0,
            "refunded, no word of the seller in the call"
        );
    }

    // ---- settled at once ----

    function test_AtOnce_EmitsVerdictReachedAlone() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        SignedBallot[] memory ballots = _quorum(sheet, 2, 8_000);
        bytes memory wire = BallotBox.wire(ballots);
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(2, FULL, ballots));
        quittance.submitVerdict(sheet.whole(), 2, EVIDENCE, wire);
        VM.assertEq(_settled(dealId), 4, "settled");
        VM.assertEq(_recorded(dealId), 0, "recorded");
        VM.assertEq(_unsettled(dealId), sheet.total() - AMOUNT_2, "unsettled");
        VM.assertEq(quittance.milestoneOf(dealId, 2).evidence, 0, "no record");
    }

    function test_AtOnce_TellsEveryNumberOfBallots() external {
        TermSheet memory sheet = _sheet();
        sheet.panel = _panel(15);
        bytes32 dealId = _open(sheet);
        for (uint256 extra = 0; extra < 3; ++extra) {
            uint16[] memory scores = new uint16[](8 + extra * 3);
            for (uint256 i = 0; i < scores.length; ++i) scores[i] = uint16(7_000 + i);
            SignedBallot[] memory ballots = _ballots(sheet, uint8(extra), EVIDENCE, scores);
            bytes memory wire = BallotBox.wire(ballots);
            VM.expectEmit(address(quittance));
            emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(uint8(extra), FULL, ballots));
            quittance.submitVerdict(sheet.whole(), uint8(extra), EVIDENCE, wire);
        }
    }

    function test_AtOnce_PaysInPartAndRoundsToTheBuyer() external {
        TermSheet memory sheet = _sheet();
        (sheet.passMark, sheet.gridStep) = (3_000, 500);
        sheet.milestones[0].amount = 54_000_001;
        _open(sheet);
        VM.recordLogs();
        _judge(sheet, 0, 6_789);
        uint256 toSeller = (uint256(54_000_001) * 6_500) / 10_000;
        VM.assertEq(usdc.balanceOf(SELLER), toSeller, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + 54_000_001 - toSeller, "buyer");
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            VM.assertTrue(logs[i].topics[0] != ISettlements.MilestoneSettled.selector, "told by VerdictReached");
        }
    }

    function test_AtOnce_PaysByTheRoutes() external {
        TermSheet memory sheet = _sheet();
        (sheet.passMark, sheet.gridStep) = (1, 1);
        sheet.routes = TermSheets.BUYER_TO_LEDGER | TermSheets.SELLER_TO_LEDGER;
        _open(sheet);
        _judge(sheet, 0, 5_000);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0 / 2, "seller's row");
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT_0 / 2, "buyer's row");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller's wallet");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total(), "buyer's wallet");
        VM.assertEq(usdc.balanceOf(address(quittance)), sheet.total(), "nothing left the contract");
    }

    function test_AtOnce_CreditsBothFees() external {
        TermSheet memory sheet = _sheetWithFees();
        (sheet.passMark, sheet.gridStep) = (1, 1);
        bytes32 dealId = _open(sheet);
        uint96 toSeller = AMOUNT_0 / 4;
        uint96 fee = (toSeller * 250) / 10_000;
        bytes memory ballots = _verdict(sheet, 0, 2_500);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, 0, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 0, fee);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
        VM.assertEq(quittance.balanceOf(MARKETPLACE), fee, "marketplace");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.assertEq(usdc.balanceOf(SELLER), toSeller - fee, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + AMOUNT_0 - toSeller, "buyer");
        VM.assertEq(_unsettled(dealId), sheet.total() - AMOUNT_0 - 1e6, "unsettled");
    }

    function test_AtOnce_PanelEarnsItsFeeForANoToo() external {
        TermSheet memory sheet = _sheetWithFees();
        _open(sheet);
        _judge(sheet, 0, 0);
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), 0, "nothing was sold");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + AMOUNT_0, "buyer");
    }

    // ---- standing ----

    function test_Standing_RemembersAndHolds() external {
        TermSheet memory sheet = _sheetWithFees();
        sheet.contestWindow = 1 hours;
        (sheet.passMark, sheet.gridStep) = (1, 1);
        bytes32 dealId = _open(sheet);
        VM.warp(NOW + 3);
        SignedBallot[] memory ballots = _quorum(sheet, 1, 1_234);
        bytes memory wire = BallotBox.withDelivery(BallotBox.wire(ballots), LOCATOR, _delivery(sheet, 1, EVIDENCE));
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(1, 1_234, ballots));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, 1, 1e6);
        quittance.submitVerdict(sheet.whole(), 1, EVIDENCE, wire);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 1);
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
        VM.assertEq(record.deliveredAt, 0, "deliveredAt");
        VM.assertEq(record.standingSince, NOW + 3, "standingSince");
        VM.assertEq(record.standingPayout, 1_234, "standingPayout");
        VM.assertEq(record.round, 1, "round");
        VM.assertEq(_recorded(dealId), 2, "recorded");
        VM.assertEq(_settled(dealId), 0, "settled");
        VM.assertEq(_unsettled(dealId), sheet.total() - 1e6, "unsettled");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller");
    }

    function test_Standing_KeepsTheDeliverysTime() external {
        TermSheet memory sheet = _sheet();
        sheet.contestWindow = 1 hours;
        bytes32 dealId = _open(sheet);
        _deliver(sheet, 0);
        VM.warp(NOW + 9);
        _judge(sheet, 0, FULL);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.deliveredAt, NOW, "deliveredAt");
        VM.assertEq(record.standingSince, NOW + 9, "standingSince");
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
    }

    function test_Standing_RevertWhen_JudgedAgain() external {
        TermSheet memory sheet = _sheet();
        sheet.contestWindow = 1 hours;
        bytes32 dealId = _open(sheet);
        _judge(sheet, 0, 0);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_AlreadyJudged.selector, dealId, uint256(0), uint256(1))
        );
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
    }
}
