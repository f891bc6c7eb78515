// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Whose word counts for an account: a wallet's own, or that of a key which its principal granted.
abstract contract Authorizations is Ledger {
    mapping(address account => mapping(address key => Key)) internal _keys;
    mapping(address account => Origin) internal _origins;
    mapping(address principal => Principal) internal _principals;

    /// @dev The caller itself, or whoever signed: an empty signature speaks for the caller only.
    /// @param capability What a key must be allowed, where `signer` is a managed account.
    /// @return opened It is one.
    function _requireAuthorization(
        address signer,
        bytes32 digest,
        bytes calldata signature,
        uint256 capability
    ) internal returns (bool opened) {
        if (_isOpened(signer)) {
            _requireAuthorizedSigner(signer, digest, capability, signature);
            return true;
        }
        if (signature.length == 0 && msg.sender == signer) return false;
        if (!Signatures.isValid(signer, digest, signature)) revert IDeals.Quittance_InvalidSignature(signer, digest);
    }

    /// @dev Takes what a managed account commits, if its key and its policy allow.
    function _commit(Commitment memory commitment, bytes calldata envelope) internal {
        // Checks
        (address key, uint256 periodStart) = _authorize(commitment, envelope);
        AccountSlot slot = _accounts[commitment.account];
        _requireBalance(commitment.account, slot, commitment.amount);
        // Effects
        _accounts[commitment.account] = slot.commit(commitment.amount, periodStart);
        emit IAuthority.FundsCommitted(commitment.account, commitment.digest, key, uint96(commitment.amount));
    }

    function _requireUnfrozen(address account) internal view {
        address principal = _origins[account].principal;
        if (_accounts[account].isFrozen() || _principals[principal].frozen) {
            revert IAuthority.Quittance_FrozenAccount(account, principal);
        }
    }

    function _controllerOf(address principal) internal view returns (address controller) {
        controller = _principals[principal].controller;
        if (controller == address(0)) controller = principal;
    }

    /// @dev Reverts unless a live key with the capability signed.
    function _requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) internal virtual;

    /// @dev Reverts unless a live key signed and the policy allows it.
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal virtual returns (address key, uint256 periodStart);
}
