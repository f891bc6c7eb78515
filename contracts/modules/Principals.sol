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
import {AccountOpening, AccountUpdate, Move} from "../types/Opening.sol";
import {Origin, Principal} from "../types/Principal.sol";
import {FREEZE_TYPEHASH, KEY_REVOCATION_TYPEHASH} from "../types/TypeHashes.sol";
import {PolicyView, PackedPolicy} from "../libraries/PackedPolicy.sol";
import {WITHDRAWALS} from "./Ledger.sol";
import {Authority} from "./Authority.sol";

/// @dev Lets an organisation manage the accounts of its agents by its own calls, lets guardians freeze them, and lets
/// keys revoke themselves.
abstract contract Principals is Authority, IPrincipals {
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
            _requirePolicy(opening.policy, account, opening.index);
            // Effects
            _origins[account] = Origin(principal, opening.index, 0);
            _policies[account] = _policyHash(principal, opening.policy);
            emit AccountOpened(principal, account, opening.index, opening.policy);
            // Check: each key can be granted. Then Effects.
            _setKeys(account, opening.keys);
        }
    }

    /// @inheritdoc IPrincipals
    function updateAccounts(AccountUpdate[] calldata updates) external {
        for (uint256 i; i != updates.length; ++i) {
            AccountUpdate calldata update = updates[i];
            address account = update.account;
            // Check: the caller controls the account.
            address principal = _requireControl(account);
            // Check: each key can be granted or revoked. Then Effects.
            bool given = _setKeys(account, update.keys);
            if (update.policy.length != 0) {
                // Check: the caller knows the policy in force, and the new one is well formed. Then Effects.
                _setPolicy(principal, account, update.current, update.policy);
                given = true;
            }
            // What was signed to take power away is void once power is given. A revocation gives none.
            if (given) _moveNonce(account);
        }
    }

    /// @inheritdoc IPrincipals
    function revokeKey(address account, address key, uint40 validUntil, bytes calldata signature) external {
        // Check: the key was granted.
        if (_keys[account][key].expiry == 0) revert IAuthority.Quittance_KeyUnknown(account, key);
        if (signature.length != 0 || msg.sender != key) {
            // Check: the signature is still valid.
            _requireValid(validUntil);
            bytes32 structHash = keccak256(
                abi.encode(KEY_REVOCATION_TYPEHASH, account, key, _nonceOf(account), validUntil)
            );
            // Check: the key signed.
            _requireSigned(key, _hashTypedDataV4(structHash), signature);
        }
        // Effects
        delete _keys[account][key];
        emit KeySet(account, key, 0, 0);
    }

    /// @inheritdoc IPrincipals
    function freeze(address[] calldata accounts) external {
        for (uint256 i; i != accounts.length; ++i) {
            address account = accounts[i];
            // Check: the caller controls the account, or is a key that may freeze it.
            _requireKey(account, _requireOpened(account), msg.sender, Capabilities.FREEZE);
            // Effects
            _freeze(account);
        }
    }

    /// @inheritdoc IPrincipals
    function freezeWithSignature(address account, uint40 validUntil, bytes calldata signature) external {
        // Check: a principal opened the account.
        _requireOpened(account);
        // Check: the signature is still valid.
        _requireValid(validUntil);
        bytes32 structHash = keccak256(abi.encode(FREEZE_TYPEHASH, account, _nonceOf(account), validUntil));
        // Check: the controller signed, or a key that may freeze the account.
        _requireAuthorizedSigner(account, _hashTypedDataV4(structHash), Capabilities.FREEZE, signature);
        // Effects
        _freeze(account);
    }

    /// @inheritdoc IPrincipals
    function unfreeze(address[] calldata accounts) external {
        for (uint256 i; i != accounts.length; ++i) {
            address account = accounts[i];
            // Check: the caller controls the account.
            _requireControl(account);
            // Effects
            _accounts[account] = _accounts[account].freeze(false);
            _moveNonce(account);
            emit AccountUnfrozen(account);
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
        _moveNonce(principal);
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
    function withdrawFrom(address account, address to, uint96 amount, uint64 salt) external {
        // Check: the caller controls the account.
        _requireControl(account);
        // Check: the recipient can hold tokens, and its address has not the form of a managed account.
        _requireWallet(to);
        // Check: the amount is not zero.
        if (amount == 0) revert ILedger.Quittance_AmountZero();
        // Effects, with checks: the salt was not used to withdraw from the account before, and the balance is enough.
        _useSalt(WITHDRAWALS, account, salt);
        _take(account, amount);
        emit ILedger.LedgerWithdrawn(account, to, amount, salt);
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
        _moveNonce(principal);
        emit PrincipalHandedOver(principal, msg.sender);
    }

    /// @inheritdoc IPrincipals
    function accountAddress(address principal, uint32 index) public view returns (address account) {
        return _accountAddress(principal, index);
    }

    /// @inheritdoc IPrincipals
    function accountNonceOf(address account) external view returns (uint64) {
        return _nonceOf(account);
    }

    /// @inheritdoc IPrincipals
    function principalOf(address principal) external view returns (address controller, address offered, bool frozen) {
        Principal storage kept = _principals[principal];
        return (_controllerOf(principal), kept.offered, kept.frozen);
    }

    /// @dev Grants, changes or revokes keys.
    /// @return granted Whether any was granted or changed, and not all were revoked.
    function _setKeys(address account, KeyGrant[] calldata grants) private returns (bool granted) {
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
            if (!revoked) granted = true;
            _keys[account][key] = Key(grant.expiry, grant.capabilities);
            emit KeySet(account, key, grant.expiry, grant.capabilities);
        }
    }

    /// @dev Replaces the policy. What was spent in the running period counts in that of the new policy.
    function _setPolicy(address principal, address account, bytes calldata current, bytes calldata policy) private {
        bytes32 given = _policyHash(principal, current);
        // Check: the caller knows the policy that it replaces.
        if (given != _policies[account]) {
            revert IAuthority.Quittance_PolicyMismatch(account, _policies[account], given);
        }
        // Check: the new policy is well formed.
        _requirePolicy(policy, account, _origins[account].index);
        // Effects
        AccountSlot slot = _accounts[account];
        uint256 inPeriod = slot.periodSpent(PackedPolicy.locate(current, 0).periodStart());
        _accounts[account] = slot.count(slot.spent(), inPeriod, block.timestamp / 1 hours);
        _policies[account] = _policyHash(principal, policy);
        emit PolicySet(account, policy);
    }

    function _freeze(address account) private {
        _accounts[account] = _accounts[account].freeze(true);
        emit AccountFrozen(account);
    }

    /// @dev Voids signed freezes and revocations, used or not: of an account, or of all accounts of a principal.
    function _moveNonce(address owner) private {
        ++_origins[owner].nonce;
    }

    /// @return The account's own nonce and its principal's together. Neither ever falls.
    function _nonceOf(address account) private view returns (uint64) {
        Origin storage origin = _origins[account];
        return origin.nonce + _origins[origin.principal].nonce;
    }

    function _requireController(address principal) private view {
        address controller = _controllerOf(principal);
        // Check: the caller controls the principal.
        if (msg.sender != controller) revert Quittance_NotController(principal, controller, msg.sender);
    }

    /// @dev Checks that the caller controls a managed account.
    /// @return principal Whose account it is.
    function _requireControl(address account) private view returns (address principal) {
        // Check: a principal opened the account.
        principal = _requireOpened(account);
        // Check: the caller controls the principal.
        _requireController(principal);
    }

    /// @return principal Whose account it is.
    function _requireOpened(address account) private view returns (address principal) {
        principal = _origins[account].principal;
        // Check: a principal opened the account.
        if (principal == address(0)) revert Quittance_AccountUnknown(account);
    }

    /// @dev Checks that a policy is well formed for the account of this index.
    function _requirePolicy(bytes calldata packed, address account, uint32 index) private pure {
        PolicyView policy = PackedPolicy.locate(packed, 0);
        if (packed.length == PackedPolicy.LENGTH_WITH_TREASURY) {
            // Check: the treasury is another account.
            if (policy.treasury() == index) revert Quittance_TreasuryRefused(account, index);
        } else if (packed.length != PackedPolicy.LENGTH) {
            // Check: the policy has one of its lengths.
            revert Quittance_PolicyLengthInvalid(packed.length, PackedPolicy.LENGTH);
        }
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
