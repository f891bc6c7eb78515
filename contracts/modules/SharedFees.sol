// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordEnds} from "../interfaces/IRecordEnds.sol";
import {IRounds} from "../interfaces/IRounds.sol";
import {ISharedFees} from "../interfaces/ISharedFees.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_1} from "../types/Round.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {JUROR_BYTES} from "../libraries/PackedPanel.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {DeliveryRules} from "./DeliveryRules.sol";
import {EarnedFees} from "./EarnedFees.sol";
import {Judging} from "./Judging.sol";

/// @dev Keeps the ballots of round 1 in a book, where jurors share the verification fee: those of a verdict, and those
/// that come after the round.
abstract contract SharedFees is DeliveryRules, Judging, EarnedFees, IVerdicts, ISharedFees, IRecordEnds {
    /// @inheritdoc ISharedFees
    function recordLateBallots(bytes calldata terms, uint8 milestone, bytes calldata ballots) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        (, bool earned) = _feeLeft(fields, record);
        // Check: jurors share the fee, and round 1 has earned it.
        if (!earned || !fields.sharesFee()) revert Quittance_NoSharedFee(dealId, milestone);
        uint256[2] memory scores = [_books[dealId][milestone], 0];
        // Check: jurors of the panel signed the ballots.
        (bytes memory added, ) = _addBallots(scores, fields, _question(dealId, milestone, record.evidence), ballots);
        // Check: a ballot is new.
        _requireNew(dealId, milestone, added);
        // Effects
        _books[dealId][milestone] = scores[0];
        _emitRecorded(dealId, milestone, added);
    }

    /// @inheritdoc IRecordEnds
    function endRecord(bytes calldata terms, uint8 milestone) external returns (uint256 held, bool earned) {
        // Check: the contract itself calls.
        if (msg.sender != address(this)) revert Quittance_NotItself(msg.sender);
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        MilestoneRecord memory record = _records[dealId][milestone];
        (held, earned) = _feeLeft(fields, record);
        // Effects
        if (record.contests != 0) _records[dealId][milestone].endedAt = uint40(block.timestamp);
        if (earned) _payPanel(fields, dealId, milestone, held, _books[dealId][milestone]);
    }

    /// @dev Round 1 of a milestone that was not delivered on-chain: these ballots decide, or are refused.
    function _judgeAtOnce(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        bytes32 evidence,
        bytes calldata ballots
    ) internal {
        uint256 deadline = terms.deadline(milestone);
        // Check: the deadline has not passed.
        if (block.timestamp > deadline) _refuseLate(dealId, milestone, deadline);
        uint256 count = ballots.length == 0 ? 0 : uint8(ballots[0]);
        uint256 quorum = (terms.jurors() + 1) / 2;
        // Check: the ballots can decide.
        if (count < quorum) revert BallotSet.Quittance_TooFewBallots(count, quorum);
        uint256[2] memory scores;
        // Check: jurors of the panel signed the ballots.
        (bytes memory added, uint256 end) = _addBallots(scores, terms, _question(dealId, milestone, evidence), ballots);
        (, uint256 payout, uint256 highest) = _intervalOf(terms, scores);
        // Check: the missing ballots could not change the payout.
        if (payout != highest) revert Quittance_VerdictUndetermined(payout, highest);
        if (payout != FULL_PAYOUT || terms.contestWindow() != 0) {
            // Check: the seller delivered that evidence.
            _requireDelivery(terms.seller(), dealId, milestone, evidence, ballots[end:]);
        }
        // Effects
        _emitVerdict(dealId, milestone, evidence, payout, added);
        uint256 fee = _earnFee(terms, dealId, milestone, scores[0]);
        Deal storage deal = _deals[dealId];
        // Effects, then Interactions
        _applyVerdict(terms, dealId, deal, deal.state, milestone, evidence, payout, fee);
    }

    /// @dev Adds ballots of the panel that the terms name to `scores`.
    /// @return The new ones, without their signatures.
    /// @return How many bytes the ballots have. A signed delivery may follow them.
    function _addBallots(
        uint256[2] memory scores,
        TermsView terms,
        BallotSet.Question question,
        bytes calldata ballots
    ) internal view returns (bytes memory, uint256) {
        uint256 start = terms.panelAt();
        bytes calldata panel = Calldata.slice(start, start + JUROR_BYTES * terms.jurors());
        return BallotBook.add(scores, ballots, question, panel, true);
    }

    /// @dev Credits the verification fee of a verdict: to the panel's account, or to the jurors whose ballots decide,
    /// if the verdict settles the milestone. If it does not, their fee waits, so that all of them can be on record by
    /// then.
    /// @param book The ballots that decide.
    /// @return fee What leaves the deal.
    function _earnFee(TermsView terms, bytes32 dealId, uint8 milestone, uint256 book) internal returns (uint256 fee) {
        fee = terms.verificationFee();
        if (fee == 0) return 0;
        if (terms.contestWindow() != 0 && terms.panelAccount() == address(0)) {
            _books[dealId][milestone] = book;
            return 0;
        }
        _payPanel(terms, dealId, milestone, fee, book);
    }

    function _question(bytes32 dealId, uint256 milestone, bytes32 evidence) internal view returns (BallotSet.Question) {
        return BallotSet.ask(_domainSeparator(), dealId, milestone, ROUND_1, evidence);
    }

    function _requireNew(bytes32 dealId, uint256 milestone, bytes memory added) internal pure {
        // Check: a ballot is new.
        if (added.length == 0) revert IRounds.Quittance_NoNewBallots(dealId, milestone);
    }

    function _intervalOf(
        TermsView terms,
        uint256[2] memory scores
    ) internal pure returns (bool reached, uint256 lowest, uint256 highest) {
        return BallotBook.interval(scores, terms.jurors(), terms.passingScore(), terms.payoutStep());
    }

    function _emitRecorded(bytes32 dealId, uint8 milestone, bytes memory added) internal {
        emit IRounds.BallotsRecorded(dealId, bytes.concat(bytes1(milestone), bytes1(ROUND_1), added));
    }

    /// @param ballots Those that decided, or none when they are on record.
    function _emitVerdict(
        bytes32 dealId,
        uint8 milestone,
        bytes32 evidence,
        uint256 payout,
        bytes memory ballots
    ) internal {
        emit VerdictReached(
            dealId,
            evidence,
            bytes.concat(bytes1(milestone), bytes1(ROUND_1), bytes2(uint16(payout)), ballots)
        );
    }
}
