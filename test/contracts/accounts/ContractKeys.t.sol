// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {FickleWallet} from "../../support/contracts/FickleWallet.sol";
import {GasGuzzlingWallet} from "../../support/contracts/GasGuzzlingWallet.sol";
import {OwnedWallet} from "../../support/contracts/OwnedWallet.sol";
import {ReturnBombWallet} from "../../support/contracts/ReturnBombWallet.sol";
import {RevertingWallet} from "../../support/contracts/RevertingWallet.sol";
import {WrongMagicWallet} from "../../support/contracts/WrongMagicWallet.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Approval} from "../support/Approval.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope, Envelopes} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Contracts belong to the agent, or to the successor, and take their signatures for their own.
contract ContractKeysTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");

    // ---- keys ----

    function test_AContractIsAKey() external {
        address key = address(new Erc1271Wallet(AGENT));
        _replaceAgent(key);
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 15, Envelopes.signByKey(key, AGENT_KEY, DIGEST));
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            15,
            abi.encodePacked(key, Signing.signCompact(AGENT_KEY, DIGEST))
        );
        TermsFixture memory fixture = _bought(managedAccount);
        _openWith(fixture, _named(key));
        bytes32 digest = Digests.release(address(quittance), fixture, 0);
        quittance.release(fixture.whole(), 0, _sealWith(_named(key), managedAccount, digest));
        VM.assertEq(_settled(_dealId(fixture)), 1, "accepted");
        _refuse(_envelope(PolicyFixtures.unlimited()), AGENT, true);
    }

    function test_AContractCallsItself() external {
        OwnedWallet key = new Erc1271Wallet(AGENT);
        _replaceAgent(address(key));
        TermsFixture memory fixture = _bought(managedAccount);
        Envelope memory envelope = _named(address(key));
        envelope.key = 0;
        bytes memory call = abi.encodeCall(
            IDeals.open,
            (fixture.whole(), _sealWith(envelope, managedAccount, _dealId(fixture)), _sellerSignature(fixture))
        );
        VM.prank(AGENT);
        key.execute(address(quittance), call);
        VM.assertEq(_unsettled(_dealId(fixture)), fixture.total(), "opened");
    }

    function test_AContractChangesItsMind() external {
        FickleWallet key = new FickleWallet(AGENT);
        _replaceAgent(address(key));
        TermsFixture memory fixture = _bought(managedAccount);
        _openWith(fixture, _named(address(key)));
        key.flip();
        _refuse(_named(address(key)), address(key), false);
        VM.assertEq(_unsettled(_dealId(fixture)), fixture.total(), "what it opened stays");
        key.flip();
        quittance.authorize(_commitment(managedAccount, 1), _sealWith(_named(address(key)), managedAccount, DIGEST));
    }

    function test_RevertWhen_AContractMisbehaves() external {
        address[4] memory keys = [
            address(new RevertingWallet(AGENT)),
            address(new WrongMagicWallet(AGENT)),
            address(new ReturnBombWallet(AGENT)),
            address(new GasGuzzlingWallet(AGENT))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            _replaceAgent(keys[i]);
            _refuse(_named(keys[i]), keys[i], false);
            bytes memory word = Envelopes.signByKey(keys[i], AGENT_KEY, DIGEST);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, keys[i], DIGEST));
            quittance.requireAuthorizedSigner(managedAccount, DIGEST, 0, word);
        }
    }

    /// @dev An account's own address has no key; being named one gives it none.
    function test_RevertWhen_AKeyIsAnAccount() external {
        address other = _openManagedAccount(1, PolicyFixtures.unlimited());
        _replaceAgent(other);
        _refuse(_named(other), other, false);
        bytes memory nested = abi.encodePacked(other, _signByKey(DIGEST));
        VM.expectRevert();
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 0, nested);
    }

    function test_RevertWhen_TheGasIsTooLittle() external {
        address key = address(new Erc1271Wallet(AGENT));
        _replaceAgent(key);
        bytes memory word = Envelopes.signByKey(key, AGENT_KEY, DIGEST);
        VM.expectPartialRevert(Signatures.Quittance_InsufficientGas.selector);
        quittance.requireAuthorizedSigner{gas: 180_000}(managedAccount, DIGEST, 0, word);
        quittance.requireAuthorizedSigner{gas: 500_000}(managedAccount, DIGEST, 0, word);
    }

    // ---- principals ----

    function test_AContractIsAPrincipal() external {
        OwnedWallet principal = new Erc1271Wallet(SUCCESSOR);
        address account = _managedAccountOf(address(principal), 0);
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        _execute(
            principal,
            abi.encodeCall(
                IPrincipals.openAccounts,
                (address(principal), _opening(0, _grants(AGENT, KEY_EXPIRY, 1), policy))
            )
        );
        _fundLedger(account, MANAGED_ACCOUNT_BALANCE);
        _execute(
            principal,
            abi.encodeCall(IPrincipals.updateAccounts, (AccountUpdates.keys(account, _grants(STRANGER, KEY_EXPIRY, 2))))
        );
        _execute(principal, abi.encodeCall(IPrincipals.withdrawFrom, (account, SUCCESSOR, 7, 1)));
        VM.assertEq(usdc.balanceOf(SUCCESSOR), 7, "withdrawn");
        quittance.requireAuthorizedSigner(
            account,
            DIGEST,
            15,
            Envelopes.signByKey(address(principal), SUCCESSOR_KEY, DIGEST)
        );
        Approval memory none;
        Envelope memory envelope = Envelope(SUCCESSOR_KEY, address(principal), address(principal), policy, "", 0, none);
        (address key, ) = quittance.authorize(_commitment(account, 1), _sealWith(envelope, account, DIGEST));
        VM.assertEq(key, address(principal), "key");
    }

    function test_HandedOverToAContract() external {
        OwnedWallet controller = new Erc1271Wallet(SUCCESSOR);
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, address(controller));
        _execute(controller, abi.encodeCall(IPrincipals.acceptPrincipal, (PRINCIPAL)));
        quittance.requireAuthorizedSigner(
            managedAccount,
            DIGEST,
            15,
            Envelopes.signByKey(address(controller), SUCCESSOR_KEY, DIGEST)
        );
        _execute(controller, abi.encodeCall(IPrincipals.freezeAll, (PRINCIPAL)));
        (, , bool frozen) = quittance.principalOf(PRINCIPAL);
        VM.assertTrue(frozen, "frozen");
    }

    function _replaceAgent(address key) private {
        _setKey(managedAccount, AGENT, 0, 0);
        _setKey(managedAccount, key, KEY_EXPIRY, 15);
    }

    function _named(address key) private pure returns (Envelope memory envelope) {
        envelope.key = AGENT_KEY;
        envelope.signer = key;
        envelope.policy = PolicyFixtures.unlimited();
        envelope.principal = VM.addr(PRINCIPAL_KEY);
    }

    function _execute(OwnedWallet wallet, bytes memory call) private {
        VM.prank(SUCCESSOR);
        wallet.execute(address(quittance), call);
    }

    function _refuse(Envelope memory envelope, address key, bool unknown) private {
        bytes memory packed = _sealWith(envelope, managedAccount, DIGEST);
        if (unknown) {
            VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, key));
        } else {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, key, DIGEST));
        }
        quittance.authorize(_commitment(managedAccount, 1), packed);
    }
}
