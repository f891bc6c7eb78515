// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountUpdate, Move} from "../../../contracts/types/Opening.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {Envelopes} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

/// @dev The agent is the key that freezes, and that revokes itself.
contract AccountNonceTest is AccountBase {
    uint40 private constant UNTIL = NOW + 1 hours;
    /// @dev How many ways give power, and how many only take it away.
    uint256 private constant GIVING = 7;
    uint256 private constant TAKING = 6;

    function test_WhatTakesPowerAwayLeavesIt() external {
        for (uint256 way = 0; way < TAKING; ++way) {
            uint256 snapshot = VM.snapshotState();
            _take(way);
            _requireNonce(managedAccount, 0);
            VM.revertToState(snapshot);
        }
    }

    function test_WhatGivesNoPowerLeavesIt() external {
        Move[] memory moves = new Move[](1);
        moves[0] = Move(managedAccount, PRINCIPAL, 1);
        VM.startPrank(PRINCIPAL);
        quittance.moveFunds(moves);
        quittance.withdrawFrom(managedAccount, STRANGER, 1, 1);
        quittance.offerPrincipal(PRINCIPAL, SUCCESSOR);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, new KeyGrant[](0)));
        VM.stopPrank();
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 1e6);
        _requireNonce(managedAccount, 0);
    }

    function test_WhateverGivesPowerMovesIt() external {
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        for (uint256 way = 0; way < GIVING; ++way) {
            uint256 snapshot = VM.snapshotState();
            _give(way);
            _requireNonce(managedAccount, 1);
            _requireNonce(sibling, way < 5 ? 0 : 1);
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_AFreezeIsFromBefore() external {
        bytes memory signature = _signedFreeze(0);
        for (uint256 way = 0; way < 2 * GIVING; ++way) {
            uint256 snapshot = VM.snapshotState();
            if (way >= GIVING) quittance.freezeWithSignature(managedAccount, UNTIL, signature);
            _give(way % GIVING);
            VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
            quittance.freezeWithSignature(managedAccount, UNTIL, signature);
            quittance.freezeWithSignature(managedAccount, UNTIL, _signedFreeze(1));
            VM.revertToState(snapshot);
        }
    }

    function test_RevertWhen_ARevocationIsFromBefore() external {
        bytes memory signature = _signedRevocation(0);
        for (uint256 way = 0; way < 2 * GIVING; ++way) {
            uint256 snapshot = VM.snapshotState();
            if (way >= GIVING) {
                quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
                _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL);
            }
            _give(way % GIVING);
            VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
            quittance.revokeKey(managedAccount, AGENT, UNTIL, signature);
            quittance.revokeKey(managedAccount, AGENT, UNTIL, _signedRevocation(way < GIVING ? 1 : 2));
            VM.revertToState(snapshot);
        }
    }

    function test_ManyAccountsInOneTransaction() external {
        address sibling = _openManagedAccount(1, PolicyFixtures.unlimited());
        AccountUpdate[] memory updates = new AccountUpdate[](4);
        // A revocation, and the same key again: what it signed to revoke itself is void at the end.
        updates[0] = AccountUpdate(managedAccount, _grants(AGENT, 0, 0), "", "");
        updates[1] = AccountUpdate(sibling, _grants(AGENT, 0, 0), "", "");
        updates[2] = AccountUpdate(managedAccount, _grants(AGENT, KEY_EXPIRY, Capabilities.ALL), "", "");
        bytes memory policy = PolicyFixtures.unlimited().pack();
        updates[3] = AccountUpdate(managedAccount, new KeyGrant[](0), policy, policy);
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(updates);
        _requireNonce(managedAccount, 2);
        _requireNonce(sibling, 0);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (managedAccount, sibling);
        VM.startPrank(PRINCIPAL);
        quittance.freeze(both);
        quittance.unfreeze(both);
        VM.stopPrank();
        _requireNonce(managedAccount, 3);
        _requireNonce(sibling, 1);
    }

    function test_ANewAccountStartsWithItsPrincipal() external {
        _give(5);
        _requireNonce(_openManagedAccount(1, PolicyFixtures.unlimited()), 1);
        VM.prank(PRINCIPAL);
        quittance.openAccounts(PRINCIPAL, _opening(2, new KeyGrant[](0), PolicyFixtures.unlimited()));
        _requireNonce(_managedAccountOf(PRINCIPAL, 2), 1);
        _requireNonce(_openManagedAccountOf(SUCCESSOR, 0, PolicyFixtures.unlimited()), 0);
        _requireNonce(BUYER, 0);
    }

    function test_AgainWhileItIsFrozen() external {
        bytes memory signature = _signedFreeze(0);
        for (uint256 i = 0; i < 2; ++i) {
            quittance.freezeWithSignature(managedAccount, UNTIL, signature);
            (, , , , , , , bool frozen) = quittance.accountOf(managedAccount);
            VM.assertTrue(frozen, "frozen");
            _requireNonce(managedAccount, 0);
        }
    }

    function testFuzz_AnySequence(uint256 ways) external {
        uint64 expected;
        for (uint256 i = 0; i < 12; ++i) {
            uint256 way = uint8(ways >> (8 * i)) % (GIVING + TAKING);
            if (way < GIVING) {
                // Its control is handed to and fro.
                if (way == 6) _handOver(PRINCIPAL, PRINCIPAL);
                else _give(way);
                ++expected;
            } else {
                // A revocation needs a key.
                if (quittance.keyOf(managedAccount, AGENT).expiry == 0) {
                    _give(0);
                    ++expected;
                }
                _take(way - GIVING);
            }
            _requireNonce(managedAccount, expected);
        }
    }

    /// @dev One of the ways to give power. The last two are for all accounts of the principal.
    function _give(uint256 way) private {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        if (way == 0) return _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.ALL);
        if (way == 1) return _setKey(managedAccount, AGENT, KEY_EXPIRY - 1, Capabilities.FREEZE);
        if (way == 2) return _setPolicy(managedAccount, PolicyFixtures.unlimited(), PolicyFixtures.unlimited());
        if (way == 4) return _unfreeze(managedAccount);
        if (way == 6) return _handOver(PRINCIPAL, SUCCESSOR);
        AccountUpdate[] memory updates = AccountUpdates.policy(managedAccount, policy, policy);
        updates[0].keys = new KeyGrant[](2);
        updates[0].keys[0] = KeyGrant(AGENT, KEY_EXPIRY, uint8(Capabilities.ALL));
        updates[0].keys[1] = KeyGrant(STRANGER, 0, 0);
        VM.prank(PRINCIPAL);
        if (way == 3) quittance.updateAccounts(updates);
        else quittance.unfreezeAll(PRINCIPAL);
    }

    /// @dev One of the ways to take power away.
    function _take(uint256 way) private {
        uint64 nonce = quittance.accountNonceOf(managedAccount);
        if (way == 0) return _freeze(managedAccount);
        if (way == 1) return quittance.freezeWithSignature(managedAccount, UNTIL, _signedFreeze(nonce));
        if (way == 2) return quittance.revokeKey(managedAccount, AGENT, UNTIL, _signedRevocation(nonce));
        if (way == 3) return _setKey(managedAccount, AGENT, 0, 0);
        VM.prank(way == 4 ? AGENT : PRINCIPAL);
        if (way == 4) quittance.revokeKey(managedAccount, AGENT, 0, "");
        else quittance.freezeAll(PRINCIPAL);
    }

    function _signedFreeze(uint64 nonce) private view returns (bytes memory) {
        bytes32 digest = AccountDigests.freeze(address(quittance), managedAccount, nonce, UNTIL);
        return Envelopes.signByKey(AGENT_KEY, digest);
    }

    function _signedRevocation(uint64 nonce) private view returns (bytes memory) {
        return
            Signing.sign(AGENT_KEY, AccountDigests.revocation(address(quittance), managedAccount, AGENT, nonce, UNTIL));
    }

    function _requireNonce(address account, uint64 expected) private view {
        VM.assertEq(quittance.accountNonceOf(account), expected, "nonce");
    }
}
