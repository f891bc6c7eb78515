// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {SharedFees} from "./SharedFees.sol";

/// @dev Round 1 of a milestone whose evidence is on-chain: keeps its ballots in a book until they decide. The contract
/// that holds the money runs this code once it has found the deal, and a delivery or a fee that jurors share.
abstract contract DeliveredVerdicts is SharedFees {
    /// @inheritdoc IVerdicts
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (Deal storage deal, DealState state) = _liveMilestone(dealId, milestone);
        if (!state.isRecorded(milestone)) return _judgeAtOnce(fields, dealId, milestone, evidence, ballots);
        // Check: the evidence is what was delivered, was not judged, and the verdict window has not ended.
        _requireAwaitingVerdict(fields, dealId, milestone, evidence);
        uint256[2] memory scores = [_books[dealId][milestone], 0];
        // Check: jurors of the panel signed the ballots. A signed delivery may follow them, from before the delivery
        // was on-chain. It is not read.
        (bytes memory added, ) = _addBallots(scores, fields, _question(dealId, milestone, evidence), ballots);
        // Check: a ballot is new.
        _requireNew(dealId, milestone, added);

        // Effects
        _emitRecorded(dealId, milestone, added);
        (bool reached, uint256 lowest, uint256 highest) = _intervalOf(fields, scores);
        if (reached && lowest == highest) {
            _emitVerdict(dealId, milestone, evidence, lowest, "");
            uint256 fee = _earnFee(fields, dealId, milestone, scores[0]);
            // Effects, then Interactions
            return _applyVerdict(fields, dealId, deal, state, milestone, 0, lowest, fee);
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
}
