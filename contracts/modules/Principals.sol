// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAuthority} from "../interfaces/IAuthority.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Capabilities, Key, KeyGrant} from "../types/Key.sol";
import {MAX_PERIOD} from "../types/Limits.sol";
import {AccountOpening, Move} from "../types/Opening.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {ACCOUNT_TYPEHASH} from "../types/TypeHashes.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {PolicyView, PackedPolicy} from "../libraries/PackedPolicy.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Lets an organisation manage the accounts of its agents, by its own calls.
abstract contract Principals is Authorizations, IPrincipals {
    using SafeERC20 for IERC20;

    /// @inheritdoc IPrincipals
    function openAccounts(address principal, AccountOpening[] calldata openings) external {
        // Check: the caller controls the principal.
        _requireController(principal);
        for (uint256 i; i != openings.length; ++i) {
            AccountOpening calldata opening = openings[i];
            address account = accountAddress(principal, opening.index);
            // Check: the index is free.
            if (_origins[account].principal != address(0)) {
                revert Quittance_AccountAlreadyOpened(account, opening.index);
            }
            // Check: the policy is well formed.
            _requirePolicy(opening.policy);
            // Effects
            _origins[account] = Origin(principal, opening.index);
            _policies[account] = _policyHash(principal, opening.policy);
            emit AccountOpened(principal, account, opening.index, opening.policy);
            // Check: each key can be granted. Then Effects.
            _setKeys(account, opening.keys);
        }
    }

    /// @inheritdoc IPrincipals
    function setKeys(address account, KeyGrant[] calldata grants) external {
        // Check: the caller controls the account.
        _requireControl(account);
        // Check: each key can be granted or revoked. Then Effects.
        _setKeys(account, grants);
    }

    /// @inheritdoc IPrincipals
    function setPolicy(address account, bytes calldata current, bytes calldata policy) external {
        // Check: the caller controls the account.
        address principal = _requireControl(account);
        bytes32 given = _policyHash(principal, current);
        // Check: the caller knows the policy that it replaces.
        if (given != _policies[account]) {
            revert IAuthority.Quittance_PolicyMismatch(account, _policies[account], given);
        }
        // Check: the new policy is well formed.
        _requirePolicy(policy);
        // Effects
        AccountSlot slot = _accounts[account];
        uint256 inPeriod = slot.periodSpent(PackedPolicy.locate(current, 0).periodStart());
        _accounts[account] = slot.count(slot.spent(), inPeriod, block.timestamp / 1 hours);
        _policies[account] = _policyHash(principal, policy);
        emit PolicySet(account, policy);
    }

    /// @inheritdoc IPrincipals
    function freeze(address[] calldata accounts) external {
        for (uint256 i; i != accounts.length; ++i) {
            // Check: the caller controls the account.
            _requireControl(accounts[i]);
            // Effects
            _accounts[accounts[i]] = _accounts[accounts[i]].freeze(true);
            emit AccountFrozen(accounts[i]);
        }
    }

    /// @inheritdoc IPrincipals
    function unfreeze(address[] calldata accounts) external {
        for (uint256 i; i != accounts.length; ++i) {
            // Check: the caller controls the account.
            _requireControl(accounts[i]);
            // Effects
            _accounts[accounts[i]] = _accounts[accounts[i]].freeze(false);
            emit AccountUnfrozen(accounts[i]);
        }
    }

    /// @inheritdoc IPrincipals
    function freezeAll(address principal) external {
        // Check: the caller controls the principal.
        _requireController(principal);
        // Effects
        _principals[principal].frozen = true;
        emit PrincipalFrozen(principal);
    }

    /// @inheritdoc IPrincipals
    function unfreezeAll(address principal) external {
        // Check: the caller controls the principal.
        _requireController(principal);
        // Effects
        _principals[principal].frozen = false;
        emit PrincipalUnfrozen(principal);
    }

    /// @inheritdoc IPrincipals
    function moveFunds(Move[] calldata moves) external {
        for (uint256 i; i != moves.length; ++i) {
            Move calldata move = moves[i];
            // Check: the amount is not zero.
            if (move.amount == 0) revert ILedger.Quittance_AmountZero();
            // Check: the caller controls what is debited, or is a wallet and debits itself.
            if (move.from != msg.sender || _isOpened(msg.sender)) _requireControl(move.from);
            // Check: the caller controls what is credited, or is credited itself.
            if (move.to != msg.sender) _requireControl(move.to);
            // Effects, with a check: the balance is enough.
            _take(move.from, move.amount);
            _credit(move.to, move.amount);
            emit FundsMoved(move.from, move.to, msg.sender, move.amount);
        }
    }

    /// @inheritdoc IPrincipals
    function withdrawFrom(address account, address to, uint96 amount) external {
        // Check: the caller controls the account.
        _requireControl(account);
        // Check: the recipient can hold tokens and is no managed account.
        _requireWallet(to);
        // Check: the amount is not zero.
        if (amount == 0) revert ILedger.Quittance_AmountZero();
        // Effects, with a check: the balance is enough.
        _take(account, amount);
        emit ILedger.LedgerWithdrawn(account, to, amount);
        // Interactions
        IERC20(_token()).safeTransfer(to, amount);
    }

    /// @inheritdoc IPrincipals
    function offerPrincipal(address principal, address to) external {
        // Check: the caller controls the principal.
        _requireController(principal);
        // Effects
        _principals[principal].offered = to;
        emit PrincipalOffered(principal, msg.sender, to);
    }

    /// @inheritdoc IPrincipals
    function acceptPrincipal(address principal) external {
        Principal storage kept = _principals[principal];
        address offered = kept.offered;
        // Check: control was offered to the caller.
        if (offered != msg.sender) revert Quittance_NothingOffered(principal, offered, msg.sender);
        // Effects
        kept.controller = msg.sender;
        kept.offered = address(0);
        emit PrincipalHandedOver(principal, msg.sender);
    }

    /// @inheritdoc IPrincipals
    function accountAddress(address principal, uint32 index) public view returns (address account) {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ACCOUNT_TYPEHASH, principal, index)));
        return ManagedAccount.from(digest);
    }

    /// @inheritdoc IPrincipals
    function principalOf(address principal) external view returns (address controller, address offered, bool frozen) {
        Principal memory kept = _principals[principal];
        return (_controllerOf(principal), kept.offered, kept.frozen);
    }

    /// @dev Grants, changes or revokes keys.
    function _setKeys(address account, KeyGrant[] calldata grants) private {
        for (uint256 i; i != grants.length; ++i) {
            KeyGrant calldata grant = grants[i];
            address key = grant.key;
            uint256 expiry = grant.expiry;
            uint256 capabilities = grant.capabilities;
            // Check: the key is neither zero nor the account itself.
            if (key == address(0) || key == account) revert Quittance_KeyRefused(account, key);
            bool revoked = expiry == 0;
            // Check: a granted key has known capabilities, and a revoked one has none.
            if (capabilities > Capabilities.ALL || revoked != (capabilities == 0)) {
                revert Quittance_CapabilitiesUnknown(key, capabilities);
            }
            // Check: a granted key has not expired yet.
            if (!revoked && expiry <= block.timestamp) {
                revert IAuthority.Quittance_KeyExpired(account, key, expiry, block.timestamp);
            }
            // Effects
            _keys[account][key] = Key(grant.expiry, grant.capabilities);
            emit KeySet(account, key, grant.expiry, grant.capabilities);
        }
    }

    function _requireController(address principal) private view {
        address controller = _controllerOf(principal);
        // Check: the caller controls the principal.
        if (msg.sender != controller) revert Quittance_NotController(principal, controller, msg.sender);
    }

    /// @dev Checks that the caller controls a managed account.
    /// @return principal Whose account it is.
    function _requireControl(address account) private view returns (address principal) {
        principal = _origins[account].principal;
        // Check: a principal opened the account.
        if (principal == address(0)) revert Quittance_AccountUnknown(account);
        // Check: the caller controls the principal.
        _requireController(principal);
    }

    function _requirePolicy(bytes calldata packed) private pure {
        // Check: the policy has its length.
        if (packed.length != PackedPolicy.LENGTH) {
            revert Quittance_PolicyLengthInvalid(packed.length, PackedPolicy.LENGTH);
        }
        PolicyView policy = PackedPolicy.locate(packed, 0);
        uint256 period = policy.period();
        // Check: the period is within its limits.
        if (period == 0 || period > MAX_PERIOD) {
            revert Quittance_PolicyFieldInvalid("period", period, 1, MAX_PERIOD);
        }
        uint256 until = policy.activeUntil();
        // Check: the policy is active for a second at least.
        if (until <= policy.activeFrom()) {
            revert Quittance_PolicyFieldInvalid("activeUntil", until, policy.activeFrom() + 1, type(uint40).max);
        }
    }

    function _policyHash(address principal, bytes calldata policy) private pure returns (bytes32) {
        return keccak256(bytes.concat(bytes20(principal), policy));
    }
}
