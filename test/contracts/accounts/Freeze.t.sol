// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicySheets} from "../support/PolicySheet.sol";
import {VM} from "../support/Vm.sol";

contract FreezeTest is AccountStage {
    address private _second;
    address private _foreign;

    function setUp() public override {
        super.setUp();
        _second = _openHandle(1, PolicySheets.unlimited());
        _foreign = _openHandleOf(STRANGER, 0, PolicySheets.unlimited());
    }

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        address[] memory accounts = _pair(handle, BUYER);
        bytes memory reason = abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.freeze(accounts);
        VM.expectRevert(reason);
        quittance.thaw(accounts);
        VM.stopPrank();
        _requireFrozen(handle, false);
    }

    function test_RevertWhen_TheCallerDoesNotControlTheAccounts() external {
        address[] memory accounts = _pair(handle, _foreign);
        bytes memory reason = _notController(STRANGER, STRANGER, PRINCIPAL);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.freeze(accounts);
        VM.expectRevert(reason);
        quittance.thaw(accounts);
        VM.stopPrank();
        VM.startPrank(AGENT);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, AGENT));
        quittance.freeze(_one(handle));
        VM.stopPrank();
        _requireFrozen(handle, false);
    }

    function test_RevertWhen_TheCallerDoesNotControlThePrincipal() external {
        VM.startPrank(STRANGER);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, STRANGER));
        quittance.freezeAll(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, STRANGER));
        quittance.thawAll(PRINCIPAL);
        VM.stopPrank();
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        quittance.freezeAll(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        quittance.thaw(_one(handle));
        VM.stopPrank();
        _requireFrozen(handle, false);
    }

    function test_FreezesAndThaws() external {
        address third = _openHandle(2, PolicySheets.unlimited());
        address[] memory accounts = _pair(handle, _second);
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.AccountFrozen(accounts[i]);
        }
        VM.prank(PRINCIPAL);
        quittance.freeze(accounts);
        _requireFrozen(handle, true);
        _requireFrozen(_second, true);
        _requireFrozen(third, false);
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.AccountThawed(accounts[i]);
        }
        VM.prank(PRINCIPAL);
        quittance.thaw(accounts);
        _requireFrozen(handle, false);
        _requireFrozen(_second, false);
    }

    function test_FreezesAllAndThawsAll() external {
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalFrozen(PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        (, , bool frozen) = quittance.principalOf(PRINCIPAL);
        VM.assertTrue(frozen, "the principal");
        address later = _openHandle(2, PolicySheets.unlimited());
        _requireFrozen(handle, true);
        _requireFrozen(_second, true);
        _requireFrozen(later, true);
        _requireFrozenOf(STRANGER, _foreign, false);
        _freeze(_second);
        _thaw(handle);
        _requireFrozen(handle, true);
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalThawed(PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.thawAll(PRINCIPAL);
        _requireFrozen(handle, false);
        _requireFrozen(_second, true);
        _requireFrozen(later, false);
    }

    function test_AgainIsNoChange() external {
        _freeze(handle);
        _freeze(handle);
        _requireFrozen(handle, true);
        _thaw(handle);
        _thaw(handle);
        _requireFrozen(handle, false);
        VM.startPrank(PRINCIPAL);
        quittance.thawAll(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        VM.stopPrank();
        _requireFrozen(handle, true);
        VM.prank(PRINCIPAL);
        quittance.thawAll(PRINCIPAL);
        _requireFrozen(handle, false);
    }

    function test_TheNewControllerFindsItFrozenAndThaws() external {
        _freeze(_second);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _handOver(PRINCIPAL, SUCCESSOR);
        _requireFrozen(handle, true);
        VM.startPrank(SUCCESSOR);
        quittance.thawAll(PRINCIPAL);
        quittance.thaw(_one(_second));
        VM.stopPrank();
        _requireFrozen(handle, false);
        _requireFrozen(_second, false);
    }

    function test_TheRowKeepsItsBalanceAndCounters() external {
        _spend(handle, PolicySheets.unlimited(), 1, 7e6);
        _freeze(handle);
        VM.assertEq(_balance(handle), HANDLE_ROW - 7e6, "balance");
        _requireSpent(handle, 7e6, 7e6, NOW - 8 hours, "frozen");
        _fundLedger(handle, 1);
        _requireFrozen(handle, true);
        _thaw(handle);
        VM.assertEq(_balance(handle), HANDLE_ROW - 7e6 + 1, "balance");
        _requireSpent(handle, 7e6, 7e6, NOW - 8 hours, "thawed");
    }

    function _requireFrozen(address account, bool expected) private {
        _requireFrozenOf(PRINCIPAL, account, expected);
    }

    /// @dev For the agent's key, and for the controller's.
    function _requireFrozenOf(address principal, address account, bool expected) private {
        (, , , , , , , bool frozen) = quittance.accountOf(account);
        VM.assertEq(frozen, expected, "frozen");
        uint256[2] memory keys = [AGENT_KEY, principal == PRINCIPAL ? PRINCIPAL_KEY : STRANGER_KEY];
        (address controller, , ) = quittance.principalOf(principal);
        if (controller == SUCCESSOR) keys[1] = SUCCESSOR_KEY;
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory envelope = _sealedOf(keys[i], principal, account);
            if (expected) {
                VM.expectRevert(
                    abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, account, principal)
                );
            }
            quittance.authorize(_commitment(account, 1), envelope);
        }
    }

    function _sealedOf(uint256 key, address principal, address account) private view returns (bytes memory) {
        Envelope memory envelope = _envelopeBy(key, PolicySheets.unlimited());
        envelope.principal = principal;
        return _sealWith(envelope, account, keccak256("digest"));
    }

    function _pair(address first, address second) private pure returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (first, second);
    }

    function _notController(address principal, address controller, address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, principal, controller, caller);
    }
}
