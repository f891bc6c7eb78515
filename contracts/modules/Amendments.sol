// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgreements} from "../interfaces/IAgreements.sol";
import {IAmendments} from "../interfaces/IAmendments.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {Commitment} from "../types/Commitment.sol";
import {DealState, DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {Purposes} from "../types/Purposes.sol";
import {Rules} from "../types/TermsFields.sol";
import {Payees} from "../libraries/Payees.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Approving} from "./Approving.sol";
import {Openings} from "./Openings.sol";

/// @dev Replaces deals by others, without a moment in which their money is anywhere else.
abstract contract Amendments is Approving, Openings, IAmendments {
    /// @inheritdoc IAmendments
    function amend(
        bytes calldata oldTerms,
        bytes calldata newTerms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 successor) {
        // Check: both terms are as long as their parts.
        (TermsView old, bytes32 dealId) = _read(oldTerms);
        TermsView fields;
        (fields, successor) = _read(newTerms);
        DealState state = _deals[dealId].state;
        // Check: the deal is as the new terms say, and nothing of it is being decided.
        _requireAsNamed(fields, old, dealId, state);
        // Check: the parties and the marketplace stay.
        _requireUnchanged(old, fields);
        // Check: the terms were not opened before, and can still be opened.
        _requireOpenable(fields, successor);
        // Check: the new terms keep every rule.
        uint96 total = _requireRules(fields, newTerms);
        uint96 moved = state.unsettled();
        // Check: the seller called or signed.
        _requireSellersWord(fields, successor, moved > total ? moved : total, moved, sellerSignature);

        // Effects
        _deals[dealId].state = state.moveOn();
        _deals[successor].state = DealStates.opened(total, fields.milestoneCount(), state.openedAt());
        uint96 paidIn = total > moved ? total - moved : 0;
        uint96 paidBack = moved > total ? moved - total : 0;
        // Check: the buyer called or signed. Then Effects.
        bool fromWallet = _takeDifference(fields, successor, total, paidIn, paidBack, buyerSignature);
        emit DealAmended(dealId, successor, moved, paidIn, paidBack);
        emit IDeals.DealOpened(successor, fields.buyer(), fields.seller(), newTerms);
        // Interactions
        if (fromWallet) _receive(fields.buyer(), paidIn, fields.openBy(), successor, buyerSignature);
        if (paidBack != 0) {
            // The refund is the old deal's: it restores no more than that deal committed.
            _payBack(dealId, old.buyer(), paidBack, old.funding().buyerToLedger(), state.openedAt());
        }
    }

    /// @inheritdoc IAmendments
    function isAmended(bytes32 dealId) external view returns (bool) {
        return _deals[dealId].state.isAmended();
    }

    /// @dev Checks that the new terms name the deal and all that is open of it, and that no payout is provisional.
    function _requireAsNamed(TermsView terms, TermsView old, bytes32 dealId, DealState state) private view {
        bytes32 named;
        uint256 remainder;
        uint256 delivered;
        if (terms.opening().isAmendment()) (named, remainder, delivered) = terms.amendment();
        // Check: the new terms replace this deal.
        if (named != dealId) revert Quittance_AmendedDealMismatch(named, dealId);
        // Check: the deal exists.
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        uint256 unsettled = state.unsettled();
        // Check: something is left of the deal.
        if (unsettled == 0) _refuseEnded(state, dealId);
        // Check: the parties signed for what is left.
        if (remainder != unsettled) revert IAgreements.Quittance_RemainderMismatch(remainder, unsettled);
        uint256 recorded = state.recordedBitmap() & ~state.settledBitmap();
        for (uint256 milestone; recorded >> milestone != 0; ++milestone) {
            // Check: no payout is provisional.
            if ((recorded >> milestone) & 1 == 1) _requireUnjudged(old, dealId, milestone);
        }
        // Check: the parties signed for what was delivered.
        if (delivered != recorded) revert Quittance_DeliveriesMismatch(delivered, recorded);
    }

    /// @dev Checks that a milestone with a record is delivered and no more, and that its verdict window runs.
    function _requireUnjudged(TermsView old, bytes32 dealId, uint256 milestone) private view {
        MilestoneRecord memory record = _records[dealId][milestone];
        // Check: the milestone was neither judged nor contested, and its panel still has time.
        if (record.provisionalSince != 0 || block.timestamp >= record.deliveredAt + old.verdictWindow()) {
            revert Quittance_PayoutProvisional(dealId, milestone);
        }
    }

    function _requireUnchanged(TermsView old, TermsView terms) private pure {
        // Check: the buyer is the same.
        if (terms.buyer() != old.buyer()) revert Quittance_FieldUnchangeable("buyer");
        Rules rules = terms.rules();
        Rules oldRules = old.rules();
        // Check: the seller is the same.
        if (rules.seller() != oldRules.seller()) revert Quittance_FieldUnchangeable("seller");
        uint256 rate = rules.marketplaceFee();
        // Check: the marketplace fee is the same.
        if (rate != oldRules.marketplaceFee()) revert Quittance_FieldUnchangeable("marketplaceFee");
        // Check: a marketplace that has a fee is the same.
        if (rate != 0 && terms.marketplace() != old.marketplace()) revert Quittance_FieldUnchangeable("marketplace");
    }

    /// @dev Checks that the seller works under the new terms, and gives up what it had under the old ones.
    /// @param amount What its approval threshold applies to.
    /// @param moved The most that the buyer can receive of what the old deal holds.
    function _requireSellersWord(
        TermsView terms,
        bytes32 successor,
        uint256 amount,
        uint256 moved,
        bytes calldata signature
    ) private view {
        address seller = terms.seller();
        // Check: a wallet called or signed.
        if (!_isOpened(seller)) return _requireSigned(seller, successor, signature);
        // Check: the managed account is active, and is paid to its balance.
        _requireSeller(terms);
        // Check: a key signed that may do both, and the controller approved where the policy asks for it.
        _authorize(
            Commitment({
                account: seller,
                digest: successor,
                purpose: Purposes.AMEND,
                capability: Capabilities.DELIVER | Capabilities.SETTLE,
                amount: amount,
                category: 0,
                payees: Payees.one(terms.buyer(), moved)
            }),
            signature
        );
    }

    /// @dev Checks that the buyer agrees to the new terms, and takes what they need beside what moves from its balance.
    /// @return fromWallet Whether the buyer's wallet pays it, which the caller asks for.
    function _takeDifference(
        TermsView terms,
        bytes32 successor,
        uint256 total,
        uint96 paidIn,
        uint96 paidBack,
        bytes calldata signature
    ) private returns (bool fromWallet) {
        address buyer = terms.buyer();
        bool fromLedger = terms.funding().fundedFromLedger();
        fromWallet = !fromLedger && paidIn != 0;
        if (_isOpened(buyer)) {
            Commitment memory commitment = _commitmentOf(
                terms,
                successor,
                Purposes.AMEND,
                Capabilities.COMMIT | Capabilities.SETTLE,
                total + paidBack,
                total
            );
            // Check: a key signed that may do both, and the policy allows it. It counts what is paid in.
            (address key, uint256 periodStart) = _authorizeCounted(commitment, paidIn, signature);
            commitment.amount = fromLedger ? paidIn : 0;
            // Effects, with a check: the balance is enough, or that of a treasury.
            _takeCommitted(commitment, key, periodStart, signature);
        } else if (!fromWallet) {
            // Check: the wallet called or signed.
            _requireSigned(buyer, successor, signature);
            // Effects, with a check: the balance is enough.
            if (paidIn != 0) _take(buyer, paidIn);
        }
    }
}
