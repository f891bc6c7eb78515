// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {DealBase} from "./support/DealBase.sol";
import {VM} from "./support/Vm.sol";

contract WithdrawTest is DealBase {
    uint96 private constant BALANCE = 25e6;

    function setUp() public override {
        super.setUp();
        _fundLedger(SELLER, BALANCE);
        _fundLedger(STRANGER, BALANCE);
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

    function test_RevertWhen_BalanceHoldsOneUnitLess() external {
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                SELLER,
                uint256(BALANCE),
                uint256(BALANCE) + 1
            )
        );
        quittance.withdraw(SELLER, BALANCE + 1);
    }

    function test_RevertWhen_TokenRefusesTheTarget() external {
        usdc.blacklist(SELLER);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "Blacklistable: account is blacklisted"));
        quittance.withdraw(SELLER, BALANCE);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "balance");
        VM.prank(SELLER);
        quittance.withdraw(BUYER, BALANCE);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + BALANCE, "another target");
    }

    function test_MovesTheMoneyToAnyTargetAndLeavesOtherBalancesAlone() external {
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerWithdrawn(SELLER, BUYER, 10e6);
        VM.prank(SELLER);
        quittance.withdraw(BUYER, 10e6);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + 10e6, "target");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - 10e6, "balance");
        VM.assertEq(quittance.balanceOf(STRANGER), BALANCE, "another's balance");
        VM.prank(SELLER);
        quittance.withdraw(SELLER, BALANCE - 10e6);
        VM.assertEq(quittance.balanceOf(SELLER), 0, "all of it");
        VM.assertEq(usdc.balanceOf(address(quittance)), BALANCE, "held for the other");
    }

    /// @dev What somebody sends in uninvited belongs to no one.
    function test_RevertWhen_OnlyUninvitedTokensWouldCoverIt() external {
        _mint(address(quittance), 1_000e6);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, uint256(0), uint256(1))
        );
        quittance.withdraw(BUYER, 1);
    }
}
