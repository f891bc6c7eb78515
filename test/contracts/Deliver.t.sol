// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract DeliverTest is DealBase {
    bytes32 private dealId;

    function setUp() public override {
        super.setUp();
        dealId = _open(_fixture());
    }

    function test_RevertWhen_DealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        fixture.salt = 99;
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, "");
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
            quittance.deliver(_fixture().whole(), unknown[i], EVIDENCE, EVIDENCE_URI, "");
        }
    }

    function test_RevertWhen_MilestoneIsSettled() external {
        VM.prank(BUYER);
        quittance.release(_fixture().whole(), 1, "");
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(1)));
        quittance.deliver(_fixture().whole(), 1, EVIDENCE, EVIDENCE_URI, "");
    }

    function test_RevertWhen_EvidenceIsZero() external {
        VM.prank(SELLER);
        VM.expectRevert(IDeliveries.Quittance_EvidenceZero.selector);
        quittance.deliver(_fixture().whole(), 0, 0, EVIDENCE_URI, "");
    }

    function test_EvidenceUri_Bounds() external {
        uint256[2] memory bad = [uint256(0), 513];
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(
                abi.encodeWithSelector(IDeliveries.Quittance_EvidenceUriLengthInvalid.selector, bad[i], uint256(512))
            );
            quittance.deliver(_fixture().whole(), 0, EVIDENCE, string(new bytes(bad[i])), "");
        }
        VM.prank(SELLER);
        quittance.deliver(_fixture().whole(), 0, EVIDENCE, "x", "");
        VM.prank(SELLER);
        quittance.deliver(_fixture().whole(), 1, EVIDENCE, string(new bytes(512)), "");
    }

    function test_RevertWhen_DeliveredBefore() external {
        _deliver(_fixture(), 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeliveries.Quittance_AlreadyDelivered.selector, dealId, uint256(0), EVIDENCE)
        );
        quittance.deliver(_fixture().whole(), 0, keccak256("better"), EVIDENCE_URI, "");
        VM.assertEq(quittance.milestoneOf(dealId, 0).evidence, EVIDENCE, "the first stays");
    }

    function test_RevertWhen_AVerdictStands() external {
        TermsFixture memory fixture = _fixture();
        fixture.contestWindow = 1 hours;
        bytes32 id = _open(fixture);
        _judge(fixture, 0, 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(IDeliveries.Quittance_AlreadyDelivered.selector, id, uint256(0), EVIDENCE)
        );
        quittance.deliver(fixture.whole(), 0, keccak256("better"), EVIDENCE_URI, "");
    }

    function test_RevertWhen_SignatureIsNotTheSellersOfThisDelivery() external {
        bytes memory good = _delivery(_fixture(), 0, EVIDENCE);
        bytes32 digest = Digests.delivery(address(quittance), dealId, 0, EVIDENCE, EVIDENCE_URI);
        _refusedSignature(0, EVIDENCE, EVIDENCE_URI, Signing.sign(BUYER_KEY, digest));
        _refusedSignature(0, EVIDENCE, EVIDENCE_URI, Signing.signHigh(SELLER_KEY, digest));
        _refusedSignature(0, EVIDENCE, EVIDENCE_URI, "");
        _refusedSignature(1, EVIDENCE, EVIDENCE_URI, good);
        _refusedSignature(0, keccak256("other"), EVIDENCE_URI, good);
        _refusedSignature(0, EVIDENCE, "ipfs://other", good);
    }

    function test_DeadlineIsInclusive() external {
        VM.warp(DEADLINE_0 - 1);
        uint256 snapshot = VM.snapshotState();
        _deliver(_fixture(), 0);
        VM.revertToState(snapshot);
        VM.warp(DEADLINE_0);
        snapshot = VM.snapshotState();
        _deliver(_fixture(), 0);
        VM.revertToState(snapshot);
        VM.warp(DEADLINE_0 + 1);
        bytes memory signature = _delivery(_fixture(), 0, EVIDENCE);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_DeadlinePassed.selector,
                dealId,
                uint256(0),
                uint256(DEADLINE_0),
                uint256(DEADLINE_0) + 1
            )
        );
        quittance.deliver(_fixture().whole(), 0, EVIDENCE, EVIDENCE_URI, signature);
    }

    function test_RemembersEvidenceAndTimeAndMovesNoMoney() external {
        VM.warp(NOW + 5);
        bytes memory signature = _delivery(_fixture(), 1, EVIDENCE);
        VM.expectEmit(address(quittance));
        emit IDeliveries.EvidenceDelivered(dealId, 1, EVIDENCE, EVIDENCE_URI);
        VM.prank(STRANGER);
        quittance.deliver(_fixture().whole(), 1, EVIDENCE, EVIDENCE_URI, signature);
        MilestoneRecord memory record = quittance.milestoneOf(dealId, 1);
        VM.assertEq(record.evidence, EVIDENCE, "evidence");
        VM.assertEq(record.deliveredAt, NOW + 5, "deliveredAt");
        VM.assertEq(record.provisionalSince, 0, "provisionalSince");
        VM.assertEq(record.provisionalPayout, 0, "provisionalPayout");
        VM.assertEq(record.round, 0, "round");
        VM.assertEq(_recorded(dealId), 2, "recorded");
        VM.assertEq(_settled(dealId), 0, "settled");
        VM.assertEq(_unsettled(dealId), _fixture().total(), "money");
    }

    function test_TakesTheSellersOwnCallAndACompactSignature() external {
        VM.prank(SELLER);
        quittance.deliver(_fixture().whole(), 0, EVIDENCE, EVIDENCE_URI, "");
        bytes32 digest = Digests.delivery(address(quittance), dealId, 1, EVIDENCE, EVIDENCE_URI);
        quittance.deliver(_fixture().whole(), 1, EVIDENCE, EVIDENCE_URI, Signing.signCompact(SELLER_KEY, digest));
        VM.assertEq(_recorded(dealId), 3, "recorded");
    }

    function test_TakesBriefTerms() external {
        bytes memory signature = _delivery(_fixture(), 0, EVIDENCE);
        quittance.deliver(_fixture().brief(), 0, EVIDENCE, EVIDENCE_URI, signature);
        VM.assertEq(_recorded(dealId), 1, "recorded");
    }

    function _refusedSignature(
        uint8 milestone,
        bytes32 evidence,
        string memory evidenceUri,
        bytes memory signature
    ) private {
        bytes32 digest = Digests.delivery(address(quittance), dealId, milestone, evidence, evidenceUri);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, digest));
        quittance.deliver(_fixture().whole(), milestone, evidence, evidenceUri, signature);
    }
}
