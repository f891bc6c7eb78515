// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlements} from "../interfaces/ISettlements.sol";
import {Purposes} from "../types/Purposes.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Funding, Milestone} from "../types/TermsFields.sol";
import {RECLAIM_TYPEHASH, REFUND_TYPEHASH, RELEASE_TYPEHASH} from "../types/TypeHashes.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {PackedSettlement} from "../libraries/PackedSettlement.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {GivingUp} from "./GivingUp.sol";

/// @dev Ends milestones without a panel: by what one party signs, or after a missed deadline.
abstract contract Settlements is GivingUp, ISettlements {
    /// @inheritdoc ISettlements
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        uint256 amount = fields.amount(milestone);
        bytes32 digest = _digest(RELEASE_TYPEHASH, dealId, milestone);
        // Check: the buyer called or signed.
        _requireBuyer(fields, digest, Purposes.RELEASE, amount, signature);
        // Effects, then Interactions
        _settle(fields, dealId, deal, state, milestone, Cause.Release, amount);
    }

    /// @inheritdoc ISettlements
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        bytes32 digest = _digest(REFUND_TYPEHASH, dealId, milestone);
        // Check: the seller called or signed.
        _requireSeller(fields, digest, Purposes.REFUND, fields.amount(milestone), signature);
        // Effects, then Interactions
        _settle(fields, dealId, deal, state, milestone, Cause.Refund, 0);
    }

    /// @inheritdoc ISettlements
    function reclaim(
        bytes calldata schedule,
        bytes32 adjudicationHash,
        uint8 milestone,
        bytes calldata signature
    ) external {
        // Check: the schedule is as long as its milestones.
        (TermsView fields, bytes32 dealId) = PackedTerms.readSchedule(schedule, adjudicationHash, _domainSeparator());
        uint256 index = _index(milestone);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, index);
        // Check: the milestone was neither delivered nor judged.
        if (state.isRecorded(index)) revert Quittance_MilestoneNotReclaimable(dealId, index);
        Milestone item = fields.milestone(index);
        uint256 deadline = item.deadline();
        // Check: the deadline has passed.
        if (block.timestamp <= deadline) {
            revert Quittance_DeadlineNotPassed(dealId, milestone, deadline, block.timestamp);
        }
        address buyer = fields.buyer();
        // Check: the buyer called or signed.
        if (msg.sender != buyer || signature.length != 0 || ManagedAccount.hasForm(buyer)) {
            _requireAuthorization(buyer, _digest(RECLAIM_TYPEHASH, dealId, milestone), signature, Capabilities.NONE);
        }
        // Effects
        Funding funding = fields.funding();
        uint256 amount = item.amount();
        uint256 fee = funding.verificationFee();
        deal.state = state.settle(index).stamp().spend(amount, fee);
        emit MilestoneSettled(dealId, PackedSettlement.pack(index, Cause.Reclaim, 0, amount));
        if (fee != 0) emit FeeReturned(dealId, buyer, milestone, uint96(fee));
        // Interactions
        unchecked {
            _payBack(dealId, buyer, amount + fee, funding.buyerToLedger(), state.openedAt()); // 96 bits each
        }
    }

    function _digest(bytes32 typeHash, bytes32 dealId, uint8 milestone) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typeHash, dealId, milestone)));
    }
}
