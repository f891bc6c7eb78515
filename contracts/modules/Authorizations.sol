// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {ACCOUNT_TYPEHASH} from "../types/TypeHashes.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Checks who acts for an account: a wallet itself, or a key that the principal of a managed account granted.
abstract contract Authorizations is Ledger {
    mapping(address account => mapping(address key => Key)) internal _keys;
    mapping(address account => Origin) internal _origins;
    mapping(address principal => Principal) internal _principals;

    /// @dev Checks that `signer` called or signed. An empty signature counts for the caller only.
    /// @param capability What a key must be allowed, when `signer` is a managed account.
    /// @return opened Whether it is one.
    function _requireAuthorization(
        address signer,
        bytes32 digest,
        bytes calldata signature,
        uint256 capability
    ) internal returns (bool opened) {
        if (_isOpened(signer)) {
            // Check: a key with the capability signed for the managed account.
            _requireAuthorizedSigner(signer, digest, capability, signature);
            return true;
        }
        if (signature.length == 0 && msg.sender == signer) return false;
        // Check: the wallet signed.
        if (!Signatures.isValid(signer, digest, signature)) revert IDeals.Quittance_InvalidSignature(signer, digest);
    }

    /// @dev Checks that `signer`, a wallet or a key, called or signed. An empty signature counts for the caller only.
    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) internal view {
        if (signature.length == 0 && msg.sender == signer) return;
        // Check: the signature is the signer's.
        if (!Signatures.isValid(signer, digest, signature)) revert IDeals.Quittance_InvalidSignature(signer, digest);
    }

    function _requireValid(uint256 validUntil) internal view {
        // Check: it is before `validUntil`.
        if (block.timestamp >= validUntil) revert ISettlements.Quittance_SignatureExpired(validUntil, block.timestamp);
    }

    /// @dev Takes what a managed account commits, if its key and its policy allow it.
    function _commit(Commitment memory commitment, bytes calldata envelope) internal {
        // Check: a key signed, and the policy allows it.
        (address key, uint256 periodStart) = _authorize(commitment, envelope);
        // Effects, with a check: the balance is enough, or that of a treasury.
        _takeCommitted(commitment, key, periodStart, envelope);
    }

    /// @dev Takes and counts what a managed account commits.
    /// @param key The key that signed.
    /// @param periodStart The beginning of the policy's running period, in hours since the epoch.
    function _takeCommitted(
        Commitment memory commitment,
        address key,
        uint256 periodStart,
        bytes calldata envelope
    ) internal {
        AccountSlot slot = _accounts[commitment.account];
        if (slot.balance() < commitment.amount) {
            // Check: the policy names a treasury, which has what is lacking. Then Effects.
            slot = _drawShortage(commitment, slot, envelope);
        }
        // Effects
        _accounts[commitment.account] = slot.commit(commitment.amount, periodStart);
        emit IAuthority.FundsCommitted(commitment.account, commitment.digest, key, uint96(commitment.amount));
    }

    /// @dev Draws what a managed account lacks from the treasury that its policy names. A treasury's own treasury is
    /// not asked.
    /// @return The account's slot, with a balance that is enough.
    function _drawShortage(
        Commitment memory commitment,
        AccountSlot slot,
        bytes calldata envelope
    ) private returns (AccountSlot) {
        uint96 shortage = uint96(commitment.amount - slot.balance());
        // Check: the policy names a treasury, which is active.
        address treasury = _treasuryOf(commitment, envelope);
        AccountSlot drawn = _accounts[treasury];
        // Check: the treasury's balance is enough.
        if (drawn.balance() < shortage) {
            revert IAuthority.Quittance_InsufficientTreasury(commitment.account, treasury, drawn.balance(), shortage);
        }
        // Effects
        _accounts[treasury] = drawn.debit(shortage);
        emit IAuthority.TreasuryDrawn(commitment.account, treasury, commitment.digest, shortage);
        return slot.credit(shortage);
    }

    /// @return The address of the account that a principal opens under this index.
    function _accountAddress(address principal, uint32 index) internal view returns (address) {
        return ManagedAccount.from(_hashTypedDataV4(keccak256(abi.encode(ACCOUNT_TYPEHASH, principal, index))));
    }

    /// @dev Checks that a managed account is active.
    function _requireUnfrozen(address account) internal view {
        address principal = _origins[account].principal;
        // Check: neither the account nor its principal is frozen.
        if (_accounts[account].isFrozen() || _principals[principal].frozen) {
            revert IAuthority.Quittance_FrozenAccount(account, principal);
        }
    }

    /// @return controller The principal itself, unless it was handed over.
    function _controllerOf(address principal) internal view returns (address controller) {
        controller = _principals[principal].controller;
        if (controller == address(0)) controller = principal;
    }

    /// @dev Reverts unless a key that has the capability and has not expired signed.
    function _requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) internal virtual;

    /// @dev Reverts unless a key that has not expired signed and the policy allows it. What is committed with the
    /// capability SETTLE is given up: it is in a deal or a tab already.
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal virtual returns (address key, uint256 periodStart);

    /// @dev Finds the account that pays what the committing account lacks. Reverts unless the policy in the envelope,
    /// which was read before, names one that is active.
    function _treasuryOf(Commitment memory commitment, bytes calldata envelope) internal virtual returns (address);
}
