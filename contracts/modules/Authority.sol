// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Capabilities, Key} from "../types/Key.sol";
import {APPROVAL_TYPEHASH} from "../types/TypeHashes.sol";
import {AllowList} from "../libraries/AllowList.sol";
import {Envelope, EnvelopeView} from "../libraries/Envelope.sol";
import {PolicyView} from "../libraries/PackedPolicy.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Reads envelopes, and checks which key signed, what it may do, and how much the policy lets it commit.
abstract contract Authority is Authorizations {
    /// @inheritdoc Authorizations
    function _requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) internal view override {
        (address key, bytes calldata signature) = Envelope.authorizedSigner(account, envelope);
        // Check: the key has the capability.
        _requireKey(account, _origins[account].principal, key, capability);
        // Check: the key signed.
        _requireSigned(key, digest, signature);
    }

    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal view override returns (address key, uint256 periodStart) {
        address account = commitment.account;
        // Check: the envelope has the policy of the account.
        EnvelopeView fields = Envelope.read(account, envelope, _policies[account]);
        key = fields.key();
        address principal = fields.principal();
        // Check: the key has the capability.
        _requireKey(account, principal, key, commitment.capability);
        AccountSlot slot = _accounts[account];
        // Check: neither the account nor its principal is frozen.
        if (slot.isFrozen() || _principals[principal].frozen) {
            revert IAuthority.Quittance_FrozenAccount(account, principal);
        }
        PolicyView policy = fields.policy();
        periodStart = policy.periodStart();
        // Check: the policy is active, and the amount is within its limits.
        _requireWithin(commitment, slot, policy, periodStart);
        // Check: the payees and the category are listed.
        uint256 offset = _requireListed(commitment, policy, envelope);
        // Check: the key signed, and the controller too where the policy asks for it.
        _requireApproved(account, fields, commitment.digest, commitment.amount, envelope, offset);
    }

    /// @dev Checks a settlement signature, by which a party gives up money that is already in a deal. Of the policy,
    /// only the approval threshold applies.
    function _requireSettlementSignature(
        address account,
        bytes32 digest,
        uint256 amount,
        bytes calldata signature
    ) internal view {
        // Check: a wallet called or signed.
        if (!_isOpened(account)) return _requireSigned(account, digest, signature);
        // Check: the envelope has the policy of the managed account.
        EnvelopeView fields = Envelope.read(account, signature, _policies[account]);
        // Check: the key has the capability.
        _requireKey(account, fields.principal(), fields.key(), Capabilities.SETTLE);
        // Check: the key signed, and the controller too where the policy asks for it.
        _requireApproved(account, fields, digest, amount, signature, Envelope.PROOFS);
    }

    /// @dev Checks what a key may do. The controller may do all that a key can be allowed to do, at any time.
    function _requireKey(address account, address principal, address key, uint256 capability) private view {
        Key memory granted = _keys[account][key];
        bool live = block.timestamp < granted.expiry;
        // Check: the key has not expired and has the capability, or is the controller.
        if (live && granted.capabilities & capability == capability) return;
        if (key == _controllerOf(principal)) return;
        if (granted.expiry == 0) revert IAuthority.Quittance_KeyUnknown(account, key);
        if (!live) {
            revert IAuthority.Quittance_KeyExpired(account, key, granted.expiry, block.timestamp);
        }
        revert IAuthority.Quittance_CapabilityMissing(account, key, capability, granted.capabilities);
    }

    /// @dev Checks the times and the limits of a policy.
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
        // Check: the policy is active.
        if (block.timestamp < from || block.timestamp >= until) {
            revert IAuthority.Quittance_OutsideActiveWindow(account, from, until, block.timestamp);
        }
        uint256 limit = policy.perTransaction();
        // Check: the amount is within the limit of one transaction.
        if (amount > limit) {
            revert IAuthority.Quittance_PerTransactionLimitExceeded(account, limit, amount, limit);
        }
        limit = policy.perPeriod();
        uint256 remaining = _left(limit, slot.periodSpent(periodStart));
        // Check: it is within what is left of the period's limit.
        if (amount > remaining) {
            revert IAuthority.Quittance_PeriodLimitExceeded(account, limit, amount, remaining);
        }
        limit = policy.lifetime();
        remaining = _left(limit, slot.spent());
        // Check: it is within what is left of the lifetime's limit.
        if (amount > remaining) {
            revert IAuthority.Quittance_LifetimeLimitExceeded(account, limit, amount, remaining);
        }
    }

    /// @dev Checks the proofs of payees and category, where the policy has lists of them.
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
                // Check: the payee is on the list.
                if (!AllowList.includes(root, uint160(payee), proof)) {
                    revert IAuthority.Quittance_CounterpartyNotAllowed(account, payee);
                }
            }
        }
        root = policy.categories();
        if (root != 0) {
            (proof, offset) = Envelope.proofAt(account, envelope, offset);
            // Check: the category is on the list.
            if (!AllowList.includes(root, commitment.category, proof)) {
                revert IAuthority.Quittance_CategoryNotAllowed(account, commitment.category);
            }
        }
    }

    /// @dev Checks the key's signature and, above the threshold, the controller's approval. A controller that signs in
    /// the place of the key needs no approval.
    function _requireApproved(
        address account,
        EnvelopeView fields,
        bytes32 digest,
        uint256 amount,
        bytes calldata envelope,
        uint256 offset
    ) private view {
        (bytes calldata signature, bytes calldata approval) = Envelope.signaturesAt(account, envelope, offset);
        // Check: the key called or signed.
        _requireSigned(fields.key(), digest, signature);
        uint256 threshold = fields.policy().approvalAbove();
        if (amount <= threshold) return;
        address controller = _controllerOf(fields.principal());
        if (fields.key() == controller) return;
        // Check: there is an approval.
        if (approval.length == 0) revert IAuthority.Quittance_ApprovalMissing(account, threshold, amount);
        bytes32 approved = _hashTypedDataV4(keccak256(abi.encode(APPROVAL_TYPEHASH, account, digest)));
        // Check: the controller signed it.
        if (!Signatures.isValid(controller, approved, approval)) {
            revert IDeals.Quittance_InvalidSignature(controller, approved);
        }
    }

    /// @dev Checks that the key signed. An empty signature counts for the caller only.
    function _requireSigned(address key, bytes32 digest, bytes calldata signature) private view {
        if (signature.length == 0 && msg.sender == key) return;
        // Check: the key signed.
        if (!Signatures.isValid(key, digest, signature)) revert IDeals.Quittance_InvalidSignature(key, digest);
    }

    /// @return What is left of a limit.
    function _left(uint256 limit, uint256 spent) private pure returns (uint256) {
        return spent < limit ? limit - spent : 0;
    }
}
