// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermsWire} from "../../contracts/libraries/TermsWire.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract BriefTermsTest is DealStage {
    function test_Verdict_AtOnceAndStanding() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        quittance.submitVerdict(sheet.brief(), 0, EVIDENCE, _verdict(sheet, 0, FULL));
        quittance.submitVerdict(sheet.brief(), 1, EVIDENCE, _verdict(sheet, 1, 0));
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "at once");
        sheet.contestWindow = 1 hours;
        _open(sheet);
        quittance.submitVerdict(sheet.brief(), 0, EVIDENCE, _verdict(sheet, 0, FULL));
        VM.warp(NOW + 1 hours);
        quittance.settle(sheet.brief(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * AMOUNT_0, "after standing");
    }

    function test_Surrenders() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        VM.prank(BUYER);
        quittance.accept(sheet.brief(), 0, "");
        VM.prank(SELLER);
        quittance.concede(sheet.brief(), 1, "");
        bytes32 digest = Digests.agreement(address(quittance), dealId, 2, 7e6, OPEN_BY);
        quittance.agree(
            sheet.brief(),
            2,
            7e6,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + 7e6, "seller");
        VM.assertEq(_unsettled(dealId), 0, "unsettled");
    }

    function test_Cancel() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes32 dealId = _open(sheet);
        uint96 left = uint96(sheet.total());
        bytes32 digest = Digests.cancellation(address(quittance), dealId, left, OPEN_BY);
        quittance.cancel(
            sheet.brief(),
            left,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "back");
    }

    function test_RevertWhen_AFeeNeedsItsPayee() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes32 dealId = _open(sheet);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.submitVerdict(sheet.brief(), 0, EVIDENCE, ballots);
        VM.prank(BUYER);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.accept(sheet.brief(), 0, "");
        bytes32 digest = Digests.agreement(address(quittance), dealId, 0, 7e6, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        VM.prank(BUYER);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.agree(sheet.brief(), 0, 7e6, OPEN_BY, "", sellers);
    }

    function test_RevertWhen_ADeliveryNeedsItsWindow() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        _deliver(sheet, 0);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.submitVerdict(sheet.brief(), 0, EVIDENCE, ballots);
        VM.warp(NOW + 2 days);
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.settle(sheet.brief(), 0);
    }

    /// @dev A hash of another covenant names another deal.
    function test_RevertWhen_TheHashIsAnothers() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        bytes memory forged = bytes.concat(sheet.head(), sheet.judgement(), keccak256("another"));
        VM.prank(BUYER);
        VM.expectRevert();
        quittance.accept(forged, 0, "");
    }
}
