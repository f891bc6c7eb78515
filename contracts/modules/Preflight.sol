// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Key} from "../types/Key.sol";
import {Origin} from "../types/Principal.sol";
import {Approving} from "./Approving.sol";

/// @dev Makes the checks of `Authority` and `Approving` for callers from outside, who ask before they act, and for the
/// other pieces.
abstract contract Preflight is Approving, IAuthority {
    /// @inheritdoc IAuthority
    function authorize(
        Commitment calldata commitment,
        bytes calldata envelope
    ) external view returns (address key, uint256 periodStart) {
        // Check: the account is a managed one.
        _requireAccount(commitment.account);
        return _authorize(commitment, envelope);
    }

    /// @inheritdoc IAuthority
    function treasuryOf(Commitment calldata commitment, bytes calldata envelope) external view returns (address) {
        // Check: the account is a managed one.
        _requireAccount(commitment.account);
        return _treasuryOf(commitment, envelope);
    }

    /// @inheritdoc IAuthority
    function requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) external view {
        // Check: the account is a managed one.
        _requireAccount(account);
        _requireAuthorizedSigner(account, digest, capability, envelope);
    }

    /// @inheritdoc IAuthority
    function accountOf(
        address account
    )
        external
        view
        returns (
            uint96 balance,
            uint64 spent,
            uint64 periodSpent,
            uint40 periodStart,
            address principal,
            uint32 index,
            bytes32 policyHash,
            bool frozen
        )
    {
        AccountSlot slot = _accounts[account];
        Origin memory origin = _origins[account];
        return (
            slot.balance(),
            slot.spent(),
            uint64(slot.periodSpent(0)),
            uint40(slot.periodStart()) * 1 hours,
            origin.principal,
            origin.index,
            _policies[account],
            slot.isFrozen() || _principals[origin.principal].frozen
        );
    }

    /// @inheritdoc IAuthority
    function keyOf(address account, address key) external view returns (Key memory) {
        return _keys[account][key];
    }

    function _requireAccount(address account) private view {
        // Check: a principal opened the account.
        if (!_isOpened(account)) revert IPrincipals.Quittance_AccountUnknown(account);
    }
}
