// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {Cause} from "../../contracts/types/Settlement.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

/// @dev Accept.tree and Concede.tree: what one party may do alone.
contract SurrenderTest is DealStage {
    // ---- accept ----

    function test_Accept_RevertWhen_SignatureIsNotTheBuyersForThis() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        bytes32 digest = Digests.acceptance(address(quittance), dealId, 0);
        bytes[5] memory wrong = [
            Signing.sign(SELLER_KEY, digest),
            Signing.signHigh(BUYER_KEY, digest),
            Signing.sign(BUYER_KEY, Digests.acceptance(address(quittance), dealId, 1)),
            Signing.sign(BUYER_KEY, Digests.concession(address(quittance), dealId, 0)),
            bytes("")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, digest));
            quittance.accept(sheet.whole(), 0, wrong[i]);
        }
    }

    function test_Accept_PaysInFullLessTheFeeAndReturnsTheOther() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes32 dealId = _open(sheet);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.acceptance(address(quittance), dealId, 1));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 1, Cause.Acceptance, AMOUNT_1, 0);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 1, 1e6);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeCredited(dealId, MARKETPLACE, 1, AMOUNT_1 / 40);
        VM.prank(STRANGER);
        quittance.accept(sheet.whole(), 1, signature);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_1 - AMOUNT_1 / 40, "seller");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + 1e6, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), AMOUNT_1 / 40, "marketplace");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 0, "panel");
        VM.assertEq(_settled(dealId), 2, "settled");
    }

    function test_Accept_TakesTheBuyersOwnCallAndACompactSignature() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        bytes32 digest = Digests.acceptance(address(quittance), dealId, 1);
        quittance.accept(sheet.whole(), 1, Signing.signCompact(BUYER_KEY, digest));
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "seller");
    }

    function test_Accept_AfterDeliveryAndDeadline() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        _deliver(sheet, 0);
        VM.warp(DEADLINE_2 + 365 days);
        VM.startPrank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        quittance.accept(sheet.whole(), 1, "");
        VM.stopPrank();
        VM.assertEq(usdc.balanceOf(SELLER), uint256(AMOUNT_0) + AMOUNT_1, "seller");
    }

    function test_Accept_EndsAStandingVerdictAndReturnsNoFee() external {
        TermSheet memory sheet = _standing();
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 - AMOUNT_0 / 40, "in full, less the marketplace's");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total(), "no fee back");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
        _refusesSettle(sheet);
    }

    // ---- concede ----

    function test_Concede_RevertWhen_SignatureIsNotTheSellersForThis() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        bytes32 digest = Digests.concession(address(quittance), dealId, 0);
        bytes[5] memory wrong = [
            Signing.sign(BUYER_KEY, digest),
            Signing.signHigh(SELLER_KEY, digest),
            Signing.sign(SELLER_KEY, Digests.concession(address(quittance), dealId, 1)),
            Signing.sign(SELLER_KEY, Digests.acceptance(address(quittance), dealId, 0)),
            bytes("")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(BUYER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, digest));
            quittance.concede(sheet.whole(), 0, wrong[i]);
        }
    }

    function test_Concede_PaysBackAmountAndFee() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes32 dealId = _open(sheet);
        bytes memory signature = Signing.sign(SELLER_KEY, Digests.concession(address(quittance), dealId, 2));
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, 2, Cause.Concession, 0, AMOUNT_2);
        VM.expectEmit(address(quittance));
        emit ISettlements.FeeReturned(dealId, BUYER, 2, 1e6);
        VM.prank(STRANGER);
        quittance.concede(sheet.whole(), 2, signature);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + AMOUNT_2 + 1e6, "buyer");
        VM.assertEq(usdc.balanceOf(SELLER), 0, "seller");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), 0, "marketplace");
        VM.assertEq(_settled(dealId), 4, "settled");
    }

    function test_Concede_TakesTheSellersOwnCallAndACompactSignature() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        VM.prank(SELLER);
        quittance.concede(sheet.whole(), 0, "");
        bytes32 digest = Digests.concession(address(quittance), dealId, 1);
        quittance.concede(sheet.whole(), 1, Signing.signCompact(SELLER_KEY, digest));
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_2, "buyer");
    }

    function test_Concede_AfterDeliveryAndDeadline() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        _deliver(sheet, 0);
        VM.warp(DEADLINE_2 + 365 days);
        VM.prank(SELLER);
        quittance.concede(sheet.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT_1 - AMOUNT_2, "buyer");
    }

    function test_Concede_EndsAStandingVerdictAndReturnsNoFee() external {
        TermSheet memory sheet = _standing();
        VM.prank(SELLER);
        quittance.concede(sheet.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - sheet.total() + AMOUNT_0, "the amount without the fee");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "earned");
        _refusesSettle(sheet);
    }

    /// @return sheet A deal with fees, a verdict of half standing for its first milestone.
    function _standing() private returns (TermSheet memory sheet) {
        sheet = _sheetWithFees();
        (sheet.passMark, sheet.gridStep, sheet.contestWindow) = (1, 1, 1 hours);
        _open(sheet);
        _judge(sheet, 0, 5_000);
    }

    function _refusesSettle(TermSheet memory sheet) private {
        VM.warp(NOW + 2 hours);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _dealId(sheet), uint256(0))
        );
        quittance.settle(sheet.whole(), 0);
    }
}
