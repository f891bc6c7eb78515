// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Funding, Milestone} from "../types/TermsFields.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {Authority} from "./Authority.sol";
import {Settling} from "./Settling.sol";

/// @dev The ways a milestone ends that need no round: by the parties' own word, or by a missed deadline.
abstract contract Settlements is Settling, Authority, ISettlements {
    bytes32 private constant RELEASE_TYPEHASH = keccak256("Acceptance(bytes32 deal,uint8 milestone)");
    bytes32 private constant REFUND_TYPEHASH = keccak256("Concession(bytes32 deal,uint8 milestone)");
    bytes32 private constant RECLAIM_TYPEHASH = keccak256("Reclaim(bytes32 deal,uint8 milestone)");
    bytes32 private constant AGREEMENT_TYPEHASH = keccak256(
        "Agreement(bytes32 deal,uint8 milestone,uint96 toSeller,uint40 validUntil)"
    );
    bytes32 private constant CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(bytes32 deal,uint96 remainder,uint40 validUntil)"
    );

    /// @inheritdoc ISettlements
    function release(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        uint256 amount = read.amount(milestone);
        _requireSettlementSignature(read.buyer(), _digest(RELEASE_TYPEHASH, dealId, milestone), amount, signature);
        // Effects, then Interactions
        _settle(read, dealId, deal, state, milestone, Cause.Release, amount);
    }

    /// @inheritdoc ISettlements
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        bytes32 digest = _digest(REFUND_TYPEHASH, dealId, milestone);
        _requireSettlementSignature(read.seller(), digest, read.amount(milestone), signature);
        // Effects, then Interactions
        _settle(read, dealId, deal, state, milestone, Cause.Refund, 0);
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
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        _requireValid(validUntil);
        uint256 amount = read.amount(milestone);
        if (toSeller > amount) revert Quittance_PartTooLarge(toSeller, amount);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(AGREEMENT_TYPEHASH, dealId, milestone, toSeller, validUntil))
        );
        _requireSettlementSignature(read.buyer(), digest, toSeller, buyerSignature);
        _requireSettlementSignature(read.seller(), digest, amount - toSeller, sellerSignature);
        // Effects, then Interactions
        _settle(read, dealId, deal, state, milestone, Cause.Agreement, toSeller);
    }

    /// @inheritdoc ISettlements
    function cancel(
        bytes calldata terms,
        uint96 remainder,
        uint40 validUntil,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        Deal storage deal = _deals[dealId];
        DealState state = deal.state;
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        _requireValid(validUntil);
        uint96 unsettled = state.unsettled();
        if (unsettled == 0) revert Quittance_DealAlreadySettled(dealId);
        if (remainder != unsettled) revert Quittance_RemainderMismatch(remainder, unsettled);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CANCELLATION_TYPEHASH, dealId, remainder, validUntil)));
        _requireSettlementSignature(read.buyer(), digest, 0, buyerSignature);
        _requireSettlementSignature(read.seller(), digest, remainder, sellerSignature);
        // Effects
        DealState ended = state.settleAll().spend(remainder, 0);
        deal.state = ended;
        emit DealCancelled(dealId, remainder, ended.settledBitmap() & ~state.settledBitmap());
        // Interactions
        _payBack(dealId, read.buyer(), remainder, read.funding().buyerToLedger(), state.openedAt());
    }

    /// @inheritdoc ISettlements
    function reclaim(
        bytes calldata schedule,
        bytes32 engagementHash,
        uint8 milestone,
        bytes calldata signature
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = PackedTerms.readSchedule(schedule, engagementHash, _domainSeparator());
        uint256 index = _index(milestone);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, index);
        if (state.isRecorded(index)) revert Quittance_MilestoneNotReclaimable(dealId, index);
        Milestone item = read.milestone(index);
        uint256 deadline = item.deadline();
        if (block.timestamp <= deadline) {
            revert Quittance_DeadlineNotPassed(dealId, milestone, deadline, block.timestamp);
        }
        address buyer = read.buyer();
        if (msg.sender != buyer || signature.length != 0 || ManagedAccount.hasForm(buyer)) {
            _requireAuthorization(buyer, _digest(RECLAIM_TYPEHASH, dealId, milestone), signature, Capabilities.NONE);
        }
        // Effects
        Funding funding = read.funding();
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
        if (block.timestamp >= validUntil) revert Quittance_SignatureExpired(validUntil, block.timestamp);
    }

    function _digest(bytes32 typeHash, bytes32 dealId, uint8 milestone) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typeHash, dealId, milestone)));
    }
}
