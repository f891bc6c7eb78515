// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract GuardianTest is AccountBase {
    uint256 private constant GUARDIAN_KEY = 0x6a4d1a;
    uint40 private constant UNTIL = NOW + 1 hours;
    /// @dev The guardian's grant has moved it.
    uint64 private constant NONCE = 1;
    address private immutable GUARDIAN = VM.addr(GUARDIAN_KEY);

    function setUp() public override {
        super.setUp();
        _setKey(managedAccount, GUARDIAN, KEY_EXPIRY, Capabilities.FREEZE);
    }

    function test_FreezesByItsCall() external {
        VM.expectEmit(address(quittance));
        emit IPrincipals.AccountFrozen(managedAccount);
        VM.prank(GUARDIAN);
        quittance.freeze(_one(managedAccount));
        _requireFrozen(true);
    }

    function test_RevertWhen_ItUnfreezes() external {
        _freeze(managedAccount);
        bytes memory reason = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            PRINCIPAL,
            GUARDIAN
        );
        VM.startPrank(GUARDIAN);
        VM.expectRevert(reason);
        quittance.unfreeze(_one(managedAccount));
        VM.expectRevert(reason);
        quittance.unfreezeAll(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.freezeAll(PRINCIPAL);
        VM.stopPrank();
        _requireFrozen(true);
    }

    function test_DoesNothingElse() external {
        bytes32 digest = keccak256("digest");
        bytes memory word = Envelopes.signByKey(GUARDIAN_KEY, digest);
        for (uint256 asked = 0; asked < Capabilities.FREEZE; asked = asked == 0 ? 1 : 2 * asked) {
            bytes memory reason = abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                GUARDIAN,
                asked,
                Capabilities.FREEZE
            );
            VM.expectRevert(reason);
            quittance.requireAuthorizedSigner(managedAccount, digest, asked, word);
            Commitment memory commitment = _commitment(managedAccount, 1);
            commitment.capability = asked;
            bytes memory envelope = _sealWith(
                _envelopeBy(GUARDIAN_KEY, PolicyFixtures.unlimited()),
                managedAccount,
                digest
            );
            VM.expectRevert(reason);
            quittance.authorize(commitment, envelope);
        }
        quittance.requireAuthorizedSigner(managedAccount, digest, Capabilities.FREEZE, word);
    }

    function test_RevertWhen_TheKeyMayNot() external {
        _setKey(managedAccount, SUCCESSOR, KEY_EXPIRY, Capabilities.ALL ^ Capabilities.FREEZE);
        _refuseCall(
            SUCCESSOR,
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                SUCCESSOR,
                Capabilities.FREEZE,
                Capabilities.ALL ^ Capabilities.FREEZE
            )
        );
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        _setKey(sibling, STRANGER, KEY_EXPIRY, Capabilities.FREEZE);
        _refuseCall(STRANGER, _unknown(STRANGER));
        VM.warp(KEY_EXPIRY - 1);
        uint256 snapshot = VM.snapshotState();
        VM.prank(GUARDIAN);
        quittance.freeze(_one(managedAccount));
        VM.revertToState(snapshot);
        VM.warp(KEY_EXPIRY);
        _refuseCall(
            GUARDIAN,
            abi.encodeWithSelector(
                IAuthority.Quittance_KeyExpired.selector,
                managedAccount,
                GUARDIAN,
                uint256(KEY_EXPIRY),
                uint256(KEY_EXPIRY)
            )
        );
        _setKey(managedAccount, GUARDIAN, 0, 0);
        _refuseCall(GUARDIAN, _unknown(GUARDIAN));
    }

    function test_SignedByTheKeyOrTheController() external {
        uint256[2] memory keys = [GUARDIAN_KEY, PRINCIPAL_KEY];
        for (uint64 i = 0; i < 2; ++i) {
            bytes memory word = _signed(keys[i], managedAccount, NONCE + i, UNTIL);
            VM.expectEmit(address(quittance));
            emit IPrincipals.AccountFrozen(managedAccount);
            VM.prank(STRANGER);
            quittance.freezeWithSignature(managedAccount, UNTIL, word);
            _requireFrozen(true);
            _unfreeze(managedAccount);
        }
    }

    function test_RevertWhen_SomethingElseWasSigned() external {
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        bytes[5] memory wrong = [
            _signed(GUARDIAN_KEY, managedAccount, NONCE - 1, UNTIL),
            _signed(GUARDIAN_KEY, managedAccount, NONCE + 1, UNTIL),
            _signed(GUARDIAN_KEY, sibling, NONCE, UNTIL),
            _signed(GUARDIAN_KEY, managedAccount, NONCE, UNTIL + 1),
            abi.encodePacked(GUARDIAN, bytes(""))
        ];
        bytes32 digest = AccountDigests.freeze(address(quittance), managedAccount, NONCE, UNTIL);
        for (uint256 i = 0; i < wrong.length; ++i) {
            _refuseWord(wrong[i], abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, GUARDIAN, digest));
        }
        _refuseWord(_signed(STRANGER_KEY, managedAccount, NONCE, UNTIL), _unknown(STRANGER));
        _refuseWord(
            abi.encodePacked(GUARDIAN, _cut(_signed(STRANGER_KEY, managedAccount, NONCE, UNTIL))),
            abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, GUARDIAN, digest)
        );
        _requireFrozen(false);
    }

    function test_ValidUntil() external {
        bytes memory word = _signed(GUARDIAN_KEY, managedAccount, NONCE, UNTIL);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(UNTIL + late);
            _refuseWord(
                word,
                abi.encodeWithSelector(
                    ISettlements.Quittance_SignatureExpired.selector,
                    uint256(UNTIL),
                    uint256(UNTIL) + late
                )
            );
        }
        VM.warp(UNTIL - 1);
        quittance.freezeWithSignature(managedAccount, UNTIL, word);
        _requireFrozen(true);
    }

    function test_RevertWhen_TheSignatureIsReplayed() external {
        bytes memory word = _signed(GUARDIAN_KEY, managedAccount, NONCE, UNTIL);
        quittance.freezeWithSignature(managedAccount, UNTIL, word);
        _unfreeze(managedAccount);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.freezeWithSignature(managedAccount, UNTIL, word);
        _requireFrozen(false);
    }

    function test_TheKeyCallsWithItsEnvelope() external {
        VM.prank(GUARDIAN);
        quittance.freezeWithSignature(managedAccount, UNTIL, abi.encodePacked(GUARDIAN));
        _requireFrozen(true);
    }

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        address[2] memory unknown = [BUYER, _managedAccountOf(PRINCIPAL, 9)];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory word = _signed(PRINCIPAL_KEY, unknown[i], 0, UNTIL);
            VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, unknown[i]));
            quittance.freezeWithSignature(unknown[i], UNTIL, word);
        }
    }

    function _signed(uint256 key, address account, uint64 nonce, uint40 until) private view returns (bytes memory) {
        return Envelopes.signByKey(key, AccountDigests.freeze(address(quittance), account, nonce, until));
    }

    /// @return signature Without the key before it.
    function _cut(bytes memory word) private pure returns (bytes memory signature) {
        signature = new bytes(word.length - 20);
        for (uint256 i = 0; i < signature.length; ++i) signature[i] = word[20 + i];
    }

    function _refuseCall(address caller, bytes memory reason) private {
        VM.expectRevert(reason);
        VM.prank(caller);
        quittance.freeze(_one(managedAccount));
        _requireFrozen(false);
    }

    function _refuseWord(bytes memory word, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.freezeWithSignature(managedAccount, UNTIL, word);
    }

    function _unknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, key);
    }

    function _requireFrozen(bool expected) private view {
        (, , , , , , , bool frozen) = quittance.accountOf(managedAccount);
        VM.assertEq(frozen, expected, "frozen");
    }
}
