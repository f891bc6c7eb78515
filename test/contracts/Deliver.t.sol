// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract DeliverTest is DealStage {
    bytes32 private dealId;

    function setUp() public override {
        super.setUp();
        dealId = _open(_sheet());
    }

    function test_RevertWhen_DealIsUnknown() external {
        TermSheet memory sheet = _sheet();
        sheet.salt = 99;
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(sheet)));
        quittance.deliver(sheet.whole(), 0, EVIDENCE, LOCATOR, "");
    }

    function test_RevertWhen_MilestoneIsUnknown() external {
        uint8[3] memory unknown = [uint8(3), 32, 255];
        for (uint256 i = 0; i < 3; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IDeals.Quittance_MilestoneUnknown.selector,
                    dealId,
                    uint256(unknown[i]),
                    uint256(3)
                )
            );
            quittance.deliver(_sheet().whole(), unknown[i], EVIDENCE, LOCATOR, "");
        }
    }

    function test_RevertWhen_MilestoneIsSettled() external {
        VM.prank(BUYER);
        quittance.accept(_sheet().whole(), 1, "");
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(1)));
        quittance.deliver(_sheet().whole(), 1, EVIDENCE, LOCATOR, "");
    }

    function test_RevertWhen_EvidenceIsZero() external {
        VM.prank(SELLER);
        VM.expectRevert(IDeliveries.Quittance_EvidenceZero.selector);
        quittance.deliver(_sheet().whole(), 0, 0, LOCATOR, "");
    }

    function test_Locator_Bounds() external {
        uint256[2] memory bad = [uint256(0), 513];
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(
                abi.encodeWithSelector(IDeliveries.Quittance_LocatorLengthInvalid.selector, bad[i], uint256(512))
            );
            quittance.deliver(_sheet().whole(), 0, EVIDENCE, string(new bytes(bad[i])), "");
        }
        VM.prank(SELLER);
        quittance.deliver(_sheet().whole(), 0, EVIDENCE, "x", "");
        VM.prank(SELLER);
        quittance.deliver(_sheet().whole(), 1, EVIDENCE, string(new bytes(512)), "");
    }

    function test_RevertWhen_DeliveredBefore() external {
        _deliver(_sheet(), 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeliveries.Quittance_AlreadyDelivered.selector, dealId, uint256(0), EVIDENCE)
        );
        quittance.deliver(_sheet().whole(), 0, keccak256("better"), LOCATOR, "");
        VM.assertEq(quittance.milestoneOf(dealId, 0).evidence, EVIDENCE, "the first stays");
    }

    function test_RevertWhen_AVerdictStands() external {
        TermSheet memory sheet = _sheet();
        sheet.contestWindow = 1 hours;
        bytes32 id = _open(sheet);
        _judge(sheet, 0, 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeliveries.Quittance_AlreadyDelivered.selector, id, uint256(0), EVIDENCE)
        );
        quittance.deliver(sheet.whole(), 0, keccak256("better"), LOCATOR, "");
    }

    function test_RevertWhen_SignatureIsNotTheSellersOfThisDelivery() external {
        bytes memory good = _delivery(_sheet(), 0, EVIDENCE);
        bytes32 digest = Digests.delivery(address(quittance), dealId, 0, EVIDENCE, LOCATOR);
        _refusedSignature(0, EVIDENCE, LOCATOR, Signing.sign(BUYER_KEY, digest));
        _refusedSignature(0, EVIDENCE, LOCATOR, Signing.signHigh(SELLER_KEY, digest));
        _refusedSignature(0, EVIDENCE, LOCATOR, "");
        _refusedSignature(1, EVIDENCE, LOCATOR, good);
        _refusedSignature(0, keccak256("other"), LOCATOR, good);
        _refusedSignature(0, EVIDENCE, "ipfs://other", good);
    }

    function test_DeadlineIsInclusive() external {
        VM.warp(DEADLINE_0 - 1);
        uint256 snapshot = VM.snapshotState();
        _deliver(_sheet(), 0);
        VM.revertToState(snapshot);
        VM.warp(DEADLINE_0);
        snapshot = VM.snapshotState();
        _deliver(_sheet(), 0);
        VM.revertToState(snapshot);
        VM.warp(DEADLINE_0 + 1);
        bytes memory signature = _delivery(_sheet(), 0, EVIDENCE);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_DeadlinePassed.selector,
                dealId,
                uint256(0),
                uint256(DEADLINE_0),
                uint256(DEADLINE_0) + 1
            )
        );
        quittance.deliver(_sheet().whole(), 0, EVIDENCE, LOCATOR, signature);
    }

    function test_RemembersEvidenceAndTimeAndMovesNoMoney() external {
        VM.warp(NOW + 5);
        bytes memory signature = _delivery(_sheet(), 1, EVIDENCE);
        VM.expectEmit(address(quittance));
        emit IDeliveries.EvidenceDelivered(dealId, 1, EVIDENCE, LOCATOR);
        VM.prank(STRANGER);
        quittance.deliver(_sheet().whole(), 1, EVIDENCE, LOCATOR, signature);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 1);
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
        VM.assertEq(record.deliveredAt, NOW + 5, "deliveredAt");
        VM.assertEq(record.standingSince, 0, "standingSince");
        VM.assertEq(record.standingPayout, 0, "standingPayout");
        VM.assertEq(record.round, 0, "round");
        VM.assertEq(_recorded(dealId), 2, "recorded");
        VM.assertEq(_settled(dealId), 0, "settled");
        VM.assertEq(_unsettled(dealId), _sheet().total(), "money");
    }

    function test_TakesTheSellersOwnCallAndACompactSignature() external {
        VM.prank(SELLER);
        quittance.deliver(_sheet().whole(), 0, EVIDENCE, LOCATOR, "");
        bytes32 digest = Digests.delivery(address(quittance), dealId, 1, EVIDENCE, LOCATOR);
        quittance.deliver(_sheet().whole(), 1, EVIDENCE, LOCATOR, Signing.signCompact(SELLER_KEY, digest));
        VM.assertEq(_recorded(dealId), 3, "recorded");
    }

    function test_TakesBriefTerms() external {
        bytes memory signature = _delivery(_sheet(), 0, EVIDENCE);
        quittance.deliver(_sheet().brief(), 0, EVIDENCE, LOCATOR, signature);
        VM.assertEq(_recorded(dealId), 1, "recorded");
    }

    function _refusedSignature(
        uint8 milestone,
        bytes32 evidence,
        string memory locator,
        bytes memory signature
    ) private {
        bytes32 digest = Digests.delivery(address(quittance), dealId, milestone, evidence, locator);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, digest));
        quittance.deliver(_sheet().whole(), milestone, evidence, locator, signature);
    }
}
