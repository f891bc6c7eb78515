// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_1} from "../types/Round.sol";
import {Milestone, Rules} from "../types/TermsFields.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {BALLOT_BYTES, BallotSet} from "../libraries/BallotSet.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Deliveries} from "./Deliveries.sol";
import {Settling} from "./Settling.sol";

/// @dev Round 1: turns ballots into a payout, which is final at once, or provisional for the contest window.
abstract contract Verdicts is Deliveries, Settling, IVerdicts {
    // Where the parts of `VerdictReached` lie in its data, after the evidence. The verdict is a header of 4 bytes and
    // the ballots.
    uint256 private constant VERDICT_OFFSET = 0x20;
    uint256 private constant VERDICT_LENGTH = 0x40;
    uint256 private constant VERDICT = 0x60;
    uint256 private constant VERDICT_ENTRIES = 0x64;
    uint256 private constant HEADER_BYTES = 4;

    /// @inheritdoc IVerdicts
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external {
        uint256 index = _index(milestone);
        bytes32 domainSeparator = _domainSeparator();
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = PackedTerms.read(terms, domainSeparator);
        BallotSet.Question question = BallotSet.ask(domainSeparator, dealId, index, ROUND_1, evidence);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, index);
        // Check: the evidence is not zero.
        if (evidence == 0) revert Quittance_EvidenceZero();
        Milestone item = fields.milestone(index);
        bool delivered = state.isRecorded(index);
        if (delivered) {
            // Check: the verdict is the first, on the evidence delivered, and within the verdict window.
            _requireAwaitingVerdict(fields, dealId, index, evidence);
        } else if (block.timestamp > item.deadline()) {
            // Check: without a delivery, the deadline has not passed.
            _refuseLate(dealId, index, item.deadline());
        }
        Rules rules = fields.rules();
        // Check: the ballots are signed by the panel, and decide.
        (uint256 payout, uint256 end) = _decide(rules, fields.panelAt(), question, ballots);
        uint256 window = rules.contestWindow();
        if ((payout ^ FULL_PAYOUT) | window != 0 && !delivered) {
            // Check: the seller delivered that evidence.
            _requireDelivery(rules.seller(), dealId, index, evidence, BallotSet.rest(ballots, end));
        }

        // Effects
        uint256 fee = fields.verificationFee();
        _emitVerdictReached(dealId, index, evidence, payout, ballots);
        if (fee != 0) _creditFee(dealId, fields.panelAccount(), milestone, fee);
        if (window == 0) {
            (uint256 toSeller, uint256 toBuyer) = PayoutRule.split(item.amount(), payout);
            deal.state = state.settle(index).stamp().spend(item.amount(), fee);
            // Interactions
            _distribute(fields, dealId, milestone, toSeller, toBuyer);
        } else {
            deal.state = state.record(index).spend(0, fee);
            MilestoneRecord storage record = _records[dealId][index];
            if (!delivered) record.evidence = evidence;
            record.provisionalSince = uint40(block.timestamp);
            record.provisionalPayout = uint16(payout);
            record.round = ROUND_1;
            record.judged = true;
        }
    }

    /// @dev Checks that a delivered milestone still waits for its first verdict.
    function _requireAwaitingVerdict(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence
    ) private view {
        MilestoneRecord memory record = _records[dealId][milestone];
        // Check: it was not judged.
        if (record.round != 0) revert Quittance_AlreadyJudged(dealId, milestone, record.round);
        // Check: the evidence is what was delivered.
        if (record.evidence != evidence) revert Quittance_EvidenceMismatch(record.evidence, evidence);
        uint256 end = record.deliveredAt + terms.verdictWindow();
        // Check: the verdict window has not ended.
        if (block.timestamp >= end) {
            revert Quittance_VerdictWindowEnded(dealId, milestone, end, block.timestamp);
        }
    }

    /// @return payout What the ballots decide, in basis points.
    /// @return end Where the ballots end in calldata.
    function _decide(
        Rules rules,
        uint256 panel,
        BallotSet.Question question,
        bytes calldata ballots
    ) private view returns (uint256 payout, uint256 end) {
        uint256 lowest;
        uint256 highest;
        (lowest, highest, end) = BallotSet.tally(ballots, question, panel, rules.jurors());
        uint256 passingScore = rules.passingScore();
        uint256 payoutStep = rules.payoutStep();
        payout = PayoutRule.payoutOf(lowest, passingScore, payoutStep);
        if (highest != lowest) {
            uint256 highestPayout = PayoutRule.payoutOf(highest, passingScore, payoutStep);
            // Check: the missing ballots could not change the payout.
            if (payout != highestPayout) revert Quittance_VerdictUndetermined(payout, highestPayout);
        }
    }

    /// @dev Does what `emit VerdictReached(dealId, evidence, verdict)` does, for less gas. The fuzz tests of
    /// `BallotSet` compare both.
    function _emitVerdictReached(
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        uint256 payout,
        bytes calldata ballots
    ) private {
        bytes32 topic = VerdictReached.selector;
        uint256 header = (milestone << 24) | (uint256(ROUND_1) << 16) | payout;
        // The block writes above the free memory pointer only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let entries := mul(BALLOT_BYTES, byte(0, calldataload(ballots.offset)))
            let length := add(HEADER_BYTES, entries)
            mstore(free, evidence)
            mstore(add(free, VERDICT_OFFSET), VERDICT_LENGTH)
            mstore(add(free, VERDICT_LENGTH), length)
            mstore(add(free, VERDICT), shl(224, header))
            calldatacopy(add(free, VERDICT_ENTRIES), add(ballots.offset, 1), entries)
            mstore(add(free, add(VERDICT_ENTRIES, entries)), 0)
            log2(free, add(VERDICT, and(add(length, 0x1f), not(0x1f))), topic, dealId)
        }
    }

    /// @dev Checks that the seller signed the delivery of `evidence`.
    /// @param delivery keccak256 of the evidence URI, then the seller's signature.
    function _requireDelivery(
        address seller,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes calldata delivery
    ) private {
        // Check: the delivery is there.
        if (delivery.length < 32) revert Quittance_DeliveryUnproven(dealId, milestone, evidence);
        bytes32 digest = _deliveryDigest(dealId, milestone, evidence, bytes32(delivery[0:32]));
        bytes calldata signature = delivery[32:];
        // Check: the seller signed, by a key if it is a managed account.
        if (_isOpened(seller)) return _requireAuthorizedSigner(seller, digest, Capabilities.DELIVER, signature);
        if (!Signatures.isValid(seller, digest, signature)) {
            revert Quittance_DeliveryUnproven(dealId, milestone, evidence);
        }
    }
}
