// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities, Key, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract SetKeysTest is AccountBase {
    uint256 private constant NEXT_KEY = 0x4e27;
    bytes32 private constant DIGEST = keccak256("digest");
    address private immutable NEXT = VM.addr(NEXT_KEY);

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        KeyGrant[] memory grants = _grants(NEXT, KEY_EXPIRY, 1);
        address[3] memory unknown = [PRINCIPAL, BUYER, _managedAccountOf(PRINCIPAL, 1)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, unknown[i]));
            VM.prank(PRINCIPAL);
            quittance.updateAccounts(AccountUpdates.keys(unknown[i], grants));
        }
    }

    function test_RevertWhen_TheCallerIsNotTheController() external {
        address other = STRANGER;
        _openManagedAccountOf(other, 0, PolicyFixtures.unlimited());
        address[3] memory callers = [AGENT, other, managedAccount];
        for (uint256 i = 0; i < 3; ++i) _refuseAs(callers[i], PRINCIPAL);
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuseAs(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, _grants(NEXT, KEY_EXPIRY, 1)));
        _requireKey(NEXT, KEY_EXPIRY, 1);
    }

    function test_RevertWhen_AKeyIsRefused() external {
        address[2] memory wrong = [address(0), managedAccount];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(
                _grants(wrong[i], KEY_EXPIRY, 1),
                abi.encodeWithSelector(IPrincipals.Quittance_KeyRefused.selector, managedAccount, wrong[i])
            );
        }
    }

    function test_RevertWhen_CapabilitiesAreUnknown() external {
        uint8[4] memory wrong = [32, 33, 128, 255];
        for (uint256 i = 0; i < 4; ++i) _refuse(_grants(NEXT, KEY_EXPIRY, wrong[i]), _unknown(wrong[i]));
        _refuse(_grants(NEXT, 0, 1), _unknown(1));
        _refuse(_grants(NEXT, 0, 15), _unknown(15));
        _refuse(_grants(NEXT, KEY_EXPIRY, 0), _unknown(0));
    }

    function test_RevertWhen_TheExpiryHasPassed() external {
        uint40[3] memory wrong = [1, NOW - 1, NOW];
        for (uint256 i = 0; i < 3; ++i) _refuse(_grants(NEXT, wrong[i], 1), _expired(NEXT, wrong[i]));
    }

    function test_RevertWhen_OneOfSeveralIsRefused() external {
        KeyGrant[] memory grants = new KeyGrant[](2);
        grants[0] = KeyGrant(NEXT, KEY_EXPIRY, 1);
        grants[1] = KeyGrant(NEXT, KEY_EXPIRY, 32);
        _refuse(grants, _unknown(32));
        _requireKey(NEXT, 0, 0);
    }

    function test_GrantsActFromThatTransactionOn() external {
        _refuseWord(NEXT_KEY, Capabilities.NONE, _keyUnknown(NEXT));
        _setKey(managedAccount, NEXT, NOW + 1, Capabilities.ALL);
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            Capabilities.ALL,
            Envelopes.signByKey(NEXT_KEY, DIGEST)
        );
        VM.warp(NOW + 1);
        _refuseWord(NEXT_KEY, Capabilities.NONE, _expired(NEXT, NOW + 1));
        _setKey(managedAccount, NEXT, type(uint40).max, Capabilities.DELIVER);
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            Capabilities.DELIVER,
            Envelopes.signByKey(NEXT_KEY, DIGEST)
        );
    }

    function test_EveryCombinationOfCapabilities() external {
        for (uint8 capabilities = 1; capabilities < 32; ++capabilities) {
            _setKey(managedAccount, NEXT, KEY_EXPIRY, capabilities);
            _requireKey(NEXT, KEY_EXPIRY, capabilities);
            if (capabilities == Capabilities.FREEZE) {
                _refuseWord(NEXT_KEY, Capabilities.NONE, _missing(Capabilities.NONE, capabilities));
            } else {
                quittance.requireAuthorizedSigner(
                    managedAccount,
                    DIGEST,
                    Capabilities.NONE,
                    Envelopes.signByKey(NEXT_KEY, DIGEST)
                );
            }
            for (uint256 bit = 1; bit < 32; bit *= 2) {
                if (capabilities & bit != 0) {
                    quittance.requireAuthorizedSigner(
                        managedAccount,
                        DIGEST,
                        bit,
                        Envelopes.signByKey(NEXT_KEY, DIGEST)
                    );
                } else {
                    _refuseWord(NEXT_KEY, bit, _missing(bit, capabilities));
                }
            }
        }
    }

    function test_TheLastGrantHolds() external {
        KeyGrant[] memory grants = new KeyGrant[](3);
        grants[0] = KeyGrant(NEXT, KEY_EXPIRY, 15);
        grants[1] = KeyGrant(NEXT, 0, 0);
        grants[2] = KeyGrant(NEXT, NOW + 5, 2);
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, grants));
        _requireKey(NEXT, NOW + 5, 2);
    }

    function test_Rotates() external {
        KeyGrant[] memory grants = new KeyGrant[](2);
        grants[0] = KeyGrant(AGENT, 0, 0);
        grants[1] = KeyGrant(NEXT, KEY_EXPIRY, uint8(Capabilities.ALL));
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.KeySet(managedAccount, grants[i].key, grants[i].expiry, grants[i].capabilities);
        }
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, grants));
        _refuseWord(AGENT_KEY, Capabilities.NONE, _keyUnknown(AGENT));
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            Capabilities.COMMIT,
            Envelopes.signByKey(NEXT_KEY, DIGEST)
        );
    }

    function test_RevokingLeavesNothing() external {
        _setKey(managedAccount, AGENT, 0, 0);
        _requireKey(AGENT, 0, 0);
        _setKey(managedAccount, AGENT, 0, 0);
        _setKey(managedAccount, STRANGER, 0, 0);
        _requireKey(STRANGER, 0, 0);
        _refuseWord(AGENT_KEY, Capabilities.NONE, _keyUnknown(AGENT));
    }

    /// @dev A key is one account's: the same key elsewhere is untouched.
    function test_KeysAreOfOneAccount() external {
        address other = _openManagedAccount(1, PolicyFixtures.unlimited());
        _setKey(managedAccount, AGENT, 0, 0);
        quittance.requireAuthorizedSigner(other, DIGEST, Capabilities.ALL, Envelopes.signByKey(AGENT_KEY, DIGEST));
    }

    function test_FrozenAccountsToo() external {
        _freeze(managedAccount);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, _grants(NEXT, KEY_EXPIRY, 3)));
        VM.stopPrank();
        _requireKey(NEXT, KEY_EXPIRY, 3);
    }

    function _refuseAs(address caller, address controller) private {
        KeyGrant[] memory grants = _grants(NEXT, KEY_EXPIRY, 1);
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller)
        );
        VM.prank(caller);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, grants));
    }

    function _refuse(KeyGrant[] memory grants, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, grants));
    }

    function _refuseWord(uint256 key, uint256 capability, bytes memory reason) private {
        bytes memory word = Envelopes.signByKey(key, DIGEST);
        VM.expectRevert(reason);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, capability, word);
    }

    function _requireKey(address key, uint40 expiry, uint8 capabilities) private view {
        Key memory granted = quittance.keyOf(managedAccount, key);
        VM.assertEq(granted.expiry, expiry, "expiry");
        VM.assertEq(granted.capabilities, capabilities, "capabilities");
    }

    function _keyUnknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, key);
    }

    function _expired(address key, uint256 expiry) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_KeyExpired.selector,
                managedAccount,
                key,
                expiry,
                block.timestamp
            );
    }

    function _missing(uint256 required, uint256 granted) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                NEXT,
                required,
                granted
            );
    }

    function _unknown(uint256 capabilities) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_CapabilitiesUnknown.selector, NEXT, capabilities);
    }
}
