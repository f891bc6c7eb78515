// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {DealState} from "../types/DealState.sol";
import {FULL_PAYOUT, MAX_SCORE} from "../types/Limits.sol";
import {Milestone, Rules} from "../types/TermsFields.sol";
import {VerdictGroup} from "../types/VerdictGroup.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {CheckedSignatures, CheckedSignaturesInMemory} from "../libraries/CheckedSignatures.sol";
import {MILESTONE_BYTES} from "../libraries/PackedTerms.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsTemplates} from "../libraries/TermsTemplates.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Settling} from "./Settling.sol";
import {VerdictGroups} from "./VerdictGroups.sol";

/// @dev Settles many milestones by one signature of each juror. Only verdicts that pay the seller in full at once come
/// this way: they need no word of the seller.
abstract contract VerdictBatches is Settling, VerdictGroups {
    /// @inheritdoc IBatches
    function submitVerdicts(VerdictGroup[] calldata groups, bool allOrNothing) external {
        CheckedSignatures memory checked = CheckedSignaturesInMemory.make(_mostJurors(groups));
        uint256 first;
        for (uint256 i = 0; i != groups.length; ++i) first += _judgeGroup(groups[i], first, allOrNothing, checked);
    }

    /// @param first How many items come before in the batch.
    /// @param checked Signatures of larger batches, of which earlier groups are parts.
    /// @return How many items the group has.
    function _judgeGroup(
        VerdictGroup calldata group,
        uint256 first,
        bool allOrNothing,
        CheckedSignatures memory checked
    ) private returns (uint256) {
        // Check: the terms are as long as their parts; the group has whole items, by a quorum of the panel.
        Judging memory judging = _readGroup(group);
        // Check: each juror signed the ballots.
        _requireSigned(judging, group.jurors, checked);
        // Checks of each item, and then Effects
        _settleEach(judging, group.jurors, first, allOrNothing);
        // Effects
        _creditFees(judging);
        // Effects, or Interactions
        _paySellers(judging);
        return judging.count;
    }

    function _settleEach(Judging memory judging, bytes calldata jurors, uint256 first, bool allOrNothing) private {
        unchecked {
            uint256 entryBytes = 2 * 32 + 1 + SCORE_BYTES * judging.signers;
            bytes memory verdicts = new bytes(entryBytes * judging.count);
            uint256 used;
            uint256 tail = judging.tails;
            for (uint256 i = 0; i != judging.count; ++i) {
                bytes memory reason = _settleOne(judging, i, tail);
                if (reason.length == 0) {
                    _writeVerdict(judging, i, tail, verdicts, used);
                    used += entryBytes;
                } else {
                    _refuseItem(first + i, reason, allOrNothing);
                }
                tail += judging.itemBytes;
            }
            if (used == 0) return;
            // The block shortens the bytes to what was written.
            assembly ("memory-safe") {
                mstore(verdicts, used)
            }
            emit VerdictsReached(jurors[1:1 + judging.signers * JUROR_ENTRY_BYTES], verdicts);
        }
    }

    /// @param tail Where the item's milestone, evidence and scores start in calldata.
    /// @return reason Why the item is refused; empty when it is settled.
    function _settleOne(Judging memory judging, uint256 i, uint256 tail) private returns (bytes memory reason) {
        bytes32 dealId = bytes32(_wordAt(judging.ids, i));
        uint256 milestone = _milestoneAt(tail);
        Deal storage deal = _deals[dealId];
        DealState state = deal.state;
        // Check: the deal has that milestone, which is not settled.
        if (!state.isLive(milestone)) return _whyNotLive(dealId, state, milestone);
        // Check: the evidence is not zero.
        if (Calldata.wordAt(tail + EVIDENCE_AT) == 0) {
            return abi.encodeWithSelector(IDeliveries.Quittance_EvidenceZero.selector);
        }
        // Check: it was not delivered on-chain.
        if (state.isRecorded(milestone)) return _alone(dealId, milestone);
        Milestone item = _milestoneOf(judging, i, milestone);
        // Check: the deadline has not passed.
        if (block.timestamp > item.deadline()) return _late(dealId, milestone, item.deadline());
        // Check: a quorum of the ballots pays the seller in full, at once.
        reason = _whyNotFull(judging, dealId, milestone, tail);
        if (reason.length != 0) return reason;
        // Effects
        uint256 amount = item.amount();
        deal.state = state.settle(milestone).stamp().spend(amount, judging.fee);
        _put(judging.toSeller, i, amount);
    }

    /// @return reason Why the ballots do not pay the seller in full; empty when they do.
    function _whyNotFull(
        Judging memory judging,
        bytes32 dealId,
        uint256 milestone,
        uint256 tail
    ) private pure returns (bytes memory reason) {
        unchecked {
            Rules rules = judging.terms.rules();
            uint256 full;
            uint256 at = tail + SCORES_AT;
            for (uint256 i = 0; i != judging.signers; ++i) {
                uint256 score = Calldata.wordAt(at) >> 240;
                // Check: the score is within its range.
                if (score > MAX_SCORE) return _outOfRange(_positionOf(judging, i), score);
                bool isFull = PayoutRule.payoutOf(score, rules.passingScore(), rules.payoutStep()) == FULL_PAYOUT;
                if (judging.scoreBytes == 0) {
                    // All gave the same score, and they are a quorum.
                    full = isFull ? judging.signers : 0;
                    break;
                }
                if (isFull) ++full;
                at += SCORE_BYTES;
            }
            // With a quorum of such ballots, both ends of the interval are a full payout, whatever the others say.
            if (full < (rules.jurors() + 1) >> 1 || judging.single) return _alone(dealId, milestone);
        }
    }

    function _outOfRange(uint256 position, uint256 score) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, position, score);
    }

    function _late(bytes32 dealId, uint256 milestone, uint256 deadline) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDeliveries.Quittance_DeadlinePassed.selector,
                dealId,
                milestone,
                deadline,
                block.timestamp
            );
    }

    function _alone(bytes32 dealId, uint256 milestone) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Quittance_SubmitAlone.selector, dealId, milestone);
    }

    function _whyNotLive(bytes32 dealId, DealState state, uint256 milestone) private pure returns (bytes memory) {
        if (!state.exists()) return abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId);
        uint256 count = state.milestoneCount();
        if (milestone >= count) {
            return abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, dealId, milestone, count);
        }
        if (state.isAmended()) return abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId);
        return abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, milestone);
    }

    /// @dev Appends deal, evidence, milestone and scores.
    function _writeVerdict(
        Judging memory judging,
        uint256 i,
        uint256 tail,
        bytes memory verdicts,
        uint256 used
    ) private pure {
        bytes32 dealId = bytes32(_wordAt(judging.ids, i));
        uint256 signers = judging.signers;
        uint256 step = judging.scoreBytes;
        // The block writes the bytes that the caller set aside.
        assembly ("memory-safe") {
            let at := add(add(verdicts, 0x20), used)
            mstore(at, dealId)
            calldatacopy(add(at, 0x20), add(tail, EVIDENCE_AT), 0x20)
            mstore8(add(at, 0x40), byte(0, calldataload(tail)))
            at := add(at, 0x41)
            let score := add(tail, SCORES_AT)
            for {} signers {
                signers := sub(signers, 1)
            } {
                calldatacopy(at, score, SCORE_BYTES)
                at := add(at, SCORE_BYTES)
                score := add(score, step)
            }
        }
    }

    /// @dev Credits the fees of each verdict that was reached.
    function _creditFees(Judging memory judging) private {
        TermsView terms = judging.terms;
        uint256 fee = judging.fee;
        if (fee == 0 && terms.marketplaceFee() == 0) return;
        for (uint256 i = 0; i != judging.count; ++i) {
            uint256 toSeller = _wordAt(judging.toSeller, i);
            if (toSeller == 0) continue;
            bytes32 dealId = bytes32(_wordAt(judging.ids, i));
            uint8 milestone = uint8(_milestoneAt(judging.tails + i * judging.itemBytes));
            if (fee != 0) _creditFee(dealId, terms.panelAccount(), milestone, fee);
            if (terms.marketplaceFee() == 0) continue;
            _put(judging.toSeller, i, toSeller - _creditMarketplace(terms, dealId, milestone, toSeller));
        }
    }

    /// @dev Pays the sellers. What goes to one seller in a row goes in one sum.
    function _paySellers(Judging memory judging) private {
        unchecked {
            bool toLedger = judging.terms.funding().sellerToLedger();
            bool many = judging.template.varies & TermsTemplates.SELLER != 0;
            uint256 at = judging.items + judging.template.sellerAt();
            address seller = judging.terms.seller();
            uint256 sum;
            uint256 from;
            uint256 count = judging.count;
            uint256 itemBytes = judging.itemBytes;
            uint256 toSeller = judging.toSeller;
            for (uint256 i = 0; i != count; ++i) {
                uint256 amount = _wordAt(toSeller, i);
                if (amount != 0) {
                    if (many && Calldata.addressAt(at) != seller) {
                        _payRun(judging, seller, sum, from, i, toLedger);
                        (seller, sum, from) = (Calldata.addressAt(at), 0, i);
                    }
                    sum += amount; // of deals that hold it
                }
                at += itemBytes;
            }
            _payRun(judging, seller, sum, from, count, toLedger);
        }
    }

    /// @dev Pays the sum of the items from `from` up to, but not including, `to`.
    function _payRun(
        Judging memory judging,
        address seller,
        uint256 sum,
        uint256 from,
        uint256 to,
        bool toLedger
    ) private {
        if (sum == 0) return;
        if (toLedger) return _credit(seller, uint96(sum));
        if (_tryTransfer(seller, sum)) return;
        for (; from != to; ++from) {
            uint256 amount = _wordAt(judging.toSeller, from);
            if (amount != 0) _refuse(bytes32(_wordAt(judging.ids, from)), seller, uint96(amount));
        }
    }

    function _milestoneOf(Judging memory judging, uint256 i, uint256 milestone) private pure returns (Milestone) {
        unchecked {
            if (judging.template.varies & TermsTemplates.MILESTONES == 0) return judging.terms.milestone(milestone);
            uint256 at = judging.items + i * judging.itemBytes + judging.template.milestonesAt();
            return Milestone.wrap(Calldata.wordAt(at + milestone * MILESTONE_BYTES));
        }
    }
}
