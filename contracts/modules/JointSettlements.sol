// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgreements} from "../interfaces/IAgreements.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IRecordEnds} from "../interfaces/IRecordEnds.sol";
import {DealState} from "../types/DealState.sol";
import {Purposes} from "../types/Purposes.sol";
import {Cause} from "../types/Settlement.sol";
import {AGREEMENT_TYPEHASH, CANCELLATION_TYPEHASH} from "../types/TypeHashes.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {GivingUp} from "./GivingUp.sol";

/// @dev Ends milestones by what both parties sign.
abstract contract JointSettlements is GivingUp, IAgreements {
    /// @inheritdoc IAgreements
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
        bytes32 digest = _agreementDigest(fields, dealId, milestone, toSeller, amount - toSeller, validUntil);
        // Check: the buyer called or signed.
        _requireBuyer(fields, digest, Purposes.AGREE, toSeller, buyerSignature);
        // Check: the seller called or signed.
        _requireSeller(fields, digest, Purposes.AGREE, amount - toSeller, sellerSignature);
        // Effects, then Interactions
        _settle(terms, fields, dealId, deal, state, milestone, Cause.Agreement, toSeller);
    }

    /// @inheritdoc IAgreements
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
        if (unsettled == 0) _refuseEnded(state, dealId);
        // Check: the parties signed for what is left.
        if (remainder != unsettled) revert Quittance_RemainderMismatch(remainder, unsettled);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CANCELLATION_TYPEHASH, dealId, fields.buyer(), remainder, validUntil))
        );
        // Check: the buyer called or signed.
        _requireBuyer(fields, digest, Purposes.CANCEL, 0, buyerSignature);
        // Check: the seller called or signed.
        _requireSeller(fields, digest, Purposes.CANCEL, remainder, sellerSignature);
        // Effects
        DealState ended = state.settleAll().spend(remainder, 0);
        deal.state = ended;
        uint32 milestones = ended.settledBitmap() & ~state.settledBitmap();
        uint96 toBuyer = remainder - _endRecords(terms, milestones & state.recordedBitmap());
        emit DealCancelled(dealId, toBuyer, milestones);
        // Interactions
        _payBack(dealId, fields.buyer(), toBuyer, fields.funding().buyerToLedger(), state.openedAt());
    }

    /// @dev Hashes what both parties sign to split a milestone. The parties and the buyer's part are computed from the
    /// terms, so that a wallet shows both.
    function _agreementDigest(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 toSeller,
        uint256 toBuyer,
        uint256 validUntil
    ) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        AGREEMENT_TYPEHASH,
                        dealId,
                        milestone,
                        terms.seller(),
                        toSeller,
                        terms.buyer(),
                        toBuyer,
                        validUntil
                    )
                )
            );
    }

    /// @dev Ends what is on record of the milestones of a bitmap, and credits the fees that their panels earned.
    /// @return earned The sum of these fees.
    function _endRecords(bytes calldata terms, uint256 milestones) private returns (uint96 earned) {
        for (uint8 milestone; milestones != 0; ++milestone) {
            if (milestones & 1 != 0) {
                // The contract calls itself, and so runs `SharedFees`.
                (uint256 fee, bool due) = IRecordEnds(address(this)).endRecord(terms, milestone);
                if (due) earned += uint96(fee);
            }
            milestones >>= 1;
        }
    }
}
