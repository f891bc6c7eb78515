// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {PolicySheet, PolicySheets} from "../support/PolicySheet.sol";
import {VM} from "../support/Vm.sol";

contract WithdrawFromTest is AccountStage {
    address private constant WALLET = address(0x3a11e7);

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        address[3] memory unknown = [PRINCIPAL, BUYER, _handleOf(PRINCIPAL, 9)];
        _fundLedger(PRINCIPAL, ROW);
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
        address[3] memory callers = [AGENT, STRANGER, handle];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(callers[i], handle, callers[i], 1, _notController(PRINCIPAL, callers[i]));
        }
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuse(PRINCIPAL, handle, PRINCIPAL, 1, _notController(SUCCESSOR, PRINCIPAL));
        VM.prank(SUCCESSOR);
        quittance.withdrawFrom(handle, SUCCESSOR, 5);
        VM.assertEq(usdc.balanceOf(SUCCESSOR), 5, "the new controller");
    }

    function test_RevertWhen_TheWalletIsRefused() external {
        address[4] memory wrong = [address(0), address(usdc), address(quittance), handle];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory reason = abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, wrong[i]);
            _refuse(PRINCIPAL, handle, wrong[i], 1, reason);
            VM.expectRevert(reason);
            VM.prank(SELLER);
            quittance.withdraw(wrong[i], 1);
        }
    }

    function test_RevertWhen_TheAmountIsZero() external {
        _refuse(PRINCIPAL, handle, WALLET, 0, abi.encodeWithSelector(ILedger.Quittance_AmountZero.selector));
    }

    function test_RevertWhen_TheRowHoldsLess() external {
        bytes memory reason = abi.encodeWithSelector(
            ILedger.Quittance_InsufficientBalance.selector,
            handle,
            uint256(HANDLE_ROW),
            uint256(HANDLE_ROW) + 1
        );
        _refuse(PRINCIPAL, handle, WALLET, HANDLE_ROW + 1, reason);
    }

    function test_RevertWhen_TheTokenRefuses() external {
        usdc.blacklist(WALLET);
        VM.expectRevert();
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(handle, WALLET, 1);
        VM.assertEq(_balance(handle), HANDLE_ROW, "the row stays");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(handle, PRINCIPAL, 1);
    }

    function test_RevertWhen_TheAccountWithdrawsItself() external {
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_PolicyNeeded.selector, handle));
        VM.prank(handle);
        quittance.withdraw(WALLET, 1);
    }

    function test_PaysWhateverThePolicySays() external {
        PolicySheet memory nothing = PolicySheets.unlimited();
        (nothing.perTransaction, nothing.perPeriod, nothing.lifetime, nothing.approvalAbove) = (0, 0, 0, 0);
        address account = _openHandle(1, nothing);
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerWithdrawn(account, WALLET, 40e6);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, WALLET, 40e6);
        VM.assertEq(_balance(account), HANDLE_ROW - 40e6, "row");
        _requireSpent(account, 0, 0, 0, "withdrawn");
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, WALLET, HANDLE_ROW - 40e6);
        VM.assertEq(_balance(account), 0, "to the last unit");
        VM.assertEq(usdc.balanceOf(WALLET), HANDLE_ROW, "wallet");
    }

    function test_FrozenOrNot() external {
        _freeze(handle);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.withdrawFrom(handle, PRINCIPAL, HANDLE_ROW);
        VM.stopPrank();
        VM.assertEq(usdc.balanceOf(PRINCIPAL), HANDLE_ROW, "wallet");
    }

    function _refuse(address caller, address account, address to, uint96 amount, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(caller);
        quittance.withdrawFrom(account, to, amount);
    }

    function _notController(address controller, address caller) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller);
    }
}
