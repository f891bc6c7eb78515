// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

contract RevokeKeyTest is AccountBase {
    uint40 private constant UNTIL = NOW + 1 hours;

    function test_TheKeyCalls() external {
        VM.expectEmit(address(quittance));
        emit IPrincipals.KeySet(managedAccount, AGENT, 0, 0);
        VM.prank(AGENT);
        quittance.revokeKey(managedAccount, AGENT, 0, "");
        _requireGranted(false);
    }

    function test_TheKeySigned() external {
        bytes memory signature = _signed(AGENT_KEY, managedAccount, AGENT, 0, UNTIL);
        VM.expectEmit(address(quittance));
        emit IPrincipals.KeySet(managedAccount, AGENT, 0, 0);
        VM.prank(STRANGER);
        quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
        _requireGranted(false);
    }

    function test_AnExpiredKeyToo() external {
        VM.warp(KEY_EXPIRY);
        VM.prank(AGENT);
        quittance.revokeKey(managedAccount, AGENT, 0, "");
        _requireGranted(false);
    }

    function test_RevertWhen_TheKeyIsUnknown() external {
        address[3] memory keys = [STRANGER, PRINCIPAL, address(0)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, keys[i]));
            VM.prank(keys[i]);
            quittance.revokeKey(managedAccount, keys[i], UNTIL, "");
        }
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, BUYER, AGENT));
        VM.prank(AGENT);
        quittance.revokeKey(BUYER, AGENT, UNTIL, "");
    }

    function test_RevertWhen_AnybodyElseCalls() external {
        _setKey(managedAccount, SUCCESSOR, KEY_EXPIRY, Capabilities.ALL);
        address[4] memory callers = [PRINCIPAL, SUCCESSOR, STRANGER, managedAccount];
        for (uint256 i = 0; i < 4; ++i) {
            VM.prank(callers[i]);
            _refuse("");
        }
    }

    function test_RevertWhen_SomethingElseWasSigned() external {
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        _setKey(managedAccount, SUCCESSOR, KEY_EXPIRY, Capabilities.ALL);
        bytes[6] memory wrong = [
            _signed(AGENT_KEY, sibling, AGENT, 1, UNTIL),
            _signed(AGENT_KEY, managedAccount, SUCCESSOR, 1, UNTIL),
            _signed(AGENT_KEY, managedAccount, AGENT, 0, UNTIL),
            _signed(AGENT_KEY, managedAccount, AGENT, 1, UNTIL + 1),
            _signed(SUCCESSOR_KEY, managedAccount, AGENT, 1, UNTIL),
            _signed(PRINCIPAL_KEY, managedAccount, AGENT, 1, UNTIL)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) _refuse(wrong[i]);
    }

    function test_ValidUntil() external {
        bytes memory signature = _signed(AGENT_KEY, managedAccount, AGENT, 0, UNTIL);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(UNTIL + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    ISettlements.Quittance_SignatureExpired.selector,
                    uint256(UNTIL),
                    uint256(UNTIL) + late
                )
            );
            quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
        }
        VM.warp(UNTIL - 1);
        quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
        _requireGranted(false);
    }

    function test_RevertWhen_TheSignatureIsReplayed() external {
        bytes memory signature = _signed(AGENT_KEY, managedAccount, AGENT, 0, UNTIL);
        quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
        _requireGranted(true);
    }

    function _signed(
        uint256 signer,
        address account,
        address key,
        uint64 nonce,
        uint40 until
    ) private view returns (bytes memory) {
        return Signing.sign(signer, AccountDigests.revocation(address(quittance), account, key, nonce, until));
    }

    function _refuse(bytes memory signature) private {
        bytes32 digest = AccountDigests.revocation(address(quittance), managedAccount, AGENT, 1, UNTIL);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, digest));
        quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
    }

    function _requireGranted(bool expected) private view {
        VM.assertEq(quittance.keyOf(managedAccount, AGENT).expiry != 0, expected, "granted");
    }
}
