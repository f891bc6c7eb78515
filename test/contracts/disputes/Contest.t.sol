// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {Contest} from "../../../contracts/types/Contest.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract ContestTest is DisputesBase {
    // ---- who, what ----

    function test_RevertWhen_TheDealOrMilestoneIsUnknownOrSettled() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _dealId(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId));
        _contest(fixture, BUYER, 0);
        _open(fixture);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, dealId, uint256(3), uint256(3))
        );
        quittance.contest(fixture.whole(), 3, BUYER, 0, "", _fromBalance(BUYER));
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        _contest(fixture, BUYER, 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        VM.prank(BUYER);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.contest(fixture.brief(), 0, BUYER, FULL, "", _fromBalance(BUYER));
    }

    function test_RevertWhen_TheContesterIsNoParty() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        VM.expectRevert(abi.encodeWithSelector(IContests.Quittance_NotAParty.selector, dealId, PAYER));
        _contest(fixture, PAYER, FULL);
        VM.expectRevert(abi.encodeWithSelector(IContests.Quittance_NotAParty.selector, dealId, address(0)));
        _contest(fixture, address(0), FULL);
    }

    function test_RevertWhen_AnotherPayoutStands() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        uint16[3] memory wrong = [uint16(6_999), 7_001, 0];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(
                    IContests.Quittance_ProvisionalPayoutMismatch.selector,
                    uint256(7_000),
                    uint256(wrong[i])
                )
            );
            _contest(fixture, BUYER, wrong[i]);
        }
    }

    // ---- when: round 2 ----

    function test_RevertWhen_NothingWasRecorded() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        VM.expectRevert(_noProvisionalPayout(dealId));
        _contest(fixture, BUYER, 0);
        VM.warp(DEADLINE_0 + 365 days);
        VM.expectRevert(_noProvisionalPayout(dealId));
        _contest(fixture, SELLER, 0);
    }

    function test_Verdict_WhileItsWindowRuns() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? NOW : NOW + W - 1);
            _contest(fixture, BUYER, FULL);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + W + late);
            VM.expectRevert(_ended(dealId, NOW + W, NOW + W + late));
            _contest(fixture, BUYER, FULL);
        }
    }

    function test_Silence_FromItsStandToItsEnd() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        uint256 stands = NOW + V;
        VM.warp(stands - 1);
        VM.expectRevert(_noProvisionalPayout(dealId));
        _contest(fixture, SELLER, fixture.silencePayout);
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? stands : stands + W - 1);
            _contest(fixture, SELLER, fixture.silencePayout);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.warp(stands + W);
        VM.expectRevert(_ended(dealId, stands + W, stands + W));
        _contest(fixture, SELLER, fixture.silencePayout);
    }

    function test_RevertWhen_TermsGiveNoContestWindow() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        VM.expectRevert();
        _contest(fixture, SELLER, fixture.silencePayout);
    }

    // ---- when: round 3 ----

    function test_SecondRound_RevertWhen_ItIsUndecidedAndRuns() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _same(1, 0));
        uint256[2] memory times = [uint256(NOW), NOW + V - 1];
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(times[i]);
            VM.expectRevert(_noProvisionalPayout(dealId));
            _contest(fixture, BUYER, FULL);
            VM.expectRevert(_noProvisionalPayout(dealId));
            _contest(fixture, SELLER, FULL);
        }
    }

    function test_SecondRound_SilentStandsForTheContestWindowAgain() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        VM.warp(NOW + 1 hours);
        _contest(fixture, BUYER, FULL);
        uint256 end = NOW + 1 hours + V;
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? end : end + W - 1);
            _contest(fixture, BUYER, FULL);
            VM.assertEq(quittance.contestOf(dealId, 0, 3).openedAt, block.timestamp, "the arbiter's clock");
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.warp(end + W);
        VM.expectRevert(_ended(dealId, end + W, end + W));
        _contest(fixture, BUYER, FULL);
    }

    function test_SecondRound_DecidedStandsFromThen() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        uint256 decidedAt = NOW + 5 hours;
        VM.warp(decidedAt);
        _vote(fixture, 3, _same(2, 3_000));
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? decidedAt : decidedAt + W - 1);
            _contest(fixture, SELLER, 3_000);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        VM.expectRevert(
            abi.encodeWithSelector(
                IContests.Quittance_ProvisionalPayoutMismatch.selector,
                uint256(3_000),
                uint256(FULL)
            )
        );
        _contest(fixture, SELLER, FULL);
        VM.warp(decidedAt + W);
        VM.expectRevert(_ended(dealId, decidedAt + W, decidedAt + W));
        _contest(fixture, SELLER, 3_000);
        // Not even from the round's end on: it decided, so that its silence never stands.
        VM.warp(NOW + V);
        VM.expectRevert(_ended(dealId, decidedAt + W, NOW + V));
        _contest(fixture, SELLER, 3_000);
    }

    function test_SecondRound_RevertWhen_NoArbiterIsNamed() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        VM.warp(NOW + V);
        VM.expectRevert(_noFurtherRound(dealId));
        _contest(fixture, BUYER, FULL);
    }

    function test_RevertWhen_ItIsBeforeTheArbiter() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        VM.expectRevert(_noFurtherRound(dealId));
        _contest(fixture, BUYER, 3_000);
        VM.warp(NOW + R);
        VM.expectRevert(_noFurtherRound(dealId));
        _contest(fixture, SELLER, 3_000);
    }

    // ---- what it leaves ----

    function test_RecordsTheContestOfAVerdict() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        VM.warp(NOW + 1 hours);
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(dealId, SELLER, 0, 2, 7_000, SELLER, BOND, false);
        _contest(fixture, SELLER, 7_000);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.contests, 1, "contests");
        VM.assertEq(record.byBuyer, 0, "the seller's");
        VM.assertEq(record.round, 1, "round 1 decided");
        VM.assertTrue(record.judged, "the panel earned its fee");
        VM.assertEq(record.provisionalSince, NOW, "stands since the verdict");
        VM.assertEq(record.provisionalPayout, 7_000, "payout");
        VM.assertEq(record.released, 0, "the bond is held");
        Contest memory opened = quittance.contestOf(dealId, 0, 2);
        VM.assertEq(opened.payer, SELLER, "payer");
        VM.assertEq(opened.openedAt, NOW + 1 hours, "openedAt");
        VM.assertEq(opened.openedInBlock, block.number, "openedInBlock");
        VM.assertEq(opened.payout, 7_000, "contested");
        VM.assertEq(quittance.contestOf(dealId, 0, 3).payer, address(0), "no second contest");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - BOND, "the bond left the balance");
        _requireConserved(dealId, BOND);
    }

    function test_RecordsTheContestOfSilence() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V + 7);
        _contest(fixture, BUYER, fixture.silencePayout);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.evidence, EVIDENCE, "the evidence binds the next round");
        VM.assertEq(record.deliveredAt, NOW, "deliveredAt");
        VM.assertEq(record.provisionalSince, NOW + V, "silence stands since the window's end");
        VM.assertEq(record.provisionalPayout, fixture.silencePayout, "payout");
        VM.assertEq(record.round, 0, "no round decided");
        VM.assertFalse(record.judged, "no panel earned a fee");
        VM.assertEq(record.byBuyer, 1, "the buyer's");
    }

    function test_RecordsBothContests() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, 7_000, SELLER);
        VM.warp(NOW + 5 hours);
        _vote(fixture, 3, _same(2, 9_500));
        VM.expectEmit(address(quittance));
        emit IContests.ContestOpened(dealId, BUYER, 0, 3, 9_000, BUYER, BOND, false);
        _contest(fixture, BUYER, 9_000);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 0);
        VM.assertEq(record.contests, 2, "contests");
        VM.assertEq(record.byBuyer, 2, "the second is the buyer's");
        VM.assertEq(record.round, 2, "round 2 decided");
        VM.assertEq(record.provisionalPayout, 9_000, "payout");
        VM.assertEq(record.provisionalSince, NOW + 5 hours, "since its verdict");
        VM.assertEq(quittance.contestOf(dealId, 0, 2).payout, 7_000, "what the first objected to");
        VM.assertEq(quittance.contestOf(dealId, 0, 3).payout, 9_000, "what the second objected to");
        _requireConserved(dealId, _leftOf(fixture) + BOND);
    }

    /// @dev Milestones of one deal are contested each for itself.
    function test_AnotherMilestoneIsLeftAlone() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _judge(fixture, 2, 4_000);
        VM.prank(SELLER);
        quittance.contest(fixture.whole(), 2, SELLER, 4_000, "", _fromBalance(SELLER));
        VM.assertEq(quittance.milestoneOf(dealId, 2).contests, 1, "contested");
        VM.assertEq(quittance.milestoneOf(dealId, 0).contests, 0, "not contested");
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(_settled(dealId), 1, "the other settles as if nothing had happened");
    }

    // ---- by whom ----

    function test_SignedByEitherParty() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, 7_000);
        uint256[2] memory keys = [BUYER_KEY, SELLER_KEY];
        for (uint256 i = 0; i < 2; ++i) {
            address party = VM.addr(keys[i]);
            bytes32 digest = Digests.contest(address(quittance), _dealId(fixture), 0, 2, 7_000, BOND, party);
            bytes[2] memory signed = [Signing.sign(keys[i], digest), Signing.signCompact(keys[i], digest)];
            for (uint256 form = 0; form < 2; ++form) {
                uint256 snapshot = VM.snapshotState();
                VM.prank(STRANGER);
                quittance.contest(fixture.whole(), 0, party, 7_000, signed[form], _fromBalance(party));
                VM.assertEq(
                    quittance.balanceOf(party),
                    BALANCE - BOND,
                    "it pays from its balance, as its contest says"
                );
                VM.revertToState(snapshot);
            }
        }
    }

    function test_SignedByAContractWallet() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SELLER);
        TermsFixture memory fixture = _contestable();
        fixture.seller = address(wallet);
        bytes32 dealId = _stand(fixture, 7_000);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = _contestSignature(fixture, SELLER_KEY, 2, 7_000, address(wallet));
        quittance.contest(fixture.whole(), 0, address(wallet), 7_000, signature, _fromBalance(address(wallet)));
        VM.assertEq(quittance.contestOf(dealId, 0, 2).payer, address(wallet), "the wallet's");
    }

    function test_RevertWhen_TheSignatureSaysSomethingElse() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, 7_000);
        address q = address(quittance);
        bytes32 right = Digests.contest(q, dealId, 0, 2, 7_000, BOND, BUYER);
        bytes[7] memory wrong = [
            bytes(""),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 1, 2, 7_000, BOND, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 3, 7_000, BOND, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 2, 8_000, BOND, BUYER)),
            Signing.sign(BUYER_KEY, Digests.contest(q, dealId, 0, 2, 7_000, BOND, PAYER)),
            Signing.sign(SELLER_KEY, right),
            Signing.signHigh(BUYER_KEY, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(STRANGER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, right));
            quittance.contest(fixture.whole(), 0, BUYER, 7_000, wrong[i], _fromBalance(BUYER));
        }
    }

    function _noProvisionalPayout(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProvisionalPayouts.Quittance_NoProvisionalPayout.selector, dealId, uint256(0));
    }

    function _noFurtherRound(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_NoFurtherRound.selector, dealId, uint256(0));
    }

    function _ended(bytes32 dealId, uint256 end, uint256 time) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_ContestWindowEnded.selector, dealId, uint256(0), end, time);
    }

    // ---- who can gain by it ----

    /// @dev The buyer contests all but 0, the seller all but 10000.
    function test_RevertWhen_TheContesterCannotGain() external {
        TermsFixture memory fixture = _contestable();
        fixture.payoutStep = 1;
        uint16[4] memory payouts = [uint16(0), 1, FULL - 1, FULL];
        for (uint256 i = 0; i < payouts.length; ++i) {
            fixture.salt = uint64(100 + i);
            bytes32 dealId = _stand(fixture, payouts[i]);
            uint256 snapshot = VM.snapshotState();
            if (payouts[i] == 0) VM.expectRevert(_nothingToGain(dealId, BUYER, 0));
            _contest(fixture, BUYER, payouts[i]);
            VM.revertToState(snapshot);
            if (payouts[i] == FULL) VM.expectRevert(_nothingToGain(dealId, SELLER, FULL));
            _contest(fixture, SELLER, payouts[i]);
        }
    }

    function _nothingToGain(bytes32 dealId, address contester, uint256 payout) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IContests.Quittance_NothingToGain.selector, dealId, contester, payout);
    }
}
