// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {PresigningWallet} from "../support/contracts/PresigningWallet.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM, Vm} from "./support/Vm.sol";

contract SubmitVerdictTest is DealBase {
    function test_RevertWhen_EvidenceIsZero() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(IDeliveries.Quittance_EvidenceZero.selector);
        quittance.submitVerdict(fixture.whole(), 0, 0, ballots);
    }

    // ---- time, nothing on-chain ----

    function test_DeadlineIsInclusive() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        uint256 snapshot = VM.snapshotState();
        for (uint256 early = 0; early < 2; ++early) {
            VM.warp(DEADLINE_0 - early);
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
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
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
    }

    // ---- the seller's word ----

    function test_FullPayout_NeedsNoWordOfTheSellerAndIgnoresWhatFollows() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory bare = BallotBox.pack(_quorum(fixture, 0, FULL));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, bare);
        bytes memory followed = bytes.concat(BallotBox.pack(_quorum(fixture, 1, FULL)), "anything");
        quittance.submitVerdict(fixture.whole(), 1, EVIDENCE, followed);
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "paid");
    }

    function test_RevertWhen_LessThanFullIsNotProvenDelivered() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        bytes memory ballots = BallotBox.pack(_quorum(fixture, 0, 100));
        bytes32 digest = Digests.delivery(address(quittance), dealId, 0, EVIDENCE, EVIDENCE_URI);
        bytes memory good = Signing.sign(SELLER_KEY, digest);
        bytes[8] memory unproven = [
            ballots,
            bytes.concat(ballots, new bytes(31)),
            bytes.concat(ballots, keccak256(bytes(EVIDENCE_URI))),
            BallotBox.withDelivery(ballots, EVIDENCE_URI, Signing.sign(BUYER_KEY, digest)),
            BallotBox.withDelivery(ballots, EVIDENCE_URI, Signing.signHigh(SELLER_KEY, digest)),
            BallotBox.withDelivery(ballots, "ipfs://other", good),
            BallotBox.withDelivery(ballots, EVIDENCE_URI, _delivery(fixture, 1, EVIDENCE)),
            BallotBox.withDelivery(ballots, EVIDENCE_URI, _delivery(fixture, 0, keccak256("other")))
        ];
        for (uint256 i = 0; i < unproven.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(
                abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, dealId, uint256(0), EVIDENCE)
            );
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, unproven[i]);
        }
        quittance.submitVerdict(
            fixture.whole(),
            0,
            EVIDENCE,
            BallotBox.withDelivery(ballots, EVIDENCE_URI, Signing.signCompact(SELLER_KEY, digest))
        );
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0, "refunded");
    }

    function test_ASellerThatSignedBeforehandNeedsNoBytesOfASignature() external {
        PresigningWallet wallet = new PresigningWallet(SELLER);
        TermsFixture memory fixture = _fixture();
        fixture.seller = address(wallet);
        bytes32 dealId = _dealId(fixture);
        VM.startPrank(SELLER);
        wallet.sign(dealId);
        wallet.sign(Digests.delivery(address(quittance), dealId, 0, EVIDENCE, EVIDENCE_URI));
        VM.stopPrank();
        quittance.open(fixture.whole(), _buyerSignature(fixture), "");
        bytes memory ballots = BallotBox.pack(_quorum(fixture, 0, 100));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, bytes.concat(ballots, keccak256(bytes(EVIDENCE_URI))));
        VM.assertEq(_settled(dealId), 1, "decided");
    }

    // ---- delivered on-chain ----

    function test_OnChain_RevertWhen_OtherEvidenceIsJudged() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes32 other = keccak256("other");
        quittance.deliver(fixture.whole(), 0, other, EVIDENCE_URI, _delivery(fixture, 0, other));
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(abi.encodeWithSelector(IVerdicts.Quittance_EvidenceMismatch.selector, other, EVIDENCE));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
    }

    function test_OnChain_DecidesUntilTheWindowEnds() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.warp(DEADLINE_0);
        _deliver(fixture, 0);
        uint256 end = uint256(DEADLINE_0) + fixture.verdictWindow;
        bytes memory ballots = BallotBox.pack(_quorum(fixture, 0, 100));
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
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        }
        VM.warp(end - 1);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        VM.assertEq(
            usdc.balanceOf(BUYER),
            FUNDS - fixture.total() + AMOUNT_0,
            "refunded, no word of the seller in the call"
        );
    }

    // ---- settled at once ----

    function test_AtOnce_EmitsVerdictReachedAlone() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        SignedBallot[] memory ballots = _quorum(fixture, 2, 8_000);
        bytes memory packed = BallotBox.pack(ballots);
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(2, FULL, ballots));
        quittance.submitVerdict(fixture.whole(), 2, EVIDENCE, packed);
        VM.assertEq(_settled(dealId), 4, "settled");
        VM.assertEq(_recorded(dealId), 0, "recorded");
        VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_2, "unsettled");
        VM.assertEq(quittance.milestoneOf(dealId, 2).evidence, 0, "no record");
    }

    function test_AtOnce_ReportsEveryNumberOfBallots() external {
        TermsFixture memory fixture = _fixture();
        fixture.panel = _panel(15);
        bytes32 dealId = _open(fixture);
        for (uint256 extra = 0; extra < 3; ++extra) {
            uint16[] memory scores = new uint16[](8 + extra * 3);
            for (uint256 i = 0; i < scores.length; ++i) scores[i] = uint16(7_000 + i);
            SignedBallot[] memory ballots = _ballots(fixture, uint8(extra), EVIDENCE, scores);
            bytes memory packed = BallotBox.pack(ballots);
            VM.expectEmit(address(quittance));
            emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(uint8(extra), FULL, ballots));
            quittance.submitVerdict(fixture.whole(), uint8(extra), EVIDENCE, packed);
        }
    }

    function test_AtOnce_PaysInPartAndRoundsToTheBuyer() external {
        TermsFixture memory fixture = _fixture();
        (fixture.passingScore, fixture.payoutStep) = (3_000, 500);
        fixture.milestones[0].amount = 54_000_001;
        _open(fixture);
        VM.recordLogs();
        _judge(fixture, 0, 6_789);
        uint256 toSeller = (uint256(54_000_001) * 6_500) / 10_000;
        VM.assertEq(usdc.balanceOf(SELLER), toSeller, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + 54_000_001 - toSeller, "buyer");
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            VM.assertTrue(logs[i].topics[0] != ISettlements.MilestoneSettled.selector, "shown by VerdictReached");
        }
    }

    function test_AtOnce_PaysByTheDestinations() external {
        TermsFixture memory fixture = _fixture();
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        fixture.destinations = TermsFixtures.BUYER_TO_LEDGER | TermsFixtures.SELLER_TO_LEDGER;
        _open(fixture);
        _judge(fixture, 0, 5_000);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0 / 2, "seller's balance");
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT_0 / 2, "buyer's balance");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller's wallet");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total(), "buyer's wallet");
        VM.assertEq(usdc.balanceOf(address(quittance)), fixture.total(), "nothing left the contract");
    }

    function test_AtOnce_CreditsBothFees() external {
        TermsFixture memory fixture = _fixtureWithFees();
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        bytes32 dealId = _open(fixture);
        uint96 toSeller = AMOUNT_0 / 4;
        uint96 fee = (toSeller * 250) / 10_000;
        bytes memory ballots = _verdict(fixture, 0, 2_500);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, 0, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 0, fee);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        VM.assertEq(quittance.balanceOf(MARKETPLACE), fee, "marketplace");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.assertEq(usdc.balanceOf(SELLER), toSeller - fee, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0 - toSeller, "buyer");
        VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_0 - 1e6, "unsettled");
    }

    function test_AtOnce_PanelEarnsItsFeeForANoToo() external {
        TermsFixture memory fixture = _fixtureWithFees();
        _open(fixture);
        _judge(fixture, 0, 0);
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), 0, "nothing was sold");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0, "buyer");
    }

    // ---- standing ----

    function test_Provisional_RemembersAndHolds() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.contestWindow = 1 hours;
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        bytes32 dealId = _open(fixture);
        VM.warp(NOW + 3);
        SignedBallot[] memory ballots = _quorum(fixture, 1, 1_234);
        bytes memory packed = BallotBox.withDelivery(
            BallotBox.pack(ballots),
            EVIDENCE_URI,
            _delivery(fixture, 1, EVIDENCE)
        );
        VM.expectEmit(address(quittance));
        emit IVerdicts.VerdictReached(dealId, EVIDENCE, BallotBox.verdict(1, 1_234, ballots));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, 1, 1e6);
        quittance.submitVerdict(fixture.whole(), 1, EVIDENCE, packed);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 1);
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
        VM.assertEq(record.deliveredAt, 0, "deliveredAt");
        VM.assertEq(record.provisionalSince, NOW + 3, "provisionalSince");
        VM.assertEq(record.provisionalPayout, 1_234, "provisionalPayout");
        VM.assertEq(record.round, 1, "round");
        VM.assertEq(_recorded(dealId), 2, "recorded");
        VM.assertEq(_settled(dealId), 0, "settled");
        VM.assertEq(_unsettled(dealId), fixture.total() - 1e6, "unsettled");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller");
    }

    function test_Provisional_KeepsTheDeliverysTime() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + 9);
        _judge(fixture, 0, FULL);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.deliveredAt, NOW, "deliveredAt");
        VM.assertEq(record.provisionalSince, NOW + 9, "provisionalSince");
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
    }

    function test_Provisional_RevertWhen_JudgedAgain() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, 0);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_AlreadyJudged.selector, dealId, uint256(0), uint256(1))
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
    }
}
