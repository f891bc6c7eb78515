// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {Commitment} from "../types/Commitment.sol";
import {Approvals} from "../libraries/Approvals.sol";
import {Envelope, EnvelopeView} from "../libraries/Envelope.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Authority} from "./Authority.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Checks what controllers approve, and finds the treasuries that policies name. The other pieces ask this code.
abstract contract Approving is Authority {
    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal view override returns (address key, uint256 periodStart) {
        return _authorizeCounted(commitment, commitment.amount, envelope);
    }

    /// @dev Authorises a commitment of which the limits of a period and of a lifetime count a part.
    /// @param counted That part.
    function _authorizeCounted(
        Commitment memory commitment,
        uint256 counted,
        bytes calldata envelope
    ) internal view returns (address key, uint256 periodStart) {
        address approver;
        bytes calldata approval;
        // Check: the key signed, and the policy allows it.
        (key, periodStart, approver, approval) = _checkCommitment(commitment, counted, envelope);
        // Check: the controller approved exactly this commitment, where the policy asks for it.
        if (approver != address(0)) _requireApproval(commitment, approver, approval);
    }

    /// @inheritdoc Authorizations
    function _treasuryOf(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal view override returns (address treasury) {
        address account = commitment.account;
        (EnvelopeView fields, uint256 end) = Envelope.read(account, envelope, _policies[account]);
        // Check: the policy names a treasury.
        if (end == Envelope.POLICY_END) {
            uint256 balance = _accounts[account].balance();
            revert ILedger.Quittance_InsufficientBalance(account, balance, commitment.amount);
        }
        treasury = _accountAddress(fields.principal(), fields.policy().treasury());
        // Check: the principal opened the treasury.
        if (_policies[treasury] == 0) revert IPrincipals.Quittance_AccountUnknown(treasury);
        // Check: the treasury is not frozen.
        _requireUnfrozen(treasury);
    }

    /// @dev Checks that the controller signed every payee, the total, the purpose and the digest of the commitment.
    function _requireApproval(Commitment memory commitment, address controller, bytes calldata approval) private view {
        (uint256 validUntil, bytes calldata signature) = Envelope.readApproval(commitment.account, approval);
        // Check: the approval is still valid.
        _requireValid(validUntil);
        bytes32 approved = _hashTypedDataV4(Approvals.hash(commitment, validUntil));
        // Check: the controller signed it.
        if (!Signatures.isValid(controller, approved, signature)) {
            revert IDeals.Quittance_InvalidSignature(controller, approved);
        }
    }
}
