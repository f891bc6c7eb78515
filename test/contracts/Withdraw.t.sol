// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {DealStage} from "./support/DealStage.sol";
import {VM} from "./support/Vm.sol";

contract WithdrawTest is DealStage {
    uint96 private constant ROW = 25e6;

    function setUp() public override {
        super.setUp();
        _fundLedger(SELLER, ROW);
        _fundLedger(STRANGER, ROW);
    }

    function test_RevertWhen_TargetMayHoldNoMoney() external {
        address[3] memory barred = [address(0), address(usdc), address(quittance)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, barred[i]));
            quittance.withdraw(barred[i], 1);
        }
    }

    function test_RevertWhen_AmountIsZero() external {
        VM.prank(SELLER);
        VM.expectRevert(ILedger.Quittance_AmountZero.selector);
        quittance.withdraw(SELLER, 0);
    }

    function test_RevertWhen_RowHoldsOneUnitLess() external {
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                SELLER,
                uint256(ROW),
                uint256(ROW) + 1
            )
        );
        quittance.withdraw(SELLER, ROW + 1);
    }

    function test_RevertWhen_TokenRefusesTheTarget() external {
        usdc.blacklist(SELLER);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "Blacklistable: account is blacklisted"));
        quittance.withdraw(SELLER, ROW);
        VM.assertEq(quittance.balanceOf(SELLER), ROW, "row");
        VM.prank(SELLER);
        quittance.withdraw(BUYER, ROW);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + ROW, "another target");
    }

    function test_MovesTheMoneyToAnyTargetAndLeavesOtherRowsAlone() external {
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerWithdrawn(SELLER, BUYER, 10e6);
        VM.prank(SELLER);
        quittance.withdraw(BUYER, 10e6);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + 10e6, "target");
        VM.assertEq(quittance.balanceOf(SELLER), ROW - 10e6, "row");
        VM.assertEq(quittance.balanceOf(STRANGER), ROW, "another's row");
        VM.prank(SELLER);
        quittance.withdraw(SELLER, ROW - 10e6);
        VM.assertEq(quittance.balanceOf(SELLER), 0, "all of it");
        VM.assertEq(usdc.balanceOf(address(quittance)), ROW, "held for the other");
    }

    /// @dev What somebody sends in uninvited belongs to nobody.
    function test_RevertWhen_OnlyUninvitedTokensWouldCoverIt() external {
        _mint(address(quittance), 1_000e6);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, uint256(0), uint256(1))
        );
        quittance.withdraw(BUYER, 1);
    }
}
