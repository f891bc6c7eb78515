// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {AccountRow} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Whose word counts for an account: a wallet's own, or that of a key which its principal granted.
abstract contract Consents is Ledger {
    mapping(address account => mapping(address key => Key)) internal _keys;
    mapping(address account => Origin) internal _origins;
    mapping(address principal => Principal) internal _principals;

    /// @dev The caller itself, or whoever signed: an empty signature speaks for the caller only.
    /// @param capability What a key must be allowed, where `signer` is an account that a principal opened.
    /// @return opened It is one.
    function _requireConsent(
        address signer,
        bytes32 digest,
        bytes calldata signature,
        uint256 capability
    ) internal returns (bool opened) {
        if (_isOpened(signer)) {
            _requireSpeaker(signer, digest, capability, signature);
            return true;
        }
        if (signature.length == 0 && msg.sender == signer) return false;
        if (!Signatures.isValid(signer, digest, signature)) revert IDeals.Quittance_InvalidSignature(signer, digest);
    }

    /// @dev Takes what an account that a principal opened commits, if its key and its policy allow.
    function _commit(Commitment memory commitment, bytes calldata envelope) internal {
        // Checks
        (address key, uint256 periodStart) = _authorize(commitment, envelope);
        AccountRow row = _accounts[commitment.account];
        _requireBalance(commitment.account, row, commitment.amount);
        // Effects
        _accounts[commitment.account] = row.commit(commitment.amount, periodStart);
        emit IAuthority.FundsCommitted(commitment.account, commitment.digest, key, uint96(commitment.amount));
    }

    function _requireThawed(address account) internal view {
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
    function _requireSpeaker(
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
