// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {DealStage} from "./support/DealStage.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {Milestone, TermSheet, TermSheets} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract OpenTest is DealStage {
    bytes private constant BAD_LENGTH = abi.encodeWithSignature("Error(string)", "ECRecover: invalid signature length");
    bytes private constant BAD_SIGNATURE = abi.encodeWithSignature("Error(string)", "FiatTokenV2: invalid signature");

    // ---- funded from the wallet ----

    function test_Wallet_TakesAmountsAndFeesInOneCallOfAStranger() external {
        TermSheet memory sheet = _sheetWithFees();
        bytes memory buyerSignature = _buyerSignature(sheet);
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.prank(STRANGER);
        bytes32 dealId = quittance.open(sheet.whole(), buyerSignature, sellerSignature);
        uint256 total = uint256(AMOUNT_0) + AMOUNT_1 + AMOUNT_2 + 3e6;
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - total, "buyer's wallet");
        VM.assertEq(usdc.balanceOf(address(quittance)), total, "held");
        VM.assertEq(_unsettled(dealId), total, "unsettled");
        VM.assertTrue(usdc.authorizationState(BUYER, dealId), "the deal id is the nonce");
    }

    function test_Wallet_RemembersTimeMilestonesAndMoneyOnly() external {
        TermSheet memory sheet = _sheet();
        VM.warp(NOW + 7);
        bytes32 dealId = _open(sheet);
        (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
            dealId
        );
        VM.assertEq(openedAt, NOW + 7, "openedAt");
        VM.assertEq(milestones, 3, "milestones");
        VM.assertEq(unsettled, sheet.total(), "unsettled");
        VM.assertEq(settled, 0, "settled");
        VM.assertEq(recorded, 0, "recorded");
    }

    function test_Wallet_EmitsDealOpenedAndGivesBackTheId() external {
        TermSheet memory sheet = _sheet();
        bytes memory buyerSignature = _buyerSignature(sheet);
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(sheet), BUYER, SELLER, sheet.whole());
        bytes32 dealId = quittance.open(sheet.whole(), buyerSignature, sellerSignature);
        VM.assertEq(dealId, _dealId(sheet), "deal id");
    }

    function test_Wallet_TakesCompactSignatures() external {
        TermSheet memory sheet = _sheet();
        for (uint64 salt = 1; salt <= 8; ++salt) {
            sheet.salt = salt;
            bytes32 dealId = quittance.open(
                sheet.whole(),
                Signing.signCompact(BUYER_KEY, _paymentDigest(sheet)),
                Signing.signCompact(SELLER_KEY, _dealId(sheet))
            );
            VM.assertEq(_unsettled(dealId), sheet.total(), "unsettled");
        }
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsEmpty() external {
        TermSheet memory sheet = _sheet();
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.prank(BUYER);
        VM.expectRevert(BAD_LENGTH);
        quittance.open(sheet.whole(), "", sellerSignature);
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsHighS() external {
        TermSheet memory sheet = _sheet();
        bytes memory high = Signing.signHigh(BUYER_KEY, _paymentDigest(sheet));
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "ECRecover: invalid signature 's' value"));
        quittance.open(sheet.whole(), high, sellerSignature);
    }

    function test_Wallet_RevertWhen_BuyersSignatureIsTooLong() external {
        TermSheet memory sheet = _sheet();
        bytes memory long = bytes.concat(_buyerSignature(sheet), hex"00");
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.expectRevert(BAD_LENGTH);
        quittance.open(sheet.whole(), long, sellerSignature);
    }

    function test_Wallet_RevertWhen_AnotherAmountOrTimeWasAuthorised() external {
        TermSheet memory sheet = _sheet();
        bytes memory sellerSignature = _sellerSignature(sheet);
        bytes32 id = _dealId(sheet);
        bytes[3] memory wrong = [
            _authorized(sheet.total() - 1, sheet.openBy, id),
            _authorized(sheet.total(), sheet.openBy + 1, id),
            _authorized(sheet.total(), sheet.openBy, keccak256("another"))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(BAD_SIGNATURE);
            quittance.open(sheet.whole(), wrong[i], sellerSignature);
        }
    }

    function test_Wallet_RevertWhen_WalletHasLessThanTheTotal() external {
        TermSheet memory sheet = _sheet();
        uint256 tooMuch = FUNDS - sheet.total() + 1;
        VM.prank(BUYER);
        usdc.transfer(STRANGER, tooMuch);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "ERC20: transfer amount exceeds balance"));
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
        VM.assertEq(_unsettled(_dealId(sheet)), 0, "nothing half-done");
    }

    function test_Wallet_RevertWhen_TokenIsPaused() external {
        TermSheet memory sheet = _sheet();
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        usdc.pause();
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "Pausable: paused"));
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
        usdc.unpause();
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    // ---- funded from the ledger ----

    function test_Ledger_TakesTheTotalFromTheRowOnly() external {
        TermSheet memory sheet = _ledgerSheet();
        bytes32 dealId = _open(sheet);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "row");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "wallet");
        VM.assertEq(_unsettled(dealId), sheet.total(), "unsettled");
    }

    function test_Ledger_TakesACompactSignature() external {
        TermSheet memory sheet = _ledgerSheet();
        bytes memory compact = Signing.signCompact(BUYER_KEY, _dealId(sheet));
        quittance.open(sheet.whole(), compact, _sellerSignature(sheet));
    }

    function test_Ledger_TakesTheBuyersOwnCall() external {
        TermSheet memory sheet = _ledgerSheet();
        bytes memory sellerSignature = _sellerSignature(sheet);
        VM.prank(BUYER);
        quittance.open(sheet.whole(), "", sellerSignature);
    }

    function test_Ledger_RevertWhen_RowHoldsOneUnitLess() external {
        TermSheet memory sheet = _ledgerSheet();
        VM.prank(BUYER);
        quittance.withdraw(BUYER, 1);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        uint256 total = sheet.total();
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, total - 1, total)
        );
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    function test_Ledger_RevertWhen_SignatureIsNotTheBuyers() external {
        TermSheet memory sheet = _ledgerSheet();
        bytes32 dealId = _dealId(sheet);
        bytes memory sellerSignature = _sellerSignature(sheet);
        bytes[4] memory wrong = [
            Signing.sign(STRANGER_KEY, dealId),
            Signing.signHigh(BUYER_KEY, dealId),
            bytes(""),
            sellerSignature
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, dealId));
            quittance.open(sheet.whole(), wrong[i], sellerSignature);
        }
    }

    // ---- the seller's consent ----

    function test_TakesTheSellersOwnCall() external {
        TermSheet memory sheet = _sheet();
        bytes memory buyerSignature = _buyerSignature(sheet);
        VM.prank(SELLER);
        quittance.open(sheet.whole(), buyerSignature, "");
    }

    function test_RevertWhen_SignatureIsNotTheSellers() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _dealId(sheet);
        bytes memory buyerSignature = _buyerSignature(sheet);
        bytes[6] memory wrong = [
            Signing.sign(STRANGER_KEY, dealId),
            Signing.signHigh(SELLER_KEY, dealId),
            bytes(""),
            bytes.concat(Signing.sign(SELLER_KEY, dealId), hex"00"),
            new bytes(65),
            new bytes(64)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, dealId));
            quittance.open(sheet.whole(), buyerSignature, wrong[i]);
        }
    }

    // ---- time ----

    function test_OpensAtOneSecondBeforeOpenBy() external {
        VM.warp(OPEN_BY - 1);
        _open(_sheet());
    }

    function test_RevertWhen_TimeIsOpenByOrLater() external {
        TermSheet memory sheet = _sheet();
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(OPEN_BY + late);
            VM.expectRevert(
                abi.encodeWithSelector(IDeals.Quittance_OpeningExpired.selector, uint256(OPEN_BY), OPEN_BY + late)
            );
            quittance.open(sheet.whole(), buyerSignature, sellerSignature);
        }
    }

    // ---- once, for ever ----

    function test_RevertWhen_OpenedBefore() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    function test_RevertWhen_OpenedBeforeAndFinal() external {
        TermSheet memory sheet = _ledgerSheet();
        bytes32 dealId = _open(sheet);
        for (uint8 i = 0; i < 3; ++i) {
            VM.prank(BUYER);
            quittance.accept(sheet.whole(), i, "");
        }
        VM.assertEq(_unsettled(dealId), 0, "final");
        _fundLedger(BUYER, uint96(sheet.total()));
        (bytes memory buyerSignature, bytes memory sellerSignature) = _signatures(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, dealId));
        quittance.open(sheet.whole(), buyerSignature, sellerSignature);
    }

    // ---- at the bounds ----

    function test_OpensWithOneAndWith32Milestones() external {
        TermSheet memory sheet = _sheet();
        sheet.milestones = new Milestone[](1);
        sheet.milestones[0] = Milestone(1, NOW + 1);
        (, uint8 milestones, , , ) = quittance.dealOf(_open(sheet));
        VM.assertEq(milestones, 1, "one");
        sheet.milestones = new Milestone[](32);
        for (uint96 i = 0; i < 32; ++i) sheet.milestones[i] = Milestone(i + 1, NOW + 730 days);
        bytes32 dealId = _open(sheet);
        (, milestones, , , ) = quittance.dealOf(dealId);
        VM.assertEq(milestones, 32, "32");
        VM.assertEq(_unsettled(dealId), 528, "1 + 2 + ... + 32");
        for (uint8 i = 0; i < 32; ++i) {
            VM.prank(BUYER);
            quittance.accept(sheet.whole(), i, "");
        }
        VM.assertEq(usdc.balanceOf(SELLER), 528, "all of it");
        VM.assertEq(_settled(dealId), type(uint32).max, "all bits");
    }

    function test_OpensWith1And3And15Jurors() external {
        TermSheet memory sheet = _sheet();
        uint256[3] memory sizes = [uint256(1), 3, 15];
        for (uint256 i = 0; i < 3; ++i) {
            sheet.panel = _panel(sizes[i]);
            _open(sheet);
            _judge(sheet, 0, FULL);
        }
        VM.assertEq(usdc.balanceOf(SELLER), 3 * uint256(AMOUNT_0), "each decided");
    }

    function test_OpensWithTheLargestTotal() external {
        TermSheet memory sheet = _sheet();
        sheet.milestones = new Milestone[](2);
        sheet.milestones[0] = Milestone(type(uint96).max - 4, DEADLINE_0);
        sheet.milestones[1] = Milestone(2, DEADLINE_1);
        sheet.verificationFee = 1;
        sheet.panelAccount = PANEL_ACCOUNT;
        _mint(BUYER, type(uint96).max);
        VM.assertEq(_unsettled(_open(sheet)), type(uint96).max, "unsettled");
    }

    function test_OpensForEveryCombinationOfRoutes() external {
        TermSheet memory sheet = _sheet();
        for (uint8 routes = 0; routes < 8; ++routes) {
            sheet.routes = routes;
            if (routes & TermSheets.FUNDED_FROM_LEDGER != 0) _fundLedger(BUYER, uint96(sheet.total()));
            VM.assertEq(_unsettled(_open(sheet)), sheet.total(), "unsettled");
        }
    }

    function _ledgerSheet() private returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER;
        _fundLedger(BUYER, uint96(sheet.total()));
    }

    function _signatures(TermSheet memory sheet) private view returns (bytes memory, bytes memory) {
        return (_buyerSignature(sheet), _sellerSignature(sheet));
    }

    function _authorized(uint256 value, uint256 validBefore, bytes32 nonce) private view returns (bytes memory) {
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            BUYER,
            value,
            validBefore,
            nonce
        );
        return Signing.sign(BUYER_KEY, digest);
    }
}
