// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {ISalts} from "../../contracts/interfaces/ISalts.sol";
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
            quittance.withdraw(barred[i], 1, 1);
        }
    }

    function test_RevertWhen_AmountIsZero() external {
        VM.prank(SELLER);
        VM.expectRevert(ILedger.Quittance_AmountZero.selector);
        quittance.withdraw(SELLER, 0, 2);
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
        quittance.withdraw(SELLER, BALANCE + 1, 3);
    }

    function test_RevertWhen_TokenRefusesTheTarget() external {
        usdc.blacklist(SELLER);
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSignature("Error(string)", "Blacklistable: account is blacklisted"));
        quittance.withdraw(SELLER, BALANCE, 4);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "balance");
        VM.prank(SELLER);
        quittance.withdraw(BUYER, BALANCE, 5);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + BALANCE, "another target");
    }

    function test_MovesTheMoneyToAnyTargetAndLeavesOtherBalancesAlone() external {
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerWithdrawn(SELLER, BUYER, 10e6, 6);
        VM.prank(SELLER);
        quittance.withdraw(BUYER, 10e6, 6);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + 10e6, "target");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - 10e6, "balance");
        VM.assertEq(quittance.balanceOf(STRANGER), BALANCE, "another's balance");
        VM.prank(SELLER);
        quittance.withdraw(SELLER, BALANCE - 10e6, 7);
        VM.assertEq(quittance.balanceOf(SELLER), 0, "all of it");
        VM.assertEq(usdc.balanceOf(address(quittance)), BALANCE, "held for the other");
    }

    /// @dev The balance is spent by the first call, which is what the second has to say, and not that nothing is left.
    function test_RevertWhen_TheCallerUsedTheSalt() external {
        bytes memory reason = abi.encodeWithSelector(ISalts.Quittance_SaltAlreadyUsed.selector, SELLER, uint64(77));
        VM.prank(SELLER);
        quittance.withdraw(BUYER, BALANCE, 77);
        VM.assertTrue(_isWithdrawalSaltUsed(SELLER, 77), "used");
        VM.expectRevert(reason);
        VM.prank(SELLER);
        quittance.withdraw(BUYER, BALANCE, 77);
        _fundLedger(SELLER, BALANCE);
        VM.expectRevert(reason);
        VM.prank(SELLER);
        quittance.withdraw(SELLER, 1, 77);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "withdrawn once");
        VM.prank(SELLER);
        quittance.withdraw(SELLER, 1, 78);
        VM.prank(STRANGER);
        quittance.withdraw(SELLER, 1, 77);
        VM.assertFalse(_isDepositSaltUsed(SELLER, 77), "another kind");
    }

    function test_ARefusedWithdrawalLeavesItsSalt() external {
        usdc.blacklist(BUYER);
        VM.prank(SELLER);
        VM.expectRevert();
        quittance.withdraw(BUYER, BALANCE, 1);
        VM.assertFalse(_isWithdrawalSaltUsed(SELLER, 1), "not used");
        usdc.unBlacklist(BUYER);
        VM.prank(SELLER);
        quittance.withdraw(BUYER, BALANCE, 1);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS + BALANCE, "the same call, later");
    }

    /// @dev What somebody sends in uninvited belongs to no one.
    function test_RevertWhen_OnlyUninvitedTokensWouldCoverIt() external {
        _mint(address(quittance), 1_000e6);
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(ILedger.Quittance_InsufficientBalance.selector, BUYER, uint256(0), uint256(1))
        );
        quittance.withdraw(BUYER, 1, 8);
    }
}
