// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Envelopes} from "../support/Envelope.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief of two keys who sees a signed freeze on its way, and gives one key up ahead of it, by a revocation
/// under the same nonce. The freeze works all the same, and the other key spends nothing.
contract SpareKeyThiefTest is AccountBase {
    uint256 private constant GUARDIAN_KEY = 0x94a4d;
    uint256 private constant SPARE_KEY = 0x59a4e;
    address private immutable GUARDIAN = VM.addr(GUARDIAN_KEY);
    address private immutable SPARE = VM.addr(SPARE_KEY);

    function setUp() public override {
        super.setUp();
        _setKey(managedAccount, GUARDIAN, KEY_EXPIRY, Capabilities.FREEZE);
        _setKey(managedAccount, SPARE, NOW + 1 days, Capabilities.ALL);
    }

    function test_ASpareKeyVoidsNoGuardiansFreeze() external {
        _frozenAfterASpareKeyIsGivenUp(GUARDIAN_KEY);
    }

    function test_ASpareKeyVoidsNoControllersFreeze() external {
        _frozenAfterASpareKeyIsGivenUp(PRINCIPAL_KEY);
    }

    function test_NorDoesAKeyThatExpired() external {
        VM.warp(NOW + 30 days);
        _frozenAfterASpareKeyIsGivenUp(GUARDIAN_KEY);
    }

    /// @dev The thief freezes by the spare key itself, in the hope that the guardian's word is used up with it.
    function test_NorDoesAnotherFreeze() external {
        bytes memory signed = _freezeBy(GUARDIAN_KEY);
        quittance.freezeWithSignature(managedAccount, _until(), _freezeBy(SPARE_KEY));
        quittance.freezeWithSignature(managedAccount, _until(), signed);
        _requireNothingSpent();
    }

    /// @dev The other way round: a freeze ahead of it does not save a key that revokes itself.
    function test_AFreezeVoidsNoRevocation() external {
        bytes memory signed = _revocation();
        quittance.freezeWithSignature(managedAccount, _until(), _freezeBy(GUARDIAN_KEY));
        quittance.revokeKey(managedAccount, SPARE, _until(), signed);
        VM.assertEq(quittance.keyOf(managedAccount, SPARE).expiry, 0, "revoked");
    }

    /// @dev The controller's own revocation of the spare key, mined ahead of it, does not void it either.
    function test_TheControllerVoidsNoGuardiansFreezeByRevoking() external {
        bytes memory signed = _freezeBy(GUARDIAN_KEY);
        _setKey(managedAccount, SPARE, 0, 0);
        quittance.freezeWithSignature(managedAccount, _until(), signed);
        _requireNothingSpent();
    }

    /// @dev What was used stays public. Once the account is unfrozen it does nothing, whoever sends it.
    function test_TheUsedFreezeIsNoUseAfterTheUnfreeze() external {
        bytes memory signed = _freezeBy(GUARDIAN_KEY);
        quittance.freezeWithSignature(managedAccount, _until(), signed);
        _unfreeze(managedAccount);
        VM.prank(STRANGER);
        (bool done, ) = address(quittance).call(
            abi.encodeCall(IPrincipals.freezeWithSignature, (managedAccount, _until(), signed))
        );
        VM.assertFalse(done, "refused");
    }

    function _frozenAfterASpareKeyIsGivenUp(uint256 key) private {
        bytes memory signed = _freezeBy(key);
        quittance.revokeKey(managedAccount, SPARE, _until(), _revocation());
        quittance.freezeWithSignature(managedAccount, _until(), signed);
        _requireNothingSpent();
    }

    function _requireNothingSpent() private {
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_FrozenAccount.selector,
            managedAccount,
            PRINCIPAL
        );
        bytes memory envelope = _seal(managedAccount, keccak256("digest"));
        VM.expectRevert(reason);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
    }

    function _freezeBy(uint256 key) private view returns (bytes memory) {
        uint64 nonce = quittance.accountNonceOf(managedAccount);
        return Envelopes.signByKey(key, AccountDigests.freeze(address(quittance), managedAccount, nonce, _until()));
    }

    function _revocation() private view returns (bytes memory) {
        uint64 nonce = quittance.accountNonceOf(managedAccount);
        bytes32 digest = AccountDigests.revocation(address(quittance), managedAccount, SPARE, nonce, _until());
        return Signing.sign(SPARE_KEY, digest);
    }

    function _until() private view returns (uint40) {
        return uint40(block.timestamp) + 600;
    }
}
