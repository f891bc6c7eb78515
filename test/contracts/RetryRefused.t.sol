// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {Signatures} from "../../contracts/libraries/Signatures.sol";
import {DealStage} from "./support/DealStage.sol";
import {TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract RetryRefusedTest is DealStage {
    function setUp() public override {
        super.setUp();
        _open(_sheet());
        _open(_second());
    }

    function test_RevertWhen_NothingWasRefused() external {
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_NothingRefused.selector, SELLER));
        quittance.retryRefused(SELLER);
    }

    function test_RefusedPayout_WaitsAndIsTold() external {
        usdc.blacklist(SELLER);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(_sheet()), SELLER, AMOUNT_0);
        _judge(_sheet(), 0, FULL);
        VM.assertEq(quittance.refusedOf(SELLER), AMOUNT_0, "refused row");
        VM.assertEq(quittance.balanceOf(SELLER), 0, "not spendable");
        VM.assertEq(_settled(_dealId(_sheet())), 1, "settled all the same");
    }

    function test_RefusedRefund_WaitsForTheBuyer() external {
        usdc.blacklist(BUYER);
        VM.prank(SELLER);
        quittance.concede(_sheet().whole(), 1, "");
        VM.assertEq(quittance.refusedOf(BUYER), AMOUNT_1, "refused row");
        usdc.unBlacklist(BUYER);
        uint256 before = usdc.balanceOf(BUYER);
        quittance.retryRefused(BUYER);
        VM.assertEq(usdc.balanceOf(BUYER), before + AMOUNT_1, "paid");
    }

    function test_RevertWhen_TokenStillRefuses() external {
        _refuse();
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_PayoutStillRefused.selector, SELLER, uint256(AMOUNT_0) + AMOUNT_1)
        );
        quittance.retryRefused(SELLER);
        VM.assertEq(quittance.refusedOf(SELLER), AMOUNT_0 + AMOUNT_1, "as it was");
    }

    function test_RevertWhen_TokenIsPaused() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        usdc.pause();
        VM.expectPartialRevert(ILedger.Quittance_PayoutStillRefused.selector);
        quittance.retryRefused(SELLER);
    }

    function test_PaysEverythingThatWaitedToThatAddressOnly() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        VM.expectEmit(address(quittance));
        emit ILedger.RefusedPaid(SELLER, AMOUNT_0 + AMOUNT_1);
        VM.prank(STRANGER);
        quittance.retryRefused(SELLER);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "paid");
        VM.assertEq(usdc.balanceOf(STRANGER), 0, "the caller");
        VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_NothingRefused.selector, SELLER));
        quittance.retryRefused(SELLER);
    }

    function test_RevertWhen_ThereIsTooLittleGas() external {
        _refuse();
        usdc.unBlacklist(SELLER);
        VM.expectPartialRevert(Signatures.Quittance_InsufficientGas.selector);
        quittance.retryRefused{gas: 120_000}(SELLER);
        VM.assertEq(quittance.refusedOf(SELLER), AMOUNT_0 + AMOUNT_1, "as it was");
    }

    /// @dev Nobody but the address itself is ever paid from its refused row: not even its own withdrawal reaches it.
    function test_RevertWhen_TheRefusedRowIsWithdrawn() external {
        _refuse();
        VM.prank(SELLER);
        VM.expectPartialRevert(ILedger.Quittance_InsufficientBalance.selector);
        quittance.withdraw(STRANGER, 1);
    }

    /// @dev A payout to the ledger asks the token nothing.
    function test_PayoutToTheLedger_IsNeverRefused() external {
        TermSheet memory sheet = _sheet();
        sheet.salt = 3;
        sheet.routes = 6;
        _open(sheet);
        usdc.blacklist(SELLER);
        usdc.pause();
        _judge(sheet, 0, FULL);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0, "row");
        VM.assertEq(quittance.refusedOf(SELLER), 0, "refused row");
    }

    function _second() private view returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.salt = 2;
    }

    /// @dev Two milestones of two deals wait.
    function _refuse() private {
        usdc.blacklist(SELLER);
        _judge(_sheet(), 0, FULL);
        _judge(_second(), 1, FULL);
    }
}
