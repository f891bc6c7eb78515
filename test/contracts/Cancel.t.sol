// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {Milestone, TermSheet, TermSheets} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract CancelTest is DealStage {
    uint40 private constant UNTIL = NOW + 2 hours;

    function test_RevertWhen_DealIsUnknown() external {
        TermSheet memory sheet = _sheet();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(sheet)));
        quittance.cancel(sheet.whole(), 1, UNTIL, "", "");
    }

    function test_ValidUntilIsExclusive() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        uint96 left = uint96(sheet.total());
        (bytes memory buyers, bytes memory sellers) = _both(sheet, left, UNTIL);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(UNTIL + late);
            VM.expectRevert(
                abi.encodeWithSelector(ISettlements.Quittance_SignatureExpired.selector, uint256(UNTIL), UNTIL + late)
            );
            quittance.cancel(sheet.whole(), left, UNTIL, buyers, sellers);
        }
        VM.warp(UNTIL - 1);
        quittance.cancel(sheet.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "all of it back");
    }

    function test_RevertWhen_RemainderIsNotWhatIsLeft() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        uint96 left = uint96(sheet.total());
        uint96[3] memory wrong = [left - 1, left + 1, 0];
        for (uint256 i = 0; i < 3; ++i) {
            (bytes memory buyers, bytes memory sellers) = _both(sheet, wrong[i], UNTIL);
            VM.expectRevert(_mismatch(wrong[i], left));
            quittance.cancel(sheet.whole(), wrong[i], UNTIL, buyers, sellers);
        }
    }

    function test_RevertWhen_AMilestoneSettledAfterBothSigned() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        uint96 left = uint96(sheet.total());
        (bytes memory buyers, bytes memory sellers) = _both(sheet, left, UNTIL);
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.expectRevert(_mismatch(left, left - AMOUNT_0));
        quittance.cancel(sheet.whole(), left, UNTIL, buyers, sellers);
    }

    function test_RevertWhen_NothingIsLeft() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        for (uint8 i = 0; i < 3; ++i) _judge(sheet, i, FULL);
        (bytes memory buyers, bytes memory sellers) = _both(sheet, 0, UNTIL);
        VM.expectRevert(abi.encodeWithSelector(ISettlements.Quittance_DealAlreadySettled.selector, dealId));
        quittance.cancel(sheet.whole(), 0, UNTIL, buyers, sellers);
    }

    function test_RevertWhen_EitherHasNotSignedThis() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        uint96 left = uint96(sheet.total());
        (bytes memory buyers, bytes memory sellers) = _both(sheet, left, UNTIL);
        (bytes memory buyersLater, bytes memory sellersLater) = _both(sheet, left, UNTIL + 1);
        _refuses(sheet, BUYER, buyersLater, sellers);
        _refuses(sheet, SELLER, buyers, sellersLater);
        _refuses(sheet, BUYER, "", sellers);
        _refuses(sheet, SELLER, buyers, "");
        _refuses(sheet, BUYER, sellers, buyers);
        bytes32 digest = Digests.cancellation(address(quittance), _dealId(sheet), left, UNTIL);
        _refuses(sheet, BUYER, Signing.signHigh(BUYER_KEY, digest), sellers);
    }

    function test_PaysEverythingLeftBackAndTellsWhichEnded() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes32 dealId = _open(sheet);
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 1, "");
        uint96 left = AMOUNT_0 + AMOUNT_2 + 2e6;
        (bytes memory buyers, bytes memory sellers) = _both(sheet, left, UNTIL);
        uint256 before = usdc.balanceOf(BUYER);
        VM.expectEmit(address(quittance));
        emit ISettlements.DealCancelled(dealId, left, 5);
        VM.prank(STRANGER);
        quittance.cancel(sheet.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), before + left, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), AMOUNT_1 / 40, "only what was sold before");
        VM.assertEq(_settled(dealId), 7, "settled");
        VM.assertEq(_unsettled(dealId), 0, "unsettled");
    }

    function test_EndsStandingVerdictsAndDeliveries() external {
        TermSheet memory sheet = _sheetWithFees();
        sheet.contestWindow = 1 hours;
        sheet.routes = TermSheets.BUYER_TO_LEDGER;
        bytes32 dealId = _open(sheet);
        _judge(sheet, 0, FULL);
        _deliver(sheet, 1);
        uint96 left = uint96(sheet.total()) - 1e6;
        (bytes memory buyers, bytes memory sellers) = _both(sheet, left, UNTIL);
        quittance.cancel(sheet.whole(), left, UNTIL, buyers, sellers);
        VM.assertEq(quittance.balanceOf(BUYER), left, "buyer's row, without the fee that was earned");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 1e6, "panel");
        VM.warp(DEADLINE_2 + 30 days);
        for (uint8 i = 0; i < 3; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(i))
            );
            quittance.settle(sheet.whole(), i);
        }
    }

    function test_All32MilestonesAtOnceAndATombstone() external {
        TermSheet memory sheet = _sheet();
        sheet.milestones = new Milestone[](32);
        for (uint256 i = 0; i < 32; ++i) sheet.milestones[i] = Milestone(1e6, DEADLINE_0);
        bytes32 dealId = _open(sheet);
        (bytes memory buyers, bytes memory sellers) = _both(sheet, 32e6, UNTIL);
        VM.expectEmit(address(quittance));
        emit ISettlements.DealCancelled(dealId, 32e6, type(uint32).max);
        quittance.cancel(sheet.whole(), 32e6, UNTIL, buyers, sellers);
        (uint40 openedAt, uint8 milestones, , uint32 settled, ) = quittance.dealOf(dealId);
        VM.assertEq(openedAt, NOW, "openedAt");
        VM.assertEq(milestones, 32, "milestones");
        VM.assertEq(settled, type(uint32).max, "settled");
        (bytes memory buyerSignature, bytes memory sellerSignature) = (_buyerSignature(sheet), _sellerSignature(sheet));
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    function test_APartyPostsTheOthersSignature() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        (, bytes memory sellers) = _both(sheet, uint96(sheet.total()), UNTIL);
        VM.prank(BUYER);
        quittance.cancel(sheet.whole(), uint96(sheet.total()), UNTIL, "", sellers);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "all of it back");
    }

    function _both(
        TermSheet memory sheet,
        uint96 remainder,
        uint40 validUntil
    ) private view returns (bytes memory, bytes memory) {
        bytes32 digest = Digests.cancellation(address(quittance), _dealId(sheet), remainder, validUntil);
        return (Signing.sign(BUYER_KEY, digest), Signing.sign(SELLER_KEY, digest));
    }

    function _refuses(TermSheet memory sheet, address missing, bytes memory buyers, bytes memory sellers) private {
        uint96 left = uint96(sheet.total());
        bytes32 digest = Digests.cancellation(address(quittance), _dealId(sheet), left, UNTIL);
        bytes memory terms = sheet.whole();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, missing, digest));
        quittance.cancel(terms, left, UNTIL, buyers, sellers);
    }

    function _mismatch(uint256 remainder, uint256 left) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISettlements.Quittance_RemainderMismatch.selector, remainder, left);
    }
}
