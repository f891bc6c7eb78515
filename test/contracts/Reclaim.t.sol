// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {Cause} from "../../contracts/types/Settlement.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Range} from "./support/Range.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";
import {SettlementWord} from "./support/SettlementWord.sol";

contract ReclaimTest is DealBase {
    function test_RevertWhen_DealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        bytes32 other = Digests.ours(address(quittance), fixture.structHashWith(bytes32(uint256(1))));
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, other));
        quittance.reclaim(fixture.schedule(), bytes32(uint256(1)), 0, "");
    }

    function test_RevertWhen_ScheduleIsNotAsLongAsItsMilestones() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        bytes memory schedule = fixture.schedule();
        bytes[2] memory malformed = [bytes.concat(schedule, hex"00"), fixture.whole()];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(
                    PackedTerms.Quittance_MalformedTerms.selector,
                    malformed[i].length,
                    schedule.length,
                    schedule.length
                )
            );
            quittance.reclaim(malformed[i], bytes32(0), 0, "");
        }
    }

    function test_RevertWhen_Delivered() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(DEADLINE_0 + 1);
        _refuses(
            fixture,
            abi.encodeWithSelector(ISettlements.Quittance_MilestoneNotReclaimable.selector, dealId, uint256(0))
        );
    }

    function test_RevertWhen_AVerdictStands() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, 0);
        VM.warp(DEADLINE_0 + 1);
        _refuses(
            fixture,
            abi.encodeWithSelector(ISettlements.Quittance_MilestoneNotReclaimable.selector, dealId, uint256(0))
        );
    }

    function test_FromOneSecondAfterTheDeadline() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        for (uint256 early = 0; early < 2; ++early) {
            VM.warp(DEADLINE_0 - early);
            _refuses(
                fixture,
                abi.encodeWithSelector(
                    ISettlements.Quittance_DeadlineNotPassed.selector,
                    dealId,
                    uint256(0),
                    uint256(DEADLINE_0),
                    DEADLINE_0 - early
                )
            );
        }
        VM.warp(DEADLINE_0 + 1);
        _reclaimAsBuyer(fixture, 0);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0, "back");
    }

    function test_RevertWhen_TheBuyerHasNotSignedThis() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        bytes32 digest = Digests.reclaim(address(quittance), fixture, 0);
        TermsFixture memory shown = _fixture();
        shown.buyer = SELLER;
        bytes32 toOther = Digests.reclaim(address(quittance), _dealId(fixture), shown, 0);
        shown = _fixture();
        shown.milestones[0].amount -= 1;
        bytes32 less = Digests.reclaim(address(quittance), _dealId(fixture), shown, 0);
        bytes[8] memory wrong = [
            bytes(""),
            Signing.sign(BUYER_KEY, toOther),
            Signing.sign(BUYER_KEY, less),
            Signing.sign(BUYER_KEY, Digests.refund(address(quittance), fixture, 0)),
            Signing.sign(SELLER_KEY, digest),
            Signing.signHigh(BUYER_KEY, digest),
            Signing.sign(BUYER_KEY, Digests.reclaim(address(quittance), fixture, 1)),
            Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 0))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            bytes memory schedule = fixture.schedule();
            bytes32 engagement = fixture.adjudicationHash();
            VM.prank(SELLER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, digest));
            quittance.reclaim(schedule, engagement, 0, wrong[i]);
        }
    }

    function test_PaysAmountAndFeeAndReportsIt() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        VM.warp(uint256(DEADLINE_2) + 3650 days);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.reclaim(address(quittance), fixture, 2));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(2, Cause.Reclaim, 0, AMOUNT_2));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 2, 1e6);
        VM.prank(STRANGER);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 2, signature);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_2 + 1e6, "buyer");
        VM.assertEq(_settled(dealId), 4, "settled");
        VM.assertEq(_unsettled(dealId), fixture.total() - AMOUNT_2 - 1e6, "unsettled");
    }

    function test_PaysToTheBalanceWithACompactSignature() external {
        TermsFixture memory fixture = _fixture();
        fixture.destinations = TermsFixtures.BUYER_TO_LEDGER;
        _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        bytes memory signature = Signing.signCompact(BUYER_KEY, Digests.reclaim(address(quittance), fixture, 0));
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, signature);
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT_0, "balance");
    }

    function test_RevertWhen_TheBuyerItselfSendsNoSignatureOfItsOwn() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        bytes memory schedule = fixture.schedule();
        bytes32 adjudication = fixture.adjudicationHash();
        bytes32 digest = Digests.reclaim(address(quittance), fixture, 0);
        for (uint256 length = 1; length <= 65; ++length) {
            VM.prank(BUYER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, digest));
            quittance.reclaim(schedule, adjudication, 0, new bytes(length));
        }
    }

    function test_BuyerMayPostItsOwnSignatureToo() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        VM.warp(DEADLINE_0 + 1);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.reclaim(address(quittance), fixture, 0));
        VM.prank(BUYER);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, signature);
        VM.assertEq(_settled(dealId), 1, "settled");
    }

    /// @dev At each second exactly one of a delivery and its successor, the reclaim, is possible (promise 12).
    function testFuzz_DeliveryAndReclaimExcludeEachOther(uint256 time) external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        time = Range.within(time, NOW, uint256(DEADLINE_0) + 10 days);
        if (time % 4 == 0) time = uint256(DEADLINE_0) - 1 + ((time >> 8) % 4);
        bytes memory signature = _delivery(fixture, 0, EVIDENCE);
        VM.warp(time);
        uint256 snapshot = VM.snapshotState();
        (bool delivered, ) = address(quittance).call(
            abi.encodeCall(IDeliveries.deliver, (fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, signature))
        );
        VM.revertToState(snapshot);
        bytes memory call = abi.encodeCall(
            ISettlements.reclaim,
            (fixture.schedule(), fixture.adjudicationHash(), 0, "")
        );
        VM.prank(BUYER);
        (bool reclaimed, ) = address(quittance).call(call);
        VM.assertEq(delivered, time <= DEADLINE_0, "delivery");
        VM.assertEq(reclaimed, time > DEADLINE_0, "reclaim");
    }

    function _refuses(TermsFixture memory fixture, bytes memory reason) private {
        bytes memory schedule = fixture.schedule();
        bytes32 engagement = fixture.adjudicationHash();
        VM.prank(BUYER);
        VM.expectRevert(reason);
        quittance.reclaim(schedule, engagement, 0, "");
    }

    function _reclaimAsBuyer(TermsFixture memory fixture, uint8 milestone) private {
        bytes memory schedule = fixture.schedule();
        bytes32 engagement = fixture.adjudicationHash();
        VM.prank(BUYER);
        quittance.reclaim(schedule, engagement, milestone, "");
    }
}
