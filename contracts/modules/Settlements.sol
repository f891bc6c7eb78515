// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Funding, Milestone} from "../types/TermsFields.sol";
import {
    RELEASE_TYPEHASH,
    AGREEMENT_TYPEHASH,
    CANCELLATION_TYPEHASH,
    REFUND_TYPEHASH,
    RECLAIM_TYPEHASH
} from "../types/TypeHashes.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {Authority} from "./Authority.sol";
import {Settling} from "./Settling.sol";

/// @dev Ends milestones without a panel: by what the parties sign, or after a missed deadline.
abstract contract Settlements is Settling, Authority, ISettlements {
    /// @inheritdoc ISettlements
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        uint256 amount = fields.amount(milestone);
        // Check: the buyer called or signed.
        _requireSettlementSignature(fields.buyer(), _digest(RELEASE_TYPEHASH, dealId, milestone), amount, signature);
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
        _requireSettlementSignature(fields.seller(), digest, fields.amount(milestone), signature);
        // Effects, then Interactions
        _settle(fields, dealId, deal, state, milestone, Cause.Refund, 0);
    }

    /// @inheritdoc ISettlements
    function agree(
        bytes calldata terms,
        uint8 milestone,
        uint96 toSeller,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the signatures are still valid.
        _requireValid(validUntil);
        uint256 amount = fields.amount(milestone);
        // Check: the seller's part is at most the milestone's amount.
        if (toSeller > amount) revert Quittance_PartTooLarge(toSeller, amount);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(AGREEMENT_TYPEHASH, dealId, milestone, toSeller, validUntil))
        );
        // Check: the buyer called or signed.
        _requireSettlementSignature(fields.buyer(), digest, toSeller, buyerSignature);
        // Check: the seller called or signed.
        _requireSettlementSignature(fields.seller(), digest, amount - toSeller, sellerSignature);
        // Effects, then Interactions
        _settle(fields, dealId, deal, state, milestone, Cause.Agreement, toSeller);
    }

    /// @inheritdoc ISettlements
    function cancel(
        bytes calldata terms,
        uint96 remainder,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        Deal storage deal = _deals[dealId];
        DealState state = deal.state;
        // Check: the deal exists.
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        // Check: the signatures are still valid.
        _requireValid(validUntil);
        uint96 unsettled = state.unsettled();
        // Check: there is something to cancel.
        if (unsettled == 0) revert Quittance_DealAlreadySettled(dealId);
        // Check: the parties signed for what is left.
        if (remainder != unsettled) revert Quittance_RemainderMismatch(remainder, unsettled);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CANCELLATION_TYPEHASH, dealId, remainder, validUntil)));
        // Check: the buyer called or signed.
        _requireSettlementSignature(fields.buyer(), digest, 0, buyerSignature);
        // Check: the seller called or signed.
        _requireSettlementSignature(fields.seller(), digest, remainder, sellerSignature);
        // Effects
        DealState ended = state.settleAll().spend(remainder, 0);
        deal.state = ended;
        emit DealCancelled(dealId, remainder, ended.settledBitmap() & ~state.settledBitmap());
        // Interactions
        _payBack(dealId, fields.buyer(), remainder, fields.funding().buyerToLedger(), state.openedAt());
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
        emit MilestoneSettled(dealId, milestone, Cause.Reclaim, 0, uint96(amount));
        if (fee != 0) emit FeeReturned(dealId, buyer, milestone, uint96(fee));
        // Interactions
        unchecked {
            _payBack(dealId, buyer, amount + fee, funding.buyerToLedger(), state.openedAt()); // 96 bits each
        }
    }

    function _requireValid(uint40 validUntil) private view {
        // Check: it is before `validUntil`.
        if (block.timestamp >= validUntil) revert Quittance_SignatureExpired(validUntil, block.timestamp);
    }

    function _digest(bytes32 typeHash, bytes32 dealId, uint8 milestone) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typeHash, dealId, milestone)));
    }
}
