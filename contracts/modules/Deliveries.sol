// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {MAX_EVIDENCE_URI} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {DeliveryRules} from "./DeliveryRules.sol";

/// @dev Stores the seller's delivery on-chain, which stops the clock of the deadline. Most deliveries are never stored:
/// a verdict carries them when it needs one.
abstract contract Deliveries is DeliveryRules, IDeliveries {
    /// @inheritdoc IDeliveries
    function deliver(
        bytes calldata terms,
        uint8 milestone,
        bytes32 evidence,
        string calldata evidenceUri,
        bytes calldata signature
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the evidence is not zero.
        if (evidence == 0) revert Quittance_EvidenceZero();
        uint256 length = bytes(evidenceUri).length;
        // Check: the evidence URI is neither empty nor too long.
        if (length == 0 || length > MAX_EVIDENCE_URI)
            revert Quittance_EvidenceUriLengthInvalid(length, MAX_EVIDENCE_URI);
        MilestoneRecord storage record = _records[dealId][milestone];
        // Check: the milestone was neither delivered nor judged.
        if (state.isRecorded(milestone)) revert Quittance_AlreadyDelivered(dealId, milestone, record.evidence);
        uint256 deadline = fields.deadline(milestone);
        // Check: the deadline has not passed.
        if (block.timestamp > deadline) _refuseLate(dealId, milestone, deadline);
        bytes32 digest = _deliveryDigest(dealId, milestone, evidence, keccak256(bytes(evidenceUri)));
        // Check: the seller called or signed.
        _requireAuthorization(fields.seller(), digest, signature, Capabilities.DELIVER);

        // Effects
        deal.state = state.record(milestone);
        record.evidence = evidence;
        record.deliveredAt = uint40(block.timestamp);
        emit EvidenceDelivered(dealId, milestone, evidence, evidenceUri);
    }
}
