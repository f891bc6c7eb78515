// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {AccountSlot} from "../types/Account.sol";
import {Commitment} from "../types/Commitment.sol";
import {Capabilities, Key} from "../types/Key.sol";
import {AllowList} from "../libraries/AllowList.sol";
import {Envelope, EnvelopeView} from "../libraries/Envelope.sol";
import {PolicyView} from "../libraries/PackedPolicy.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Reads envelopes, and checks which key signed, what it may do, and how much the policy lets it commit. Approvals
/// are rare, so `Approving` checks them, which is in `Accounts` only.
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

    /// @dev Checks everything about a commitment but its approval. Of the policy, only the approval threshold applies
    /// to money that is given up.
    /// @param counted How much of the amount the limits of a period and of a lifetime count; all of it, unless a part
    /// is in a deal already.
    /// @return key The key that signed.
    /// @return periodStart The beginning of the policy's running period, in hours since the epoch.
    /// @return approver Who has to approve; zero when an approval is not needed.
    /// @return approval The approval that was given, which the caller checks when one is needed.
    function _checkCommitment(
        Commitment memory commitment,
        uint256 counted,
        bytes calldata envelope
    ) internal view returns (address key, uint256 periodStart, address approver, bytes calldata approval) {
        address account = commitment.account;
        // Check: the envelope has the policy of the account.
        (EnvelopeView fields, uint256 offset) = Envelope.read(account, envelope, _policies[account]);
        key = fields.key();
        // Check: the key has the capability.
        _requireKey(account, fields.principal(), key, commitment.capability);
        if (commitment.capability & (Capabilities.COMMIT | Capabilities.TABS) != 0) {
            // Check: the account is active, and its policy allows the commitment.
            (periodStart, offset) = _requireAllowed(commitment, counted, fields, envelope, offset);
        }
        // Check: the key signed, and there is an approval where the policy asks for it.
        (approver, approval) = _checkSignature(commitment, fields, envelope, offset);
    }

    /// @param start Where the envelope has the proofs.
    /// @return periodStart The beginning of the policy's running period, in hours since the epoch.
    /// @return offset Where the envelope goes on after the proofs.
    function _requireAllowed(
        Commitment memory commitment,
        uint256 counted,
        EnvelopeView fields,
        bytes calldata envelope,
        uint256 start
    ) private view returns (uint256 periodStart, uint256 offset) {
        address account = commitment.account;
        AccountSlot slot = _accounts[account];
        address principal = fields.principal();
        // Check: neither the account nor its principal is frozen.
        if (slot.isFrozen() || _principals[principal].frozen) {
            revert IAuthority.Quittance_FrozenAccount(account, principal);
        }
        PolicyView policy = fields.policy();
        periodStart = policy.periodStart();
        // Check: the policy is active, and the amount is within its limits.
        _requireWithin(commitment, counted, slot, policy, periodStart);
        // Check: the payees and the category are listed.
        offset = _requireListed(commitment, policy, envelope, start);
    }

    /// @dev Checks what a key may do. The controller may do all that a key can be allowed to do, at any time.
    function _requireKey(address account, address principal, address key, uint256 capability) internal view {
        Key memory granted = _keys[account][key];
        bool live = block.timestamp < granted.expiry;
        // A key that can do nothing but freeze does not do what every other key can.
        bool able =
            granted.capabilities & capability == capability &&
                (granted.capabilities != Capabilities.FREEZE || capability == Capabilities.FREEZE);
        // Check: the key has not expired and has the capability, or is the controller.
        if (live && able) return;
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
        uint256 counted,
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
        // Check: what is counted is within what is left of the period's limit.
        if (counted > remaining) {
            revert IAuthority.Quittance_PeriodLimitExceeded(account, limit, counted, remaining);
        }
        limit = policy.lifetime();
        remaining = _left(limit, slot.spent());
        // Check: it is within what is left of the lifetime's limit.
        if (counted > remaining) {
            revert IAuthority.Quittance_LifetimeLimitExceeded(account, limit, counted, remaining);
        }
    }

    /// @dev Checks the proofs of payees and category, where the policy has lists of them.
    /// @param start Where the proofs start.
    /// @return offset Where the envelope goes on after the proofs.
    function _requireListed(
        Commitment memory commitment,
        PolicyView policy,
        bytes calldata envelope,
        uint256 start
    ) private pure returns (uint256 offset) {
        offset = start;
        address account = commitment.account;
        bytes32 root = policy.counterparties();
        bytes32[] calldata proof;
        if (root != 0) {
            for (uint256 i; i != commitment.payees.length; ++i) {
                (proof, offset) = Envelope.proofAt(account, envelope, offset);
                address payee = commitment.payees[i].account();
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

    /// @dev Checks the key's signature and, above the threshold, that there is an approval. A controller that signs in
    /// the place of the key needs none.
    /// @param offset Where the envelope has the length of the key's signature.
    function _checkSignature(
        Commitment memory commitment,
        EnvelopeView fields,
        bytes calldata envelope,
        uint256 offset
    ) private view returns (address approver, bytes calldata approval) {
        address account = commitment.account;
        bytes calldata signature;
        (signature, approval) = Envelope.signaturesAt(account, envelope, offset);
        // Check: the key called or signed.
        _requireSigned(fields.key(), commitment.digest, signature);
        uint256 threshold = fields.policy().approvalAbove();
        if (commitment.amount <= threshold) return (address(0), approval);
        approver = _controllerOf(fields.principal());
        if (fields.key() == approver) return (address(0), approval);
        // Check: there is an approval.
        if (approval.length == 0) revert IAuthority.Quittance_ApprovalMissing(account, threshold, commitment.amount);
    }

    /// @return What is left of a limit.
    function _left(uint256 limit, uint256 spent) private pure returns (uint256) {
        return spent < limit ? limit - spent : 0;
    }
}
