// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {Capabilities} from "../types/Key.sol";
import {Milestone, Rules} from "../types/TermsFields.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Deliveries} from "./Deliveries.sol";
import {Settling} from "./Settling.sol";

/// @dev Round 1: ballots in, payout out; at once, or after it has stood for the contest window.
abstract contract Verdicts is Deliveries, Settling, IVerdicts {
    uint8 private constant ROUND_1 = 1;

    /// @inheritdoc IVerdicts
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external {
        // Checks
        uint256 index = _index(milestone);
        bytes32 domainSeparator = _domainSeparator();
        (TermsView read, bytes32 dealId) = PackedTerms.read(terms, domainSeparator);
        BallotSet.Question question = BallotSet.ask(domainSeparator, dealId, index, ROUND_1, evidence);
        (Deal storage deal, DealState state) = _liveMilestone(dealId, index);
        if (evidence == 0) revert Quittance_EvidenceZero();
        Milestone item = read.milestone(index);
        bool delivered = state.isRecorded(index);
        if (delivered) {
            _requireAwaitingVerdict(read, dealId, index, evidence);
        } else if (block.timestamp > item.deadline()) {
            _refuseLate(dealId, index, item.deadline());
        }
        Rules rules = read.rules();
        (uint256 payout, uint256 end) = _decide(rules, read.panelAt(), question, ballots);
        uint256 window = rules.contestWindow();
        if ((payout ^ PayoutRule.FULL) | window != 0 && !delivered) {
            _requireDelivery(rules.seller(), dealId, index, evidence, BallotSet.rest(ballots, end));
        }

        // Effects
        uint256 fee = read.verificationFee();
        _emitVerdictReached(dealId, index, evidence, payout, ballots);
        if (fee != 0) _creditFee(dealId, read.panelAccount(), milestone, fee);
        if (window == 0) {
            (uint256 toSeller, uint256 toBuyer) = PayoutRule.split(item.amount(), payout);
            deal.state = state.settle(index).stamp().spend(item.amount(), fee);
            // Interactions
            _distribute(read, dealId, milestone, toSeller, toBuyer);
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

    function _requireAwaitingVerdict(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence
    ) private view {
        MilestoneRecord memory record = _records[dealId][milestone];
        if (record.round != 0) revert Quittance_AlreadyJudged(dealId, milestone, record.round);
        if (record.evidence != evidence) revert Quittance_EvidenceMismatch(record.evidence, evidence);
        uint256 end = record.deliveredAt + terms.verdictWindow();
        if (block.timestamp >= end) {
            revert Quittance_VerdictWindowEnded(dealId, milestone, end, block.timestamp);
        }
    }

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
            if (payout != highestPayout) revert Quittance_VerdictUndetermined(payout, highestPayout);
        }
    }

    /// @dev `emit VerdictReached(dealId, evidence, verdict)` without building the bytes first: 250 gas less.
    function _emitVerdictReached(
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        uint256 payout,
        bytes calldata ballots
    ) private {
        bytes32 topic = VerdictReached.selector;
        uint256 header = (milestone << 24) | (uint256(ROUND_1) << 16) | payout;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let entries := mul(35, byte(0, calldataload(ballots.offset)))
            mstore(free, evidence)
            mstore(add(free, 0x20), 0x40)
            mstore(add(free, 0x40), add(4, entries))
            mstore(add(free, 0x60), shl(224, header))
            calldatacopy(add(free, 0x64), add(ballots.offset, 1), entries)
            mstore(add(free, add(0x64, entries)), 0)
            log2(free, add(0x60, and(add(entries, 0x23), not(0x1f))), topic, dealId)
        }
    }

    /// @param delivery keccak256 of the evidence URI, then the seller's signature.
    function _requireDelivery(
        address seller,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes calldata delivery
    ) private {
        if (delivery.length < 32) revert Quittance_DeliveryUnproven(dealId, milestone, evidence);
        bytes32 digest = _deliveryDigest(dealId, milestone, evidence, bytes32(delivery[0:32]));
        bytes calldata signature = delivery[32:];
        if (_isOpened(seller)) return _requireAuthorizedSigner(seller, digest, Capabilities.DELIVER, signature);
        if (!Signatures.isValid(seller, digest, signature)) {
            revert Quittance_DeliveryUnproven(dealId, milestone, evidence);
        }
    }
}
