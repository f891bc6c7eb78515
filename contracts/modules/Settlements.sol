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
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
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
        bytes32 digest = _settlementDigest(RELEASE_TYPEHASH, dealId, milestone, fields.seller(), amount);
        // Check: the buyer called or signed.
        _requireBuyer(fields, digest, Purposes.RELEASE, amount, signature);
        // Effects, then Interactions
        _settle(terms, fields, dealId, deal, state, milestone, Cause.Release, amount);
    }

    /// @inheritdoc ISettlements
    function refund(bytes calldata terms, uint8 milestone, bytes calldata signature) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        uint256 amount = fields.amount(milestone);
        bytes32 digest = _settlementDigest(REFUND_TYPEHASH, dealId, milestone, fields.buyer(), amount);
        // Check: the seller called or signed.
        _requireSeller(fields, digest, Purposes.REFUND, amount, signature);
        // Effects, then Interactions
        _settle(terms, fields, dealId, deal, state, milestone, Cause.Refund, 0);
    }

    /// @inheritdoc ISettlements
    function reclaim(
        bytes calldata schedule,
        bytes32 adjudicationHash,
        uint8 milestone,
        bytes calldata signature
    ) external {
        // Check: the schedule is as long as its milestones.
        (TermsView fields, bytes32 dealId) = TermsReader.readSchedule(schedule, adjudicationHash, _domainSeparator());
        uint256 index = _index(milestone);
        Deal storage deal = _deals[dealId];
        DealState state = deal.state;
        // Check: the deal has that milestone, which is not settled and was neither delivered nor judged.
        if (!state.isUntouched(index)) _refuseReclaim(dealId, index);
        Milestone item = fields.milestone(index);
        uint256 deadline = item.deadline();
        // Check: the deadline has passed.
        if (block.timestamp <= deadline) {
            revert Quittance_DeadlineNotPassed(dealId, milestone, deadline, block.timestamp);
        }
        uint256 amount = item.amount();
        address buyer = fields.buyer();
        // Check: the buyer called or signed.
        if (msg.sender != buyer || signature.length != 0 || ManagedAccount.hasForm(buyer)) {
            bytes32 digest = _settlementDigest(RECLAIM_TYPEHASH, dealId, milestone, buyer, amount);
            _requireAuthorization(buyer, digest, signature, Capabilities.NONE);
        }
        // Effects
        Funding funding = fields.funding();
        uint256 fee = funding.verificationFee();
        deal.state = state.settle(index).stamp().spend(amount, fee);
        emit MilestoneSettled(dealId, PackedSettlement.pack(index, Cause.Reclaim, 0, amount));
        if (fee != 0) emit FeeReturned(dealId, buyer, milestone, uint96(fee));
        // Interactions
        unchecked {
            _payBack(dealId, buyer, amount + fee, funding.buyerToLedger(), state.openedAt()); // 96 bits each
        }
    }

    /// @dev Always reverts, with the reason why the milestone cannot be reclaimed.
    function _refuseReclaim(bytes32 dealId, uint256 milestone) private view {
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        revert Quittance_MilestoneNotReclaimable(dealId, milestone);
    }

    /// @dev Hashes what a party signs to settle a milestone in full: whom it pays and how much is computed from the
    /// terms, so that a wallet shows what happens.
    function _settlementDigest(
        bytes32 typeHash,
        bytes32 dealId,
        uint256 milestone,
        address recipient,
        uint256 amount
    ) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typeHash, dealId, milestone, recipient, amount)));
    }
}
