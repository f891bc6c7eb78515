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
import {BATCH_SHIFT, BallotSet, LENGTH_BYTES, LENGTH_MASK} from "../libraries/BallotSet.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {MILESTONE_BYTES} from "../libraries/PackedTerms.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsTemplate, TermsTemplates} from "../libraries/TermsTemplates.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Items} from "./Items.sol";
import {Settling} from "./Settling.sol";

/// @dev Settles many milestones by one signature of each juror. Only verdicts that pay the seller in full at once come this
/// way: they need no word of the seller.
abstract contract VerdictBatches is Settling, Items {
    /// @dev A group while it is judged.
    struct Judging {
        TermsTemplate template;
        TermsView terms;
        uint256 items; // where the first item starts in calldata
        uint256 itemBytes;
        uint256 tails; // where milestone, evidence and scores of the first item start in calldata
        uint256 count;
        uint256 jurors; // where the first of those who signed starts in calldata
        uint256 signers; // how many signed
        uint256 scoreBytes; // from the score of one signer to that of the next: 0 when an item has one for all
        uint256 fee; // the verification fee of each milestone
        uint256 ids; // where the deal of the first item lies in memory, one word for each
        uint256 toSeller; // where what the first item pays its seller lies in memory; 0 when it was refused
    }

    // The bit of the items' first byte that says that they have a score of each juror.
    uint256 private constant SCORES = 128;
    uint256 private constant JUROR_ENTRY_BYTES = 33; // position 1 · reasons 32
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
        judging.template = TermsTemplates.make(judging.terms, varies & ~SCORES, _domainSeparator());
        _readJurors(judging, group.jurors);
        unchecked {
            uint256 scores = 1;
            if (varies & SCORES != 0) (scores, judging.scoreBytes) = (judging.signers, SCORE_BYTES);
            uint256 tail = judging.template.size();
            uint256 itemBytes = tail + SCORES_AT + SCORE_BYTES * scores;
            uint256 count = (items.length - 1) / itemBytes;
            // Check: there is an item, and the last one is whole.
            if (count == 0 || items.length != 1 + count * itemBytes) {
                revert Quittance_MalformedGroup(items.length, 1 + (count == 0 ? 1 : count) * itemBytes);
            }
            judging.items = Calldata.start(items) + 1;
            judging.tails = judging.items + tail;
            judging.itemBytes = itemBytes;
            judging.count = count;
            judging.fee = judging.terms.verificationFee();
            judging.ids = _words(count);
            judging.toSeller = _words(count);
        }
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
            // Check: the panel has that position, which is above the one before it.
            BallotSet.requireInOrder(position, next, panel);
            next = position + 1;
        }
    }

    /// @dev Finds the deals of all items, and checks that each juror signed the tree of its ballots on them.
    function _requireSigned(Judging memory judging, bytes calldata jurors) private view {
        uint256 leaves = _leaves(judging);
        uint256 at = 1 + judging.signers * JUROR_ENTRY_BYTES;
        bytes32 empty = keccak256(abi.encode(BALLOT_TYPEHASH, 0, 0, 0, 0, 0, 0));
        for (uint256 i = 0; i != judging.signers; ++i) {
            uint256 start = at + LENGTH_BYTES;
            uint256 word = Calldata.wordAt(Calldata.start(jurors) + at);
            at = start + ((word >> 240) & LENGTH_MASK);
            bool nested = word >> BATCH_SHIFT != 0;
            (bytes32 root, uint256 height) = BatchSignatures.rootOver(
                leaves + 32 * judging.count * i,
                judging.count,
                empty,
                nested
            );
            // Check: the signature lies within the bytes.
            if (at > jurors.length) revert Quittance_MalformedGroup(jurors.length, at);
            _requireJuror(judging, i, root, height, nested, jurors[start:at]);
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
            (uint256 levels, uint256 length) = BatchSignatures.proofOf(signature);
            // Check: the siblings lie within the signature.
            if (length > signature.length) revert Quittance_MalformedGroup(signature.length, length);
            root = BatchSignatures.rootBy(signature, root, levels);
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
    function _leaves(Judging memory judging) private pure returns (uint256 leaves) {
        unchecked {
            uint256 count = judging.count;
            uint256 signers = judging.signers;
            uint256 reasons = judging.jurors + 1;
            uint256 step = judging.scoreBytes;
            leaves = _words(count * signers);
            bytes32[7] memory ballot;
            ballot[0] = BALLOT_TYPEHASH;
            ballot[3] = bytes32(uint256(ROUND_1));
            uint256 item = judging.items;
            uint256 tail = judging.tails;
            for (uint256 i = 0; i != count; ++i) {
                bytes32 dealId = judging.template.dealIdWith(item);
                _put(judging.ids, i, uint256(dealId));
                // The block writes the words above. Each ballot differs in its score and its reasons.
                assembly ("memory-safe") {
                    mstore(add(ballot, 0x20), dealId)
                    mstore(add(ballot, 0x40), byte(0, calldataload(tail)))
                    calldatacopy(add(ballot, 0x80), add(tail, EVIDENCE_AT), 0x20)
                    let score := add(tail, SCORES_AT)
                    let reason := reasons
                    let leaf := add(leaves, shl(5, i))
                    for {
                        let last := add(leaf, shl(5, mul(count, signers)))
                    } lt(leaf, last) {
                        leaf := add(leaf, shl(5, count))
                    } {
                        mstore(add(ballot, 0xa0), shr(240, calldataload(score)))
                        calldatacopy(add(ballot, 0xc0), reason, 0x20)
                        mstore(leaf, keccak256(ballot, BALLOT_WORDS))
                        score := add(score, step)
                        reason := add(reason, JUROR_ENTRY_BYTES)
                    }
                }
                item += judging.itemBytes;
                tail += judging.itemBytes;
            }
        }
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
            if (full < (rules.jurors() + 1) >> 1 || rules.contestWindow() != 0) return _alone(dealId, milestone);
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
            for (uint256 i = 0; i != judging.count; ++i) {
                uint256 amount = _wordAt(judging.toSeller, i);
                if (amount != 0) {
                    if (many && Calldata.addressAt(at) != seller) {
                        _payRun(judging, seller, sum, from, i, toLedger);
                        (seller, sum, from) = (Calldata.addressAt(at), 0, i);
                    }
                    sum += amount; // of deals that hold it
                }
                at += judging.itemBytes;
            }
            _payRun(judging, seller, sum, from, judging.count, toLedger);
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

    function _positionOf(Judging memory judging, uint256 signer) private pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(judging.jurors + signer * JUROR_ENTRY_BYTES) >> 248;
        }
    }

    function _milestoneAt(uint256 tail) private pure returns (uint256) {
        return Calldata.wordAt(tail) >> 248;
    }

    function _milestoneOf(Judging memory judging, uint256 i, uint256 milestone) private pure returns (Milestone) {
        unchecked {
            if (judging.template.varies & TermsTemplates.MILESTONES == 0) return judging.terms.milestone(milestone);
            uint256 at = judging.items + i * judging.itemBytes + judging.template.milestonesAt();
            return Milestone.wrap(Calldata.wordAt(at + milestone * MILESTONE_BYTES));
        }
    }

    /// @return start Where `count` words start in memory that were set aside, each zero.
    function _words(uint256 count) private pure returns (uint256 start) {
        uint256[] memory words = new uint256[](count);
        // The block touches no memory.
        assembly ("memory-safe") {
            start := add(words, 0x20)
        }
    }

    /// @param start Of words that `_words` set aside.
    function _wordAt(uint256 start, uint256 i) private pure returns (uint256 word) {
        // The block reads memory that was set aside.
        assembly ("memory-safe") {
            word := mload(add(start, shl(5, i)))
        }
    }

    function _put(uint256 start, uint256 i, uint256 word) private pure {
        // The block writes memory that was set aside.
        assembly ("memory-safe") {
            mstore(add(start, shl(5, i)), word)
        }
    }
}
