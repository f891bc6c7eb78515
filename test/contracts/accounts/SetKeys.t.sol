// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities, Key, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicySheets} from "../support/PolicySheet.sol";
import {VM} from "../support/Vm.sol";

contract SetKeysTest is AccountStage {
    uint256 private constant NEXT_KEY = 0x4e27;
    bytes32 private constant DIGEST = keccak256("digest");
    address private immutable NEXT = VM.addr(NEXT_KEY);

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        KeyGrant[] memory grants = _grants(NEXT, KEY_EXPIRY, 1);
        address[3] memory unknown = [PRINCIPAL, BUYER, _handleOf(PRINCIPAL, 1)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, unknown[i]));
            VM.prank(PRINCIPAL);
            quittance.setKeys(unknown[i], grants);
        }
    }

    function test_RevertWhen_TheCallerIsNotTheController() external {
        address other = STRANGER;
        _openHandleOf(other, 0, PolicySheets.unlimited());
        address[3] memory callers = [AGENT, other, handle];
        for (uint256 i = 0; i < 3; ++i) _refuseAs(callers[i], PRINCIPAL);
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuseAs(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.setKeys(handle, _grants(NEXT, KEY_EXPIRY, 1));
        _requireKey(NEXT, KEY_EXPIRY, 1);
    }

    function test_RevertWhen_AKeyIsRefused() external {
        address[2] memory wrong = [address(0), handle];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(
                _grants(wrong[i], KEY_EXPIRY, 1),
                abi.encodeWithSelector(IPrincipals.Quittance_KeyRefused.selector, handle, wrong[i])
            );
        }
    }

    function test_RevertWhen_CapabilitiesAreUnknown() external {
        uint8[4] memory wrong = [16, 17, 128, 255];
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
        grants[1] = KeyGrant(NEXT, KEY_EXPIRY, 16);
        _refuse(grants, _unknown(16));
        _requireKey(NEXT, 0, 0);
    }

    function test_GrantsActFromThatTransactionOn() external {
        _refuseWord(NEXT_KEY, Capabilities.NONE, _keyUnknown(NEXT));
        _setKey(handle, NEXT, NOW + 1, Capabilities.ALL);
        quittance.requireSpeaker(handle, DIGEST, Capabilities.ALL, Envelopes.speak(NEXT_KEY, DIGEST));
        VM.warp(NOW + 1);
        _refuseWord(NEXT_KEY, Capabilities.NONE, _expired(NEXT, NOW + 1));
        _setKey(handle, NEXT, type(uint40).max, Capabilities.DELIVER);
        quittance.requireSpeaker(handle, DIGEST, Capabilities.DELIVER, Envelopes.speak(NEXT_KEY, DIGEST));
    }

    function test_EveryCombinationOfCapabilities() external {
        for (uint8 capabilities = 1; capabilities < 16; ++capabilities) {
            _setKey(handle, NEXT, KEY_EXPIRY, capabilities);
            _requireKey(NEXT, KEY_EXPIRY, capabilities);
            quittance.requireSpeaker(handle, DIGEST, Capabilities.NONE, Envelopes.speak(NEXT_KEY, DIGEST));
            for (uint256 bit = 1; bit < 16; bit *= 2) {
                if (capabilities & bit != 0) {
                    quittance.requireSpeaker(handle, DIGEST, bit, Envelopes.speak(NEXT_KEY, DIGEST));
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
        quittance.setKeys(handle, grants);
        _requireKey(NEXT, NOW + 5, 2);
    }

    function test_Rotates() external {
        KeyGrant[] memory grants = new KeyGrant[](2);
        grants[0] = KeyGrant(AGENT, 0, 0);
        grants[1] = KeyGrant(NEXT, KEY_EXPIRY, uint8(Capabilities.ALL));
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.KeySet(handle, grants[i].key, grants[i].expiry, grants[i].capabilities);
        }
        VM.prank(PRINCIPAL);
        quittance.setKeys(handle, grants);
        _refuseWord(AGENT_KEY, Capabilities.NONE, _keyUnknown(AGENT));
        quittance.requireSpeaker(handle, DIGEST, Capabilities.COMMIT, Envelopes.speak(NEXT_KEY, DIGEST));
    }

    function test_RevokingLeavesNothing() external {
        _setKey(handle, AGENT, 0, 0);
        _requireKey(AGENT, 0, 0);
        _setKey(handle, AGENT, 0, 0);
        _setKey(handle, STRANGER, 0, 0);
        _requireKey(STRANGER, 0, 0);
        _refuseWord(AGENT_KEY, Capabilities.NONE, _keyUnknown(AGENT));
    }

    /// @dev A key is one account's: the same key elsewhere is untouched.
    function test_KeysAreOfOneAccount() external {
        address other = _openHandle(1, PolicySheets.unlimited());
        _setKey(handle, AGENT, 0, 0);
        quittance.requireSpeaker(other, DIGEST, Capabilities.ALL, Envelopes.speak(AGENT_KEY, DIGEST));
    }

    function test_FrozenAccountsToo() external {
        _freeze(handle);
        VM.startPrank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.setKeys(handle, _grants(NEXT, KEY_EXPIRY, 3));
        VM.stopPrank();
        _requireKey(NEXT, KEY_EXPIRY, 3);
    }

    function _refuseAs(address caller, address controller) private {
        KeyGrant[] memory grants = _grants(NEXT, KEY_EXPIRY, 1);
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller)
        );
        VM.prank(caller);
        quittance.setKeys(handle, grants);
    }

    function _refuse(KeyGrant[] memory grants, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(PRINCIPAL);
        quittance.setKeys(handle, grants);
    }

    function _refuseWord(uint256 key, uint256 capability, bytes memory reason) private {
        bytes memory word = Envelopes.speak(key, DIGEST);
        VM.expectRevert(reason);
        quittance.requireSpeaker(handle, DIGEST, capability, word);
    }

    function _requireKey(address key, uint40 expiry, uint8 capabilities) private view {
        Key memory granted = quittance.keyOf(handle, key);
        VM.assertEq(granted.expiry, expiry, "expiry");
        VM.assertEq(granted.capabilities, capabilities, "capabilities");
    }

    function _keyUnknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, handle, key);
    }

    function _expired(address key, uint256 expiry) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyExpired.selector, handle, key, expiry, block.timestamp);
    }

    function _missing(uint256 required, uint256 granted) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CapabilityMissing.selector, handle, NEXT, required, granted);
    }

    function _unknown(uint256 capabilities) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_CapabilitiesUnknown.selector, NEXT, capabilities);
    }
}
