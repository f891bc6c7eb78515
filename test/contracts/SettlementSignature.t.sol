// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {Cause} from "../../contracts/types/Settlement.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";
import {SettlementWord} from "./support/SettlementWord.sol";

/// @dev Release.tree and Refund.tree: what one party may do alone.
contract SettlementSignatureTest is DealBase {
    // ---- accept ----

    function test_Release_RevertWhen_SignatureIsNotTheBuyersForThis() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        address q = address(quittance);
        bytes32 digest = Digests.release(q, fixture, 0);
        bytes[7] memory wrong = [
            Signing.sign(BUYER_KEY, Digests.release(q, dealId, _misread(0), 0)),
            Signing.sign(BUYER_KEY, Digests.release(q, dealId, _misread(1), 0)),
            Signing.sign(SELLER_KEY, digest),
            Signing.signHigh(BUYER_KEY, digest),
            Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 1)),
            Signing.sign(BUYER_KEY, Digests.refund(address(quittance), fixture, 0)),
            bytes("")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, digest));
            quittance.release(fixture.whole(), 0, wrong[i]);
        }
    }

    function test_Release_PaysInFullLessTheFeeAndReturnsTheOther() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 1));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(1, Cause.Release, AMOUNT_1, 0));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 1, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 1, AMOUNT_1 / 40);
        VM.prank(STRANGER);
        quittance.release(fixture.whole(), 1, signature);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_1 - AMOUNT_1 / 40, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + 1e6, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), AMOUNT_1 / 40, "marketplace");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 0, "panel");
        VM.assertEq(_settled(dealId), 2, "settled");
    }

    function test_Release_TakesTheBuyersOwnCallAndACompactSignature() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        bytes32 digest = Digests.release(address(quittance), fixture, 1);
        quittance.release(fixture.whole(), 1, Signing.signCompact(BUYER_KEY, digest));
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "seller");
    }

    function test_Release_AfterDeliveryAndDeadline() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 0);
        VM.warp(DEADLINE_2 + 365 days);
        VM.startPrank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        quittance.release(fixture.whole(), 1, "");
        VM.stopPrank();
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "seller");
    }

    function test_Release_EndsAProvisionalVerdictAndReturnsNoFee() external {
        TermsFixture memory fixture = _provisional();
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 - AMOUNT_0 / 40, "in full, less the marketplace's");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total(), "no fee back");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
        _refusesSettle(fixture);
    }

    // ---- refund ----

    function test_Refund_RevertWhen_SignatureIsNotTheSellersForThis() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        address q = address(quittance);
        bytes32 digest = Digests.refund(q, fixture, 0);
        bytes[7] memory wrong = [
            Signing.sign(SELLER_KEY, Digests.refund(q, dealId, _misread(0), 0)),
            Signing.sign(SELLER_KEY, Digests.refund(q, dealId, _misread(1), 0)),
            Signing.sign(BUYER_KEY, digest),
            Signing.signHigh(SELLER_KEY, digest),
            Signing.sign(SELLER_KEY, Digests.refund(address(quittance), fixture, 1)),
            Signing.sign(SELLER_KEY, Digests.release(address(quittance), fixture, 0)),
            bytes("")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(BUYER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, digest));
            quittance.refund(fixture.whole(), 0, wrong[i]);
        }
    }

    function test_Refund_PaysBackAmountAndFee() external {
        TermsFixture memory fixture = _fixtureWithFees();
        bytes32 dealId = _open(fixture);
        bytes memory signature = Signing.sign(SELLER_KEY, Digests.refund(address(quittance), fixture, 2));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(2, Cause.Refund, 0, AMOUNT_2));
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 2, 1e6);
        VM.prank(STRANGER);
        quittance.refund(fixture.whole(), 2, signature);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_2 + 1e6, "buyer");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), 0, "marketplace");
        VM.assertEq(_settled(dealId), 4, "settled");
    }

    function test_Refund_TakesTheSellersOwnCallAndACompactSignature() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        VM.prank(SELLER);
        quittance.refund(fixture.whole(), 0, "");
        bytes32 digest = Digests.refund(address(quittance), fixture, 1);
        quittance.refund(fixture.whole(), 1, Signing.signCompact(SELLER_KEY, digest));
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_2, "buyer");
    }

    function test_Refund_AfterDeliveryAndDeadline() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        _deliver(fixture, 0);
        VM.warp(DEADLINE_2 + 365 days);
        VM.prank(SELLER);
        quittance.refund(fixture.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_1 - AMOUNT_2, "buyer");
    }

    function test_Refund_EndsAProvisionalVerdictAndReturnsNoFee() external {
        TermsFixture memory fixture = _provisional();
        VM.prank(SELLER);
        quittance.refund(fixture.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - fixture.total() + AMOUNT_0, "the amount without the fee");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
        _refusesSettle(fixture);
    }

    /// @return shown Terms with other parties, or another amount, than those of the deal, as a wallet might show them.
    function _misread(uint256 lie) private view returns (TermsFixture memory shown) {
        shown = _fixture();
        if (lie == 0) (shown.buyer, shown.seller) = (SELLER, BUYER);
        else shown.milestones[0].amount -= 1;
    }

    /// @return fixture A deal with fees, a verdict of half standing for its first milestone.
    function _provisional() private returns (TermsFixture memory fixture) {
        fixture = _fixtureWithFees();
        (fixture.passingScore, fixture.payoutStep, fixture.contestWindow) = (1, 1, 1 hours);
        _open(fixture);
        _judge(fixture, 0, 5_000);
    }

    function _refusesSettle(TermsFixture memory fixture) private {
        VM.warp(NOW + 2 hours);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _dealId(fixture), uint256(0))
        );
        quittance.settle(fixture.whole(), 0);
    }
}
