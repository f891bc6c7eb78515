// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";
import {Origin, Principal} from "../types/Principal.sol";
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

    /// @dev Takes what a managed account commits, if its key and its policy allow it.
    function _commit(Commitment memory commitment, bytes calldata envelope) internal {
        // Check: a key signed, and the policy allows it.
        (address key, uint256 periodStart) = _authorize(commitment, envelope);
        AccountSlot slot = _accounts[commitment.account];
        // Check: the balance is enough.
        _requireBalance(commitment.account, slot, commitment.amount);
        // Effects
        _accounts[commitment.account] = slot.commit(commitment.amount, periodStart);
        emit IAuthority.FundsCommitted(commitment.account, commitment.digest, key, uint96(commitment.amount));
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

    /// @dev Reverts unless a key that has not expired signed and the policy allows it.
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal virtual returns (address key, uint256 periodStart);
}
