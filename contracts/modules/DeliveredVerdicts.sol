// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRounds} from "../interfaces/IRounds.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_1} from "../types/Round.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {JUROR_BYTES} from "../libraries/PackedPanel.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Judging} from "./Judging.sol";

/// @dev Round 1 of a milestone whose evidence is on-chain: keeps its ballots in a book until they decide. The contract
/// that holds the money runs this code once it has found the deal and the delivery.
abstract contract DeliveredVerdicts is Judging, IVerdicts {
    /// @inheritdoc IVerdicts
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the evidence is what was delivered, was not judged, and the verdict window has not ended.
        _requireAwaitingVerdict(fields, dealId, milestone, evidence);
        uint256[2] memory scores = [_books[dealId][milestone], 0];
        // Check: jurors of the panel signed the ballots, and one of them is new.
        bytes memory added = _addBallots(scores, fields, dealId, milestone, evidence, ballots);

        // Effects
        emit IRounds.BallotsRecorded(dealId, bytes.concat(bytes1(milestone), bytes1(ROUND_1), added));
        (bool reached, uint256 lowest, uint256 highest) = BallotBook.interval(
            scores,
            fields.jurors(),
            fields.passingScore(),
            fields.payoutStep()
        );
        if (reached && lowest == highest) {
            emit VerdictReached(
                dealId,
                evidence,
                bytes.concat(bytes1(milestone), bytes1(ROUND_1), bytes2(uint16(lowest)))
            );
            // Effects, then Interactions
            return _applyVerdict(fields, dealId, deal, state, milestone, 0, lowest);
        }
        _books[dealId][milestone] = scores[0];
        if (reached) _recordInterval(dealId, milestone, lowest, highest);
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

    function _addBallots(
        uint256[2] memory scores,
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes calldata ballots
    ) private view returns (bytes memory added) {
        uint256 start = terms.panelAt();
        bytes calldata panel = Calldata.slice(start, start + JUROR_BYTES * terms.jurors());
        BallotSet.Question question = BallotSet.ask(_domainSeparator(), dealId, milestone, ROUND_1, evidence);
        // A signed delivery may follow the ballots, from before the delivery was on-chain. It is not read.
        (added, ) = BallotBook.add(scores, ballots, question, panel, true);
        // Check: a ballot is new.
        if (added.length == 0) revert IRounds.Quittance_NoNewBallots(dealId, milestone);
    }
}
