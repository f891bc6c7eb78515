// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {Cause} from "../types/Settlement.sol";
import {DealState} from "../types/DealState.sol";
import {Funding, Milestone} from "../types/TermsWords.sol";
import {TermsView, TermsWire} from "../libraries/TermsWire.sol";
import {Settling} from "./Settling.sol";

/// @dev The ways a milestone ends that need no instance: by the parties' own word, or by a missed deadline.
abstract contract Settlements is Settling, ISettlements {
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256("Acceptance(bytes32 deal,uint8 milestone)");
    bytes32 private constant CONCESSION_TYPEHASH = keccak256("Concession(bytes32 deal,uint8 milestone)");
    bytes32 private constant RECLAIM_TYPEHASH = keccak256("Reclaim(bytes32 deal,uint8 milestone)");
    bytes32 private constant AGREEMENT_TYPEHASH = keccak256(
        "Agreement(bytes32 deal,uint8 milestone,uint96 toSeller,uint40 validUntil)"
    );
    bytes32 private constant CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(bytes32 deal,uint96 remainder,uint40 validUntil)"
    );

    /// @inheritdoc ISettlements
    function accept(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        _requireConsent(read.buyer(), _digest(ACCEPTANCE_TYPEHASH, dealId, milestone), signature);
        // Effects, then Interactions
        _settle(read, dealId, deal, state, milestone, Cause.Acceptance, read.amount(milestone));
    }

    /// @inheritdoc ISettlements
    function concede(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        _requireConsent(read.seller(), _digest(CONCESSION_TYPEHASH, dealId, milestone), signature);
        // Effects, then Interactions
        _settle(read, dealId, deal, state, milestone, Cause.Concession, 0);
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
        _requireConsent(read.buyer(), digest, buyerSignature);
        _requireConsent(read.seller(), digest, sellerSignature);
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
        _requireConsent(read.buyer(), digest, buyerSignature);
        _requireConsent(read.seller(), digest, sellerSignature);
        // Effects
        DealState ended = state.settleAll().spend(remainder, 0);
        deal.state = ended;
        emit DealCancelled(dealId, remainder, ended.settledBitmap() & ~state.settledBitmap());
        // Interactions
        _payOut(dealId, read.buyer(), remainder, read.funding().buyerToLedger());
    }

    /// @inheritdoc ISettlements
    function reclaim(bytes calldata head, bytes32 engagementHash, uint8 milestone, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = TermsWire.readHead(head, engagementHash, _domainSeparator());
        uint256 index = _index(milestone);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, index);
        if (state.isRecorded(index)) revert Quittance_MilestoneNotReclaimable(dealId, index);
        Milestone item = read.milestone(index);
        uint256 deadline = item.deadline();
        if (block.timestamp <= deadline) {
            revert Quittance_DeadlineNotPassed(dealId, milestone, deadline, block.timestamp);
        }
        address buyer = read.buyer();
        if (msg.sender != buyer || signature.length != 0) {
            _requireConsent(buyer, _digest(RECLAIM_TYPEHASH, dealId, milestone), signature);
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
            _payOut(dealId, buyer, amount + fee, funding.buyerToLedger()); // 96 bits each
        }
    }

    function _requireValid(uint40 validUntil) private view {
        if (block.timestamp >= validUntil) revert Quittance_SignatureExpired(validUntil, block.timestamp);
    }

    function _digest(bytes32 typeHash, bytes32 dealId, uint8 milestone) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typeHash, dealId, milestone)));
    }
}
