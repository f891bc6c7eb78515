// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountUpdate} from "../../../contracts/types/Opening.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev What becomes of keys and policies one by one: SetKeys.t.sol, SetPolicy.t.sol.
contract UpdateAccountsTest is AccountBase {
    address private _second;

    function setUp() public override {
        super.setUp();
        _second = _openManagedAccount(1, PolicyFixtures.unlimited());
    }

    function test_ManyAccountsAtOnce() external {
        AccountUpdate[] memory updates = _updates();
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.KeySet(updates[i].account, SUCCESSOR, KEY_EXPIRY, uint8(Capabilities.TABS));
            VM.expectEmit(address(quittance));
            emit IPrincipals.PolicySet(updates[i].account, updates[i].policy);
        }
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(updates);
        for (uint256 i = 0; i < 2; ++i) _requireChanged(updates[i].account, true);
    }

    function test_AnEmptyPolicyStays() external {
        AccountUpdate[] memory updates = _updates();
        (updates[0].policy, updates[0].current) = ("", hex"1234");
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(updates);
        (, , , , , , bytes32 policyHash, ) = quittance.accountOf(managedAccount);
        VM.assertEq(policyHash, PolicyFixtures.unlimited().hashFor(PRINCIPAL), "it stays");
        VM.assertEq(quittance.keyOf(managedAccount, SUCCESSOR).expiry, KEY_EXPIRY, "its key");
        _requireChanged(_second, true);
    }

    function test_RevertWhen_OneOfSeveralIsRefused() external {
        for (uint256 fault = 0; fault < 4; ++fault) {
            AccountUpdate[] memory updates = _updates();
            if (fault == 0) updates[1].account = BUYER;
            if (fault == 1) updates[1].keys[0].capabilities = 32;
            if (fault == 2) updates[1].current[0] ^= 0x01;
            if (fault == 3) updates[1].policy = hex"00";
            VM.expectRevert();
            VM.prank(PRINCIPAL);
            quittance.updateAccounts(updates);
            _requireChanged(managedAccount, false);
            _requireChanged(_second, false);
        }
    }

    function test_AccountsOfTwoPrincipals() external {
        AccountUpdate[] memory updates = _updates();
        updates[1].account = _openManagedAccountOf(SUCCESSOR, 5, PolicyFixtures.unlimited());
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.updateAccounts(updates);
        VM.assertEq(quittance.keyOf(updates[1].account, SUCCESSOR).expiry, KEY_EXPIRY, "its own");
        _requireChanged(managedAccount, true);
    }

    function test_RevertWhen_AnAccountIsItsOwnTreasury() external {
        AccountUpdate[] memory updates = _updates();
        updates[1].policy = PolicyFixtures.unlimited().drawingOn(1).pack();
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_TreasuryRefused.selector, _second, uint32(1)));
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(updates);
        PolicyFixture memory own = PolicyFixtures.unlimited().drawingOn(7);
        address third = _managedAccountOf(PRINCIPAL, 7);
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_TreasuryRefused.selector, third, uint32(7)));
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(7, new KeyGrant[](0), own));
        updates[1].policy = PolicyFixtures.unlimited().drawingOn(0).pack();
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(updates);
    }

    function _updates() private view returns (AccountUpdate[] memory updates) {
        updates = new AccountUpdate[](2);
        for (uint256 i = 0; i < 2; ++i) {
            updates[i] = AccountUpdate({
                account: i == 0 ? managedAccount : _second,
                keys: _grants(SUCCESSOR, KEY_EXPIRY, Capabilities.TABS),
                current: PolicyFixtures.unlimited().pack(),
                policy: _next().pack()
            });
        }
    }

    function _next() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.perPeriod = 5e6;
    }

    function _requireChanged(address account, bool changed) private view {
        (, , , , , , bytes32 policyHash, ) = quittance.accountOf(account);
        PolicyFixture memory expected = changed ? _next() : PolicyFixtures.unlimited();
        VM.assertEq(policyHash, expected.hashFor(PRINCIPAL), "policy");
        VM.assertEq(quittance.keyOf(account, SUCCESSOR).expiry, changed ? KEY_EXPIRY : 0, "key");
    }
}
