// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {DealState} from "../types/DealState.sol";
import {FULL_PAYOUT, MAX_SCORE} from "../types/Limits.sol";
import {ROUND_1} from "../types/Round.sol";
import {Milestone, Rules} from "../types/TermsFields.sol";
import {BALLOT_TYPEHASH} from "../types/TypeHashes.sol";
import {VerdictGroup} from "../types/VerdictGroup.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {JUROR_BYTES} from "../libraries/PackedPanel.sol";
import {MILESTONE_BYTES, TermsView} from "../libraries/PackedTerms.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsTemplate, TermsTemplates} from "../libraries/TermsTemplates.sol";
import {Settling} from "./Settling.sol";

/// @dev Settles many milestones by one signature of each juror. Only verdicts that pay the seller in full at once come this
/// way: they need no word of the seller.
abstract contract VerdictBatches is Settling, IBatches {
    /// @dev A group while it is judged.
    struct Judging {
        TermsTemplate template;
        TermsView terms;
        uint256 items; // where the first item starts in calldata
        uint256 itemBytes;
        uint256 count;
        uint256 jurors; // where the first of those who signed starts in calldata
        uint256 signers; // how many signed
        bool each; // whether items have a score for each signer
        bytes32[] ids; // the deal of each item
        uint256[] toSeller; // what each item pays its seller; 0 when it was refused
    }

    // The bit of the items' first byte that says that they have a score of each juror.
    uint256 private constant SCORES = 128;
    uint256 private constant JUROR_ENTRY_BYTES = 33; // position 1 · reasons 32
    uint256 private constant LENGTH_BYTES = 2;
    uint256 private constant LENGTH_MASK = 0x7fff;
    uint256 private constant BATCH_SHIFT = 255;
    uint256 private constant BATCH_HEADER_BYTES = 2;
    uint256 private constant SIBLING_BYTES = 32;
    // What an item ends with: milestone 1 · evidence 32 · scores 2 each.
    uint256 private constant EVIDENCE_AT = 1;
    uint256 private constant SCORES_AT = 33;
    uint256 private constant SCORE_BYTES = 2;
    uint256 private constant BALLOT_WORDS = 0xe0;

    /// @inheritdoc IBatches
    function submitVerdicts(VerdictGroup[] calldata groups, bool allOrNothing) external {
        uint256 first;
        for (uint256 i = 0; i != groups.length; ++i) first += _judgeGroup(groups[i], first, allOrNothing);
    }

    /// @param first How many items come before in the batch.
    /// @return How many items the group has.
    function _judgeGroup(VerdictGroup calldata group, uint256 first, bool allOrNothing) private returns (uint256) {
        // Check: the terms are as long as their parts; the group has whole items, by a quorum of the panel.
        Judging memory judging = _readGroup(group);
        // Check: each juror signed the ballots.
        _requireSigned(judging, group.jurors);
        // Checks of each item, and then Effects
        _settleEach(judging, group.jurors, first, allOrNothing);
        // Effects
        _creditFees(judging);
        // Effects, or Interactions
        _paySellers(judging);
        return judging.count;
    }

    function _readGroup(VerdictGroup calldata group) private view returns (Judging memory judging) {
        bytes calldata items = group.items;
        (judging.terms, ) = _read(group.terms);
        // Check: the items say what differs.
        if (items.length == 0) revert Quittance_MalformedGroup(0, 1);
        uint256 varies = uint8(items[0]);
        judging.each = varies & SCORES != 0;
        judging.template = TermsTemplates.make(judging.terms, varies & ~SCORES, _domainSeparator());
        _readJurors(judging, group.jurors);
        uint256 scores = judging.each ? judging.signers : 1;
        judging.itemBytes = judging.template.size() + SCORES_AT + SCORE_BYTES * scores;
        judging.items = Calldata.start(items) + 1;
        uint256 count = (items.length - 1) / judging.itemBytes;
        // Check: there is an item, and the last one is whole.
        if (count == 0 || items.length != 1 + count * judging.itemBytes) {
            revert Quittance_MalformedGroup(items.length, 1 + (count == 0 ? 1 : count) * judging.itemBytes);
        }
        judging.count = count;
        judging.ids = new bytes32[](count);
        judging.toSeller = new uint256[](count);
    }

    function _readJurors(Judging memory judging, bytes calldata jurors) private pure {
        uint256 signers = jurors.length == 0 ? 0 : uint8(jurors[0]);
        uint256 panel = judging.terms.jurors();
        uint256 quorum = (panel + 1) >> 1;
        // Check: the ballots can decide.
        if (signers < quorum) revert BallotSet.Quittance_TooFewBallots(signers, quorum);
        uint256 entries = 1 + signers * JUROR_ENTRY_BYTES;
        // Check: the jurors lie within the bytes.
        if (jurors.length < entries) revert Quittance_MalformedGroup(jurors.length, entries);
        judging.signers = signers;
        judging.jurors = Calldata.start(jurors) + 1;
        uint256 next;
        for (uint256 i = 0; i != signers; ++i) {
            uint256 position = _positionOf(judging, i);
            // Check: the panel has that position.
            if (position >= panel) revert BallotSet.Quittance_JurorUnknown(position, panel);
            // Check: the position is above the one before it.
            if (position < next) revert BallotSet.Quittance_BallotsOutOfOrder(position, next - 1);
            next = position + 1;
        }
    }

    /// @dev Finds the deals of all items, and checks that each juror signed the tree of its ballots on them.
    function _requireSigned(Judging memory judging, bytes calldata jurors) private view {
        uint256 leaves = _leaves(judging);
        uint256 at = 1 + judging.signers * JUROR_ENTRY_BYTES;
        bytes32 empty = keccak256(abi.encode(BALLOT_TYPEHASH, 0, 0, 0, 0, 0, 0));
        for (uint256 i = 0; i != judging.signers; ++i) {
            (bytes32 root, uint256 height) = BatchSignatures.rootOver(
                leaves + 32 * judging.count * i,
                judging.count,
                empty
            );
            uint256 start = at + LENGTH_BYTES;
            uint256 word = Calldata.wordAt(Calldata.start(jurors) + at);
            at = start + ((word >> 240) & LENGTH_MASK);
            // Check: the signature lies within the bytes.
            if (at > jurors.length) revert Quittance_MalformedGroup(jurors.length, at);
            _requireJuror(judging, i, root, height, word >> BATCH_SHIFT != 0, jurors[start:at]);
        }
        // Check: nothing follows the last signature.
        if (at != jurors.length) revert Quittance_MalformedGroup(jurors.length, at);
    }

    /// @param nested Whether the signature covers a larger batch, and starts with the proof of this one in it.
    function _requireJuror(
        Judging memory judging,
        uint256 signer,
        bytes32 root,
        uint256 height,
        bool nested,
        bytes calldata signature
    ) private view {
        if (nested) {
            uint256 levels = signature.length == 0 ? 0 : uint8(signature[0]);
            uint256 length = BATCH_HEADER_BYTES + SIBLING_BYTES * levels;
            // Check: the siblings lie within the signature.
            if (length > signature.length) revert Quittance_MalformedGroup(signature.length, length);
            uint256 siblings = Calldata.start(signature) + BATCH_HEADER_BYTES;
            root = BatchSignatures.rootOf(root, uint8(signature[1]), siblings, levels);
            height += levels;
            signature = signature[length:];
        }
        bytes32 digest = BatchSignatures.ballotBatchDigest(judging.template.separator, root, height);
        uint256 position = _positionOf(judging, signer);
        address juror = judging.terms.juror(position);
        // Check: the juror signed the ballots.
        if (!Signatures.isValid(juror, digest, signature)) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }

    /// @return leaves Where the struct hashes of the ballots start in memory: those of the first juror, of the second, and
    /// so on.
    function _leaves(Judging memory judging) private view returns (uint256 leaves) {
        uint256 count = judging.count;
        uint256 signers = judging.signers;
        uint256 entries = judging.jurors;
        uint256 tail = judging.itemBytes - SCORES_AT - SCORE_BYTES * (judging.each ? signers : 1);
        uint256 step = judging.each ? SCORE_BYTES : 0;
        bytes32[] memory hashes = new bytes32[](count * signers);
        bytes32[7] memory ballot;
        ballot[0] = BALLOT_TYPEHASH;
        ballot[3] = bytes32(uint256(ROUND_1));
        uint256 item = judging.items;
        for (uint256 i = 0; i != count; ++i) {
            bytes32 dealId = judging.template.dealIdWith(item);
            judging.ids[i] = dealId;
            uint256 at = item + tail;
            ballot[1] = dealId;
            ballot[2] = bytes32(Calldata.wordAt(at) >> 248);
            ballot[4] = bytes32(Calldata.wordAt(at + EVIDENCE_AT));
            at += SCORES_AT;
            // The block writes the arrays above. Each ballot differs in its score and its reasons.
            assembly ("memory-safe") {
                let leaf := add(add(hashes, 0x20), shl(5, i))
                let reasons := add(entries, 1)
                for {
                    let last := add(leaf, shl(5, mul(count, signers)))
                } lt(leaf, last) {
                    leaf := add(leaf, shl(5, count))
                } {
                    mstore(add(ballot, 0xa0), shr(240, calldataload(at)))
                    mstore(add(ballot, 0xc0), calldataload(reasons))
                    mstore(leaf, keccak256(ballot, BALLOT_WORDS))
                    at := add(at, step)
                    reasons := add(reasons, JUROR_ENTRY_BYTES)
                }
            }
            item += judging.itemBytes;
        }
        // The block touches no memory.
        assembly ("memory-safe") {
            leaves := add(hashes, 0x20)
        }
    }

    function _settleEach(Judging memory judging, bytes calldata jurors, uint256 first, bool allOrNothing) private {
        uint256 entryBytes = 2 * 32 + 1 + SCORE_BYTES * judging.signers;
        bytes memory verdicts = new bytes(entryBytes * judging.count);
        uint256 used;
        for (uint256 i = 0; i != judging.count; ++i) {
            bytes memory reason = _settleOne(judging, i);
            if (reason.length == 0) {
                _writeVerdict(judging, i, verdicts, used);
                used += entryBytes;
            } else {
                if (allOrNothing) _revertWith(reason);
                emit ItemRefused(first + i, reason);
            }
        }
        if (used == 0) return;
        // The block shortens the bytes to what was written.
        assembly ("memory-safe") {
            mstore(verdicts, used)
        }
        emit VerdictsReached(jurors[1:1 + judging.signers * JUROR_ENTRY_BYTES], verdicts);
    }

    /// @return reason Why the item is refused; empty when it is settled.
    function _settleOne(Judging memory judging, uint256 i) private returns (bytes memory reason) {
        bytes32 dealId = judging.ids[i];
        uint256 tail = _tailOf(judging, i);
        uint256 milestone = Calldata.wordAt(tail) >> 248;
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
        if (block.timestamp > item.deadline()) {
            return
                abi.encodeWithSelector(
                    IDeliveries.Quittance_DeadlinePassed.selector,
                    dealId,
                    milestone,
                    item.deadline(),
                    block.timestamp
                );
        }
        // Check: a quorum of the ballots pays the seller in full, at once.
        reason = _whyNotFull(judging, dealId, milestone, tail + SCORES_AT);
        if (reason.length != 0) return reason;
        // Effects
        deal.state = state.settle(milestone).stamp().spend(item.amount(), judging.terms.verificationFee());
        judging.toSeller[i] = item.amount();
    }

    /// @param scores Where they start in calldata.
    /// @return Why the ballots do not pay the seller in full; empty when they do.
    function _whyNotFull(
        Judging memory judging,
        bytes32 dealId,
        uint256 milestone,
        uint256 scores
    ) private pure returns (bytes memory) {
        Rules rules = judging.terms.rules();
        uint256 passingScore = rules.passingScore();
        uint256 payoutStep = rules.payoutStep();
        uint256 full;
        for (uint256 i = 0; i != judging.signers; ++i) {
            uint256 score = Calldata.wordAt(scores) >> 240;
            // Check: the score is within its range.
            if (score > MAX_SCORE) {
                uint256 position = _positionOf(judging, i);
                return abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, position, score);
            }
            if (PayoutRule.payoutOf(score, passingScore, payoutStep) == FULL_PAYOUT) ++full;
            if (judging.each) scores += SCORE_BYTES;
        }
        // With a quorum of such ballots, both ends of the interval are a full payout, whatever the others say.
        if (full >= (rules.jurors() + 1) >> 1 && rules.contestWindow() == 0) return "";
        return _alone(dealId, milestone);
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
        return abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, milestone);
    }

    /// @dev Appends deal, evidence, milestone and scores.
    function _writeVerdict(Judging memory judging, uint256 i, bytes memory verdicts, uint256 used) private pure {
        bytes32 dealId = judging.ids[i];
        uint256 tail = _tailOf(judging, i);
        uint256 signers = judging.signers;
        uint256 step = judging.each ? SCORE_BYTES : 0;
        // The block writes the bytes that the caller set aside. A word of scores is written over by the next one; the
        // last one may reach beyond the end, into memory that is not yet in use.
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
        uint256 fee = terms.verificationFee();
        if (fee == 0 && terms.marketplaceFee() == 0) return;
        for (uint256 i = 0; i != judging.count; ++i) {
            uint256 toSeller = judging.toSeller[i];
            if (toSeller == 0) continue;
            uint8 milestone = uint8(Calldata.wordAt(_tailOf(judging, i)) >> 248);
            if (fee != 0) _creditFee(judging.ids[i], terms.panelAccount(), milestone, fee);
            if (terms.marketplaceFee() == 0) continue;
            judging.toSeller[i] = toSeller - _creditMarketplace(terms, judging.ids[i], milestone, toSeller);
        }
    }

    /// @dev Pays the sellers. What goes to one seller in a row goes in one sum.
    function _paySellers(Judging memory judging) private {
        bool toLedger = judging.terms.funding().sellerToLedger();
        address seller;
        uint256 sum;
        uint256 from;
        for (uint256 i = 0; i != judging.count; ++i) {
            uint256 amount = judging.toSeller[i];
            if (amount == 0) continue;
            address next = _sellerOf(judging, i);
            if (next != seller) {
                _payRun(judging, seller, sum, from, i, toLedger);
                (seller, sum, from) = (next, 0, i);
            }
            sum += amount;
        }
        _payRun(judging, seller, sum, from, judging.count, toLedger);
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
            uint256 amount = judging.toSeller[from];
            if (amount != 0) _refuse(judging.ids[from], seller, uint96(amount));
        }
    }

    function _positionOf(Judging memory judging, uint256 signer) private pure returns (uint256) {
        return Calldata.wordAt(judging.jurors + signer * JUROR_ENTRY_BYTES) >> 248;
    }

    /// @return Where in calldata the item's milestone, evidence and scores start.
    function _tailOf(Judging memory judging, uint256 i) private pure returns (uint256) {
        uint256 scores = judging.each ? judging.signers : 1;
        return judging.items + (i + 1) * judging.itemBytes - SCORES_AT - SCORE_BYTES * scores;
    }

    function _milestoneOf(Judging memory judging, uint256 i, uint256 milestone) private pure returns (Milestone) {
        if (judging.template.varies & TermsTemplates.MILESTONES == 0) return judging.terms.milestone(milestone);
        uint256 at = judging.items + i * judging.itemBytes + judging.template.milestonesAt();
        return Milestone.wrap(Calldata.wordAt(at + milestone * MILESTONE_BYTES));
    }

    function _sellerOf(Judging memory judging, uint256 i) private pure returns (address) {
        if (judging.template.varies & TermsTemplates.SELLER == 0) return judging.terms.seller();
        return Calldata.addressAt(judging.items + i * judging.itemBytes + judging.template.sellerAt());
    }

    function _revertWith(bytes memory reason) private pure {
        // The block reads what was encoded before.
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
