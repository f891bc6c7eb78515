// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities, Key, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountOpening} from "../../../contracts/types/Opening.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract OpenAccountsTest is AccountBase {
    function test_RevertWhen_TheCallerIsNotTheController() external {
        AccountOpening[] memory openings = _usual(1);
        VM.expectRevert(_notController(PRINCIPAL, STRANGER));
        VM.prank(STRANGER);
        quittance.openAccounts(PRINCIPAL, openings);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.expectRevert(_notController(SUCCESSOR, PRINCIPAL));
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, openings);
    }

    function test_RevertWhen_TheIndexWasOpened() external {
        _refuse(_usual(0), _alreadyOpened(managedAccount, 0));
        AccountOpening[] memory openings = new AccountOpening[](2);
        (openings[0], openings[1]) = (_usual(7)[0], _usual(7)[0]);
        _refuse(openings, _alreadyOpened(_managedAccountOf(PRINCIPAL, 7), 7));
    }

    function test_RevertWhen_ThePolicyHasAnotherLength() external {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        bytes memory shorter = new bytes(107);
        for (uint256 i = 0; i < 107; ++i) shorter[i] = policy[i];
        bytes[3] memory wrong = [bytes(""), shorter, bytes.concat(policy, hex"00")];
        for (uint256 i = 0; i < 3; ++i) {
            AccountOpening[] memory openings = _usual(1);
            openings[0].policy = wrong[i];
            _refuse(
                openings,
                abi.encodeWithSelector(
                    IPrincipals.Quittance_PolicyLengthInvalid.selector,
                    wrong[i].length,
                    uint256(108)
                )
            );
        }
    }

    function test_ThePeriodHasBounds() external {
        uint16[3] memory wrong = [0, 8_785, type(uint16).max];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(_withPeriod(1, wrong[i]), _fieldInvalid("period", wrong[i], 1, 8_784));
        }
        VM.startPrank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _withPeriod(1, 1));
        quittance.openAccounts(PRINCIPAL, _withPeriod(2, 8_784));
        VM.stopPrank();
        _requireOpened(1);
        _requireOpened(2);
    }

    function test_TheActiveWindowIsNotEmpty() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.activeFrom, policy.activeUntil) = (NOW, NOW);
        bytes memory reason = _fieldInvalid("activeUntil", NOW, NOW + 1, type(uint40).max);
        _refuse(_opening(1, new KeyGrant[](0), policy), reason);
        policy.activeUntil = NOW + 1;
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(1, new KeyGrant[](0), policy));
        _requireOpened(1);
    }

    function test_RevertWhen_AKeyIsRefused() external {
        address account = _managedAccountOf(PRINCIPAL, 1);
        address[2] memory wrong = [address(0), account];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(
                _opening(1, _grants(wrong[i], KEY_EXPIRY, 1), PolicyFixtures.unlimited()),
                abi.encodeWithSelector(IPrincipals.Quittance_KeyRefused.selector, account, wrong[i])
            );
        }
    }

    function test_RevertWhen_CapabilitiesAreUnknown() external {
        uint8[4] memory wrong = [32, 63, 128, 255];
        for (uint256 i = 0; i < 4; ++i) {
            _refuse(_withCapabilities(KEY_EXPIRY, wrong[i]), _unknown(wrong[i]));
        }
        _refuse(_withCapabilities(0, 1), _unknown(1));
        _refuse(_withCapabilities(0, 15), _unknown(15));
        _refuse(_withCapabilities(KEY_EXPIRY, 0), _unknown(0));
    }

    function test_RevertWhen_AKeyHasExpired() external {
        address account = _managedAccountOf(PRINCIPAL, 1);
        _refuse(
            _withCapabilities(NOW, 1),
            abi.encodeWithSelector(IAuthority.Quittance_KeyExpired.selector, account, AGENT, uint256(NOW), uint256(NOW))
        );
    }

    function test_RevertWhen_OneOfSeveralIsRefused() external {
        AccountOpening[] memory openings = new AccountOpening[](3);
        (openings[0], openings[1], openings[2]) = (_usual(1)[0], _usual(2)[0], _usual(0)[0]);
        _refuse(openings, _alreadyOpened(managedAccount, 0));
        (, , , , address principal, , , ) = quittance.accountOf(_managedAccountOf(PRINCIPAL, 1));
        VM.assertEq(principal, address(0), "none is opened");
    }

    function test_TheBalanceKeepsTheMoneyFromBefore() external {
        address account = _managedAccountOf(PRINCIPAL, 3);
        _fundLedger(account, 77e6);
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _usual(3));
        VM.assertEq(quittance.balanceOf(account), 77e6, "balance");
        VM.assertEq(_balance(account), 77e6, "balance, with the rest");
        _requireSpent(account, 0, 0, 0, "opened");
    }

    function test_UnderAFrozenPrincipalItIsFrozen() external {
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _usual(1));
        VM.stopPrank();
        (, , , , , , , bool frozen) = quittance.accountOf(_managedAccountOf(PRINCIPAL, 1));
        VM.assertTrue(frozen, "with its principal");
    }

    function test_TheNewControllerOpensUnderThePrincipalsName() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.openAccounts(PRINCIPAL, _usual(1));
        _requireOpened(1);
        (, , , , address principal, , , ) = quittance.accountOf(_managedAccountOf(SUCCESSOR, 1));
        VM.assertEq(principal, address(0), "not under its own");
    }

    function test_NothingIsOpenedByAnEmptyList() external {
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, new AccountOpening[](0));
    }

    function testFuzz_TheAddressIsDerived(address principal, uint32 index) external view {
        VM.assertEq(
            quittance.accountAddress(principal, index),
            AccountDigests.account(address(quittance), principal, index),
            "its form, and the digest's last 16 bytes"
        );
    }

    function test_SeveralAtOnce() external {
        AccountOpening[] memory openings = _three();
        for (uint256 i = 0; i < 3; ++i) _expectOpening(openings[i]);
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, openings);
        for (uint256 i = 0; i < 3; ++i) _requireLike(openings[i]);
    }

    function test_TwoPrincipalsHaveAccountsOfTheirOwn() external {
        address other = _openManagedAccountOf(STRANGER, 0, PolicyFixtures.unlimited());
        VM.assertFalse(other == managedAccount, "another address");
        (, , , , address principal, uint32 index, , ) = quittance.accountOf(other);
        VM.assertEq(principal, STRANGER, "its principal");
        VM.assertEq(index, uint256(0), "the same index");
    }

    /// @dev Indexes in no order; with two keys, one, and none.
    function _three() private view returns (AccountOpening[] memory openings) {
        openings = new AccountOpening[](3);
        KeyGrant[] memory keys = new KeyGrant[](2);
        keys[0] = KeyGrant(AGENT, KEY_EXPIRY, uint8(Capabilities.ALL));
        keys[1] = KeyGrant(STRANGER, NOW + 1, 1);
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        openings[0] = AccountOpening(9, keys, policy.pack());
        policy.perPeriod = 5;
        openings[1] = AccountOpening(2, _grants(SELLER, type(uint40).max, 2), policy.pack());
        policy.categories = keccak256("categories");
        openings[2] = AccountOpening(type(uint32).max, new KeyGrant[](0), policy.pack());
    }

    function _expectOpening(AccountOpening memory opening) private {
        address account = _managedAccountOf(PRINCIPAL, opening.index);
        VM.expectEmit(address(quittance));
        emit IPrincipals.AccountOpened(PRINCIPAL, account, opening.index, opening.policy);
        for (uint256 i = 0; i < opening.keys.length; ++i) {
            KeyGrant memory grant = opening.keys[i];
            VM.expectEmit(address(quittance));
            emit IPrincipals.KeySet(account, grant.key, grant.expiry, grant.capabilities);
        }
    }

    function _requireLike(AccountOpening memory opening) private view {
        address account = _managedAccountOf(PRINCIPAL, opening.index);
        _requireOrigin(account, opening.index, keccak256(abi.encodePacked(PRINCIPAL, opening.policy)));
        for (uint256 i = 0; i < opening.keys.length; ++i) {
            Key memory key = quittance.keyOf(account, opening.keys[i].key);
            VM.assertEq(key.expiry, opening.keys[i].expiry, "expiry");
            VM.assertEq(key.capabilities, opening.keys[i].capabilities, "capabilities");
        }
        _requireSpent(account, 0, 0, 0, "opened");
    }

    function _requireOpened(uint32 index) private view {
        (, , , , address principal, , , ) = quittance.accountOf(_managedAccountOf(PRINCIPAL, index));
        VM.assertEq(principal, PRINCIPAL, "opened");
    }

    function _requireOrigin(address account, uint32 index, bytes32 policyHash) private view {
        (, , , , address principal, uint32 number, bytes32 inForce, bool frozen) = quittance.accountOf(account);
        VM.assertEq(principal, PRINCIPAL, "principal");
        VM.assertEq(number, index, "index");
        VM.assertEq(inForce, policyHash, "policy");
        VM.assertFalse(frozen, "not frozen");
    }

    function _refuse(AccountOpening[] memory openings, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, openings);
    }

    function _usual(uint32 index) private view returns (AccountOpening[] memory) {
        return _opening(index, _grants(AGENT, KEY_EXPIRY, Capabilities.ALL), PolicyFixtures.unlimited());
    }

    function _withPeriod(uint32 index, uint16 period) private pure returns (AccountOpening[] memory) {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.period = period;
        return _opening(index, new KeyGrant[](0), policy);
    }

    function _withCapabilities(uint40 expiry, uint8 capabilities) private view returns (AccountOpening[] memory) {
        return _opening(1, _grants(AGENT, expiry, capabilities), PolicyFixtures.unlimited());
    }

    function _notController(address controller, address caller) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller);
    }

    function _alreadyOpened(address account, uint32 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_AccountAlreadyOpened.selector, account, index);
    }

    function _fieldInvalid(
        string memory field,
        uint256 value,
        uint256 minimum,
        uint256 maximum
    ) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IPrincipals.Quittance_PolicyFieldInvalid.selector, field, value, minimum, maximum);
    }

    function _unknown(uint256 capabilities) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_CapabilitiesUnknown.selector, AGENT, capabilities);
    }
}
