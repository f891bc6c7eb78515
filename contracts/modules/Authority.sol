// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Capabilities, Key} from "../types/Key.sol";
import {AllowList} from "../libraries/AllowList.sol";
import {Envelope, EnvelopeView} from "../libraries/Envelope.sol";
import {PolicyView} from "../libraries/PackedPolicy.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Reads envelopes: which key speaks, what it may do, and how much the policy lets it commit.
abstract contract Authority is Authorizations {
    bytes32 private constant APPROVAL_TYPEHASH = keccak256("Approval(address account,bytes32 digest)");

    /// @inheritdoc Authorizations
    function _requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) internal view override {
        (address key, bytes calldata signature) = Envelope.authorizedSigner(account, envelope);
        _requireKey(account, _origins[account].principal, key, capability);
        _requireSigned(key, digest, signature);
    }

    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal view override returns (address key, uint256 periodStart) {
        address account = commitment.account;
        EnvelopeView read = Envelope.read(account, envelope, _policies[account]);
        key = read.key();
        address principal = read.principal();
        _requireKey(account, principal, key, commitment.capability);
        AccountSlot slot = _accounts[account];
        if (slot.isFrozen() || _principals[principal].frozen) {
            revert IAuthority.Quittance_FrozenAccount(account, principal);
        }
        PolicyView policy = read.policy();
        periodStart = policy.periodStart();
        _requireWithin(commitment, slot, policy, periodStart);
        uint256 offset = _requireListed(commitment, policy, envelope);
        _requireApproved(account, read, commitment.digest, commitment.amount, envelope, offset);
    }

    /// @dev For giving up money that is already in a deal: no limit but the approval's.
    function _requireSettlementSignature(
        address account,
        bytes32 digest,
        uint256 amount,
        bytes calldata signature
    ) internal view {
        if (!_isOpened(account)) return _requireSigned(account, digest, signature);
        EnvelopeView read = Envelope.read(account, signature, _policies[account]);
        _requireKey(account, read.principal(), read.key(), Capabilities.SETTLE);
        _requireApproved(account, read, digest, amount, signature, Envelope.PROOFS);
    }

    /// @dev The controller may do what any key may, for ever.
    function _requireKey(address account, address principal, address key, uint256 capability) private view {
        Key memory granted = _keys[account][key];
        bool live = block.timestamp < granted.expiry;
        if (live && granted.capabilities & capability == capability) return;
        if (key == _controllerOf(principal)) return;
        if (granted.expiry == 0) revert IAuthority.Quittance_KeyUnknown(account, key);
        if (!live) {
            revert IAuthority.Quittance_KeyExpired(account, key, granted.expiry, block.timestamp);
        }
        revert IAuthority.Quittance_CapabilityMissing(account, key, capability, granted.capabilities);
    }

    function _requireWithin(
        Commitment memory commitment,
        AccountSlot slot,
        PolicyView policy,
        uint256 periodStart
    ) private view {
        address account = commitment.account;
        uint256 amount = commitment.amount;
        uint256 from = policy.activeFrom();
        uint256 until = policy.activeUntil();
        if (block.timestamp < from || block.timestamp >= until) {
            revert IAuthority.Quittance_OutsideActiveWindow(account, from, until, block.timestamp);
        }
        uint256 limit = policy.perTransaction();
        if (amount > limit) {
            revert IAuthority.Quittance_PerTransactionLimitExceeded(account, limit, amount, limit);
        }
        limit = policy.perPeriod();
        uint256 remaining = _left(limit, slot.periodSpent(periodStart));
        if (amount > remaining) {
            revert IAuthority.Quittance_PeriodLimitExceeded(account, limit, amount, remaining);
        }
        limit = policy.lifetime();
        remaining = _left(limit, slot.spent());
        if (amount > remaining) {
            revert IAuthority.Quittance_LifetimeLimitExceeded(account, limit, amount, remaining);
        }
    }

    /// @return offset Where the envelope goes on after the proofs.
    function _requireListed(
        Commitment memory commitment,
        PolicyView policy,
        bytes calldata envelope
    ) private pure returns (uint256 offset) {
        offset = Envelope.PROOFS;
        address account = commitment.account;
        bytes32 root = policy.counterparties();
        bytes32[] calldata proof;
        if (root != 0) {
            for (uint256 i; i != commitment.payees.length; ++i) {
                (proof, offset) = Envelope.proofAt(account, envelope, offset);
                address payee = commitment.payees[i];
                if (!AllowList.includes(root, uint160(payee), proof)) {
                    revert IAuthority.Quittance_CounterpartyNotAllowed(account, payee);
                }
            }
        }
        root = policy.categories();
        if (root != 0) {
            (proof, offset) = Envelope.proofAt(account, envelope, offset);
            if (!AllowList.includes(root, commitment.category, proof)) {
                revert IAuthority.Quittance_CategoryNotAllowed(account, commitment.category);
            }
        }
    }

    /// @dev The key's signature, and above the threshold the controller's approval; the controller's own is both.
    function _requireApproved(
        address account,
        EnvelopeView read,
        bytes32 digest,
        uint256 amount,
        bytes calldata envelope,
        uint256 offset
    ) private view {
        (bytes calldata signature, bytes calldata approval) = Envelope.signaturesAt(account, envelope, offset);
        _requireSigned(read.key(), digest, signature);
        uint256 threshold = read.policy().approvalAbove();
        if (amount <= threshold) return;
        address controller = _controllerOf(read.principal());
        if (read.key() == controller) return;
        if (approval.length == 0) revert IAuthority.Quittance_ApprovalMissing(account, threshold, amount);
        bytes32 approved = _hashTypedDataV4(keccak256(abi.encode(APPROVAL_TYPEHASH, account, digest)));
        if (!Signatures.isValid(controller, approved, approval)) {
            revert IDeals.Quittance_InvalidSignature(controller, approved);
        }
    }

    /// @dev An empty signature is the caller's word.
    function _requireSigned(address key, bytes32 digest, bytes calldata signature) private view {
        if (signature.length == 0 && msg.sender == key) return;
        if (!Signatures.isValid(key, digest, signature)) revert IDeals.Quittance_InvalidSignature(key, digest);
    }

    function _left(uint256 limit, uint256 spent) private pure returns (uint256) {
        return spent < limit ? limit - spent : 0;
    }
}
