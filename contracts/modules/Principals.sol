// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAuthority} from "../interfaces/IAuthority.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Capabilities, Key, KeyGrant} from "../types/Key.sol";
import {AccountOpening, Move} from "../types/Opening.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {PolicyView, PackedPolicy} from "../libraries/PackedPolicy.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev What an organisation does with the accounts of its agents, by its own call.
abstract contract Principals is Authorizations, IPrincipals {
    using SafeERC20 for IERC20;

    uint256 private constant MAX_PERIOD = 8_784; // hours: a year
    bytes32 private constant ACCOUNT_TYPEHASH = keccak256("Account(address principal,uint32 index)");

    /// @inheritdoc IPrincipals
    function openAccounts(address principal, AccountOpening[] calldata openings) external {
        // Checks
        _requireController(principal);
        for (uint256 i; i != openings.length; ++i) {
            AccountOpening calldata opening = openings[i];
            address account = accountAddress(principal, opening.index);
            if (_origins[account].principal != address(0)) {
                revert Quittance_AccountAlreadyOpened(account, opening.index);
            }
            _requirePolicy(opening.policy);
            // Effects
            _origins[account] = Origin(principal, opening.index);
            _policies[account] = _policyHash(principal, opening.policy);
            emit AccountOpened(principal, account, opening.index, opening.policy);
            // Checks of each key, then Effects
            _setKeys(account, opening.keys);
        }
    }

    /// @inheritdoc IPrincipals
    function setKeys(address account, KeyGrant[] calldata grants) external {
        // Checks
        _requireControl(account);
        // Checks of each key, then Effects
        _setKeys(account, grants);
    }

    /// @inheritdoc IPrincipals
    function setPolicy(address account, bytes calldata current, bytes calldata policy) external {
        // Checks
        address principal = _requireControl(account);
        bytes32 given = _policyHash(principal, current);
        if (given != _policies[account]) {
            revert IAuthority.Quittance_PolicyMismatch(account, _policies[account], given);
        }
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
            // Checks
            _requireControl(accounts[i]);
            // Effects
            _accounts[accounts[i]] = _accounts[accounts[i]].freeze(true);
            emit AccountFrozen(accounts[i]);
        }
    }

    /// @inheritdoc IPrincipals
    function unfreeze(address[] calldata accounts) external {
        for (uint256 i; i != accounts.length; ++i) {
            // Checks
            _requireControl(accounts[i]);
            // Effects
            _accounts[accounts[i]] = _accounts[accounts[i]].freeze(false);
            emit AccountUnfrozen(accounts[i]);
        }
    }

    /// @inheritdoc IPrincipals
    function freezeAll(address principal) external {
        // Checks
        _requireController(principal);
        // Effects
        _principals[principal].frozen = true;
        emit PrincipalFrozen(principal);
    }

    /// @inheritdoc IPrincipals
    function unfreezeAll(address principal) external {
        // Checks
        _requireController(principal);
        // Effects
        _principals[principal].frozen = false;
        emit PrincipalUnfrozen(principal);
    }

    /// @inheritdoc IPrincipals
    function moveFunds(Move[] calldata moves) external {
        for (uint256 i; i != moves.length; ++i) {
            // Checks
            Move calldata move = moves[i];
            if (move.amount == 0) revert ILedger.Quittance_AmountZero();
            if (move.from != msg.sender || _isOpened(msg.sender)) _requireControl(move.from);
            if (move.to != msg.sender) _requireControl(move.to);
            // Effects
            _take(move.from, move.amount);
            _credit(move.to, move.amount);
            emit FundsMoved(move.from, move.to, msg.sender, move.amount);
        }
    }

    /// @inheritdoc IPrincipals
    function withdrawFrom(address account, address to, uint96 amount) external {
        // Checks
        _requireControl(account);
        _requireWallet(to);
        if (amount == 0) revert ILedger.Quittance_AmountZero();
        // Effects
        _take(account, amount);
        emit ILedger.LedgerWithdrawn(account, to, amount);
        // Interactions
        IERC20(_token()).safeTransfer(to, amount);
    }

    /// @inheritdoc IPrincipals
    function offerPrincipal(address principal, address to) external {
        // Checks
        _requireController(principal);
        // Effects
        _principals[principal].offered = to;
        emit PrincipalOffered(principal, msg.sender, to);
    }

    /// @inheritdoc IPrincipals
    function acceptPrincipal(address principal) external {
        // Checks
        Principal storage kept = _principals[principal];
        address offered = kept.offered;
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

    function _setKeys(address account, KeyGrant[] calldata grants) private {
        for (uint256 i; i != grants.length; ++i) {
            // Checks
            KeyGrant calldata grant = grants[i];
            address key = grant.key;
            uint256 expiry = grant.expiry;
            uint256 capabilities = grant.capabilities;
            if (key == address(0) || key == account) revert Quittance_KeyRefused(account, key);
            bool revoked = expiry == 0;
            if (capabilities > Capabilities.ALL || revoked != (capabilities == 0)) {
                revert Quittance_CapabilitiesUnknown(key, capabilities);
            }
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
        if (msg.sender != controller) revert Quittance_NotController(principal, controller, msg.sender);
    }

    /// @return principal Whose account it is; the caller controls it.
    function _requireControl(address account) private view returns (address principal) {
        principal = _origins[account].principal;
        if (principal == address(0)) revert Quittance_AccountUnknown(account);
        _requireController(principal);
    }

    function _requirePolicy(bytes calldata packed) private pure {
        if (packed.length != PackedPolicy.LENGTH) {
            revert Quittance_PolicyLengthInvalid(packed.length, PackedPolicy.LENGTH);
        }
        PolicyView policy = PackedPolicy.locate(packed, 0);
        uint256 period = policy.period();
        if (period == 0 || period > MAX_PERIOD) {
            revert Quittance_PolicyFieldInvalid("period", period, 1, MAX_PERIOD);
        }
        uint256 until = policy.activeUntil();
        if (until <= policy.activeFrom()) {
            revert Quittance_PolicyFieldInvalid("activeUntil", until, policy.activeFrom() + 1, type(uint40).max);
        }
    }

    function _policyHash(address principal, bytes calldata policy) private pure returns (bytes32) {
        return keccak256(bytes.concat(bytes20(principal), policy));
    }
}
