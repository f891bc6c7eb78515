// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract FreezeTest is AccountBase {
    address private _second;
    address private _foreign;

    function setUp() public override {
        super.setUp();
        _second = _openManagedAccount(1, PolicyFixtures.unlimited());
        _foreign = _openManagedAccountOf(STRANGER, 0, PolicyFixtures.unlimited());
    }

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        address[] memory accounts = _pair(managedAccount, BUYER);
        bytes memory reason = abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.freeze(accounts);
        VM.expectRevert(reason);
        quittance.unfreeze(accounts);
        VM.stopPrank();
        _requireFrozen(managedAccount, false);
    }

    function test_RevertWhen_TheCallerDoesNotControlTheAccounts() external {
        address[] memory accounts = _pair(managedAccount, _foreign);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, _foreign, PRINCIPAL));
        quittance.freeze(accounts);
        VM.expectRevert(_notController(STRANGER, STRANGER, PRINCIPAL));
        quittance.unfreeze(accounts);
        VM.stopPrank();
        VM.startPrank(AGENT);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, AGENT));
        quittance.unfreeze(_one(managedAccount));
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, AGENT));
        quittance.freezeAll(PRINCIPAL);
        VM.stopPrank();
        _requireFrozen(managedAccount, false);
    }

    function test_RevertWhen_TheCallerDoesNotControlThePrincipal() external {
        VM.startPrank(STRANGER);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, STRANGER));
        quittance.freezeAll(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, PRINCIPAL, STRANGER));
        quittance.unfreezeAll(PRINCIPAL);
        VM.stopPrank();
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        quittance.freezeAll(PRINCIPAL);
        VM.expectRevert(_notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        quittance.unfreeze(_one(managedAccount));
        VM.stopPrank();
        _requireFrozen(managedAccount, false);
    }

    function test_FreezesAndUnfreezes() external {
        address third = _openManagedAccount(2, PolicyFixtures.unlimited());
        address[] memory accounts = _pair(managedAccount, _second);
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.AccountFrozen(accounts[i]);
        }
        VM.prank(PRINCIPAL);
        quittance.freeze(accounts);
        _requireFrozen(managedAccount, true);
        _requireFrozen(_second, true);
        _requireFrozen(third, false);
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.AccountUnfrozen(accounts[i]);
        }
        VM.prank(PRINCIPAL);
        quittance.unfreeze(accounts);
        _requireFrozen(managedAccount, false);
        _requireFrozen(_second, false);
    }

    function test_FreezesAllAndUnfreezesAll() external {
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalFrozen(PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        (, , bool frozen) = quittance.principalOf(PRINCIPAL);
        VM.assertTrue(frozen, "the principal");
        address later = _openManagedAccount(2, PolicyFixtures.unlimited());
        _requireFrozen(managedAccount, true);
        _requireFrozen(_second, true);
        _requireFrozen(later, true);
        _requireFrozenOf(STRANGER, _foreign, false);
        _freeze(_second);
        _unfreeze(managedAccount);
        _requireFrozen(managedAccount, true);
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalUnfrozen(PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.unfreezeAll(PRINCIPAL);
        _requireFrozen(managedAccount, false);
        _requireFrozen(_second, true);
        _requireFrozen(later, false);
    }

    function test_AgainIsNoChange() external {
        _freeze(managedAccount);
        _freeze(managedAccount);
        _requireFrozen(managedAccount, true);
        _unfreeze(managedAccount);
        _unfreeze(managedAccount);
        _requireFrozen(managedAccount, false);
        VM.startPrank(PRINCIPAL);
        quittance.unfreezeAll(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        VM.stopPrank();
        _requireFrozen(managedAccount, true);
        VM.prank(PRINCIPAL);
        quittance.unfreezeAll(PRINCIPAL);
        _requireFrozen(managedAccount, false);
    }

    function test_TheNewControllerFindsItFrozenAndUnfreezes() external {
        _freeze(_second);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _handOver(PRINCIPAL, SUCCESSOR);
        _requireFrozen(managedAccount, true);
        VM.startPrank(SUCCESSOR);
        quittance.unfreezeAll(PRINCIPAL);
        quittance.unfreeze(_one(_second));
        VM.stopPrank();
        _requireFrozen(managedAccount, false);
        _requireFrozen(_second, false);
    }

    function test_TheBalanceKeepsItsBalanceAndCounters() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 7e6);
        _freeze(managedAccount);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 7e6, "balance");
        _requireSpent(managedAccount, 7e6, 7e6, NOW - 8 hours, "frozen");
        _fundLedger(managedAccount, 1);
        _requireFrozen(managedAccount, true);
        _unfreeze(managedAccount);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 7e6 + 1, "balance");
        _requireSpent(managedAccount, 7e6, 7e6, NOW - 8 hours, "unfrozen");
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
        Envelope memory envelope = _envelopeBy(key, PolicyFixtures.unlimited());
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
