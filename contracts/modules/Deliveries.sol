// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {Terms} from "./Terms.sol";

/// @dev The seller's claim: on-chain when it must stop the clock, or carried by a verdict that pays less than all.
abstract contract Deliveries is Terms, IDeliveries {
    uint256 private constant MAX_EVIDENCE_URI = 512;
    bytes32 private constant DELIVERY_TYPEHASH = keccak256(
        "Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string locator)"
    );

    /// @inheritdoc IDeliveries
    function deliver(
        bytes calldata terms,
        uint8 milestone,
        bytes32 evidence,
        string calldata evidenceUri,
        bytes calldata signature
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        if (evidence == 0) revert Quittance_EvidenceZero();
        uint256 length = bytes(evidenceUri).length;
        if (length == 0 || length > MAX_EVIDENCE_URI)
            revert Quittance_EvidenceUriLengthInvalid(length, MAX_EVIDENCE_URI);
        MilestoneRecord storage record = _records[dealId][milestone];
        if (state.isRecorded(milestone)) revert Quittance_AlreadyDelivered(dealId, milestone, record.evidence);
        uint256 deadline = read.deadline(milestone);
        if (block.timestamp > deadline) _refuseLate(dealId, milestone, deadline);
        bytes32 digest = _deliveryDigest(dealId, milestone, evidence, keccak256(bytes(evidenceUri)));
        _requireAuthorization(read.seller(), digest, signature, Capabilities.DELIVER);

        // Effects
        deal.state = state.record(milestone);
        record.evidence = evidence;
        record.deliveredAt = uint40(block.timestamp);
        emit EvidenceDelivered(dealId, milestone, evidence, evidenceUri);
    }

    function _refuseLate(bytes32 dealId, uint256 milestone, uint256 deadline) internal view {
        revert Quittance_DeadlinePassed(dealId, milestone, deadline, block.timestamp);
    }

    function _deliveryDigest(
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes32 evidenceUriHash
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(DELIVERY_TYPEHASH, dealId, milestone, evidence, evidenceUriHash)));
    }
}
