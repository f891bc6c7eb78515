// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

contract RequireAuthorizedSignerTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");
    uint256 private constant OTHER_KEY = 0x07e4;

    function test_RevertWhen_TheEnvelopeEndsWithinTheKey() external {
        for (uint256 length = 0; length < 20; ++length) {
            _refuse(
                0,
                new bytes(length),
                abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, managedAccount, length)
            );
        }
    }

    function test_RevertWhen_TheKeyIsUnknown() external {
        address other = _openManagedAccount(1, PolicyFixtures.unlimited());
        _setKey(other, VM.addr(OTHER_KEY), KEY_EXPIRY, Capabilities.ALL);
        _refuse(0, Envelopes.signByKey(OTHER_KEY, DIGEST), _unknown(VM.addr(OTHER_KEY)));
        _setKey(managedAccount, AGENT, 0, 0);
        _refuse(0, _signByKey(DIGEST), _unknown(AGENT));
        _refuse(0, abi.encodePacked(managedAccount, Signing.sign(AGENT_KEY, DIGEST)), _unknown(managedAccount));
        _refuse(0, abi.encodePacked(address(0), Signing.sign(AGENT_KEY, DIGEST)), _unknown(address(0)));
    }

    function test_TheKeysExpiry() external {
        VM.warp(KEY_EXPIRY - 1);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.ALL, _signByKey(DIGEST));
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(KEY_EXPIRY + late);
            _refuse(
                0,
                _signByKey(DIGEST),
                abi.encodeWithSelector(
                    IAuthority.Quittance_KeyExpired.selector,
                    managedAccount,
                    AGENT,
                    uint256(KEY_EXPIRY),
                    KEY_EXPIRY + late
                )
            );
        }
    }

    function test_RevertWhen_ACapabilityIsMissing() external {
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.DELIVER | Capabilities.TABS);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.NONE, _signByKey(DIGEST));
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.DELIVER, _signByKey(DIGEST));
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.TABS, _signByKey(DIGEST));
        uint256[4] memory missing = [uint256(1), 4, 6, 31];
        for (uint256 i = 0; i < 4; ++i) {
            _refuse(
                missing[i],
                _signByKey(DIGEST),
                abi.encodeWithSelector(
                    IAuthority.Quittance_CapabilityMissing.selector,
                    managedAccount,
                    AGENT,
                    missing[i],
                    uint256(10)
                )
            );
        }
    }

    function test_RevertWhen_TheSignatureIsNotTheKeysForThis() external {
        bytes[6] memory wrong = [
            Signing.sign(OTHER_KEY, DIGEST),
            Signing.sign(PRINCIPAL_KEY, DIGEST),
            Signing.sign(AGENT_KEY, keccak256("another")),
            Signing.signHigh(AGENT_KEY, DIGEST),
            bytes(""),
            bytes.concat(Signing.sign(AGENT_KEY, DIGEST), hex"00")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _refuse(
                0,
                abi.encodePacked(AGENT, wrong[i]),
                abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, AGENT, DIGEST)
            );
        }
    }

    function test_TheFormsOfASignature() external {
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            15,
            abi.encodePacked(AGENT, Signing.signCompact(AGENT_KEY, DIGEST))
        );
        VM.prank(AGENT);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 15, abi.encodePacked(AGENT));
        VM.prank(PRINCIPAL);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 15, abi.encodePacked(PRINCIPAL));
    }

    function test_TheControllerSpeaksWhateverItWasGranted() external {
        bytes memory word = Envelopes.signByKey(PRINCIPAL_KEY, DIGEST);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.ALL, word);
        _setKey(managedAccount, PRINCIPAL, NOW + 1, Capabilities.DELIVER);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.ALL, word);
        VM.warp(NOW + 3_650 days);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.ALL, word);
    }

    function test_FrozenAccountsSpeak() external {
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, Capabilities.ALL, _signByKey(DIGEST));
    }

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        bytes[3] memory words = [
            Envelopes.signByKey(BUYER_KEY, DIGEST),
            Signing.sign(BUYER_KEY, DIGEST),
            abi.encodePacked(address(0))
        ];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER));
            quittance.requireAuthorizedSigner(BUYER, DIGEST, Capabilities.NONE, words[i]);
        }
    }

    function _refuse(uint256 capability, bytes memory envelope, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, capability, envelope);
    }

    function _unknown(address key) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, key);
    }
}
