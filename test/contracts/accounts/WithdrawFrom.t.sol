// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {ISalts} from "../../../contracts/interfaces/ISalts.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract WithdrawFromTest is AccountBase {
    address private constant WALLET = address(0x3a11e7);

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        address[3] memory unknown = [PRINCIPAL, BUYER, _managedAccountOf(PRINCIPAL, 9)];
        _fundLedger(PRINCIPAL, BALANCE);
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(
                PRINCIPAL,
                unknown[i],
                WALLET,
                1,
                abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, unknown[i])
            );
        }
    }

    function test_RevertWhen_TheCallerIsNotTheController() external {
        address[3] memory callers = [AGENT, STRANGER, managedAccount];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(callers[i], managedAccount, callers[i], 1, _notController(PRINCIPAL, callers[i]));
        }
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuse(PRINCIPAL, managedAccount, PRINCIPAL, 1, _notController(SUCCESSOR, PRINCIPAL));
        VM.prank(SUCCESSOR);
        quittance.withdrawFrom(managedAccount, SUCCESSOR, 5, 1);
        VM.assertEq(usdc.balanceOf(SUCCESSOR), 5, "the new controller");
    }

    function test_RevertWhen_TheWalletIsRefused() external {
        address unopened = _managedAccountOf(STRANGER, 7);
        address[5] memory wrong = [address(0), address(usdc), address(quittance), managedAccount, unopened];
        for (uint256 i = 0; i < 5; ++i) {
            bytes memory reason = abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, wrong[i]);
            _refuse(PRINCIPAL, managedAccount, wrong[i], 1, reason);
            VM.expectRevert(reason);
            VM.prank(SELLER);
            quittance.withdraw(wrong[i], 1, 2);
        }
    }

    function test_RevertWhen_TheAmountIsZero() external {
        _refuse(PRINCIPAL, managedAccount, WALLET, 0, abi.encodeWithSelector(ILedger.Quittance_AmountZero.selector));
    }

    function test_RevertWhen_TheBalanceHoldsLess() external {
        bytes memory reason = abi.encodeWithSelector(
            ILedger.Quittance_InsufficientBalance.selector,
            managedAccount,
            uint256(MANAGED_ACCOUNT_BALANCE),
            uint256(MANAGED_ACCOUNT_BALANCE) + 1
        );
        _refuse(PRINCIPAL, managedAccount, WALLET, MANAGED_ACCOUNT_BALANCE + 1, reason);
    }

    function test_RevertWhen_TheTokenRefuses() external {
        usdc.blacklist(WALLET);
        VM.expectRevert();
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, WALLET, 1, 3);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "the balance stays");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, PRINCIPAL, 1, 4);
    }

    function test_RevertWhen_TheAccountWithdrawsItself() external {
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_PolicyNeeded.selector, managedAccount));
        VM.prank(managedAccount);
        quittance.withdraw(WALLET, 1, 5);
    }

    function test_PaysWhateverThePolicySays() external {
        PolicyFixture memory nothing = PolicyFixtures.unlimited();
        (nothing.perTransaction, nothing.perPeriod, nothing.lifetime, nothing.approvalAbove) = (0, 0, 0, 0);
        address account = _openManagedAccount(1, nothing);
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerWithdrawn(account, WALLET, 40e6, 6);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, WALLET, 40e6, 6);
        VM.assertEq(_balance(account), MANAGED_ACCOUNT_BALANCE - 40e6, "balance");
        _requireSpent(account, 0, 0, 0, "withdrawn");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, WALLET, MANAGED_ACCOUNT_BALANCE - 40e6, 7);
        VM.assertEq(_balance(account), 0, "to the last unit");
        VM.assertEq(usdc.balanceOf(WALLET), MANAGED_ACCOUNT_BALANCE, "wallet");
    }

    /// @dev Nobody but the account's controller uses up a salt of the account: not the account, not another principal, and
    /// not its controller under its own name.
    function test_RevertWhen_TheSaltWasUsed() external {
        _fundLedger(PRINCIPAL, 10);
        VM.prank(PRINCIPAL);
        quittance.withdraw(WALLET, 1, 9);
        _refuse(STRANGER, managedAccount, WALLET, 1, _notController(PRINCIPAL, STRANGER));
        VM.assertFalse(_isWithdrawalSaltUsed(managedAccount, 9), "not used yet");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, WALLET, 1, 9);
        VM.assertTrue(_isWithdrawalSaltUsed(managedAccount, 9), "used");
        bytes memory reason = abi.encodeWithSelector(
            ISalts.Quittance_SaltAlreadyUsed.selector,
            managedAccount,
            uint64(9)
        );
        _refuse(PRINCIPAL, managedAccount, WALLET, 1, reason);
        _refuse(PRINCIPAL, managedAccount, WALLET, MANAGED_ACCOUNT_BALANCE, reason);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 1, "withdrawn once");
        address other = _openManagedAccount(1, PolicyFixtures.unlimited());
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(other, WALLET, 1, 9);
        VM.assertEq(_balance(other), MANAGED_ACCOUNT_BALANCE - 1, "another account has its own");
    }

    function test_FrozenOrNot() external {
        _freeze(managedAccount);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.withdrawFrom(managedAccount, PRINCIPAL, MANAGED_ACCOUNT_BALANCE, 8);
        VM.stopPrank();
        VM.assertEq(usdc.balanceOf(PRINCIPAL), MANAGED_ACCOUNT_BALANCE, "wallet");
    }

    function _refuse(address caller, address account, address to, uint96 amount, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(caller);
        quittance.withdrawFrom(account, to, amount, 9);
    }

    function _notController(address controller, address caller) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller);
    }
}
