// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRounds} from "../interfaces/IRounds.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {Cause} from "../types/Settlement.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {PackedPanel} from "../libraries/PackedPanel.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {ProvisionalPayouts} from "./ProvisionalPayouts.sol";

/// @dev Round 2: the ballots of the drawn panel are stored one by one.
abstract contract Rounds is ProvisionalPayouts, IRounds {
    using PackedPanel for bytes;

    /// @inheritdoc IRounds
    function recordBallots(
        bytes calldata terms,
        uint8 milestone,
        bytes calldata panel,
        bytes calldata ballots
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone.
        DealState state = _knownMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        bool decided = record.round == ROUND_2;
        // Check: the milestone was contested, and nothing but the round has settled it.
        if (record.contests == 0 || (state.isSettled(milestone) && !decided)) {
            revert Quittance_NoRound(dealId, milestone);
        }
        // Check: the round has not ended.
        _requireRunning(fields, dealId, milestone);
        DrawnRound memory drawn = _rounds[dealId][milestone];
        // Check: a panel was drawn.
        if (drawn.panelHash == 0) revert Quittance_PanelNotDrawn(dealId, milestone);
        // Check: `panel` is that panel.
        _requirePanel(drawn.panelHash, panel);
        // Check: its jurors signed the ballots, and one of them is new.
        bytes memory added = _addBallots(drawn.scores, dealId, milestone, record.evidence, ballots, panel);

        // Effects
        _rounds[dealId][milestone].scores[0] = drawn.scores[0];
        if (drawn.scores[1] != 0) _rounds[dealId][milestone].scores[1] = drawn.scores[1];
        emit BallotsRecorded(dealId, bytes.concat(bytes1(milestone), bytes1(ROUND_2), added));
        if (!decided) _weighBallots(fields, dealId, milestone, record, drawn.scores, panel.size());
    }

    /// @inheritdoc IRounds
    function roundOf(
        bytes calldata terms,
        uint8 milestone
    ) external view returns (bytes32 dealId, bytes32 panelHash, uint256[2] memory scores, uint40 openedAt, bool over) {
        TermsView fields;
        // Check: the terms are as long as their parts.
        (fields, dealId) = _read(terms);
        // Check: the deal has that milestone.
        DealState state = _knownMilestone(dealId, milestone);
        DrawnRound memory drawn = _rounds[dealId][milestone];
        openedAt = _contests[dealId][milestone][ROUND_2].openedAt;
        over = openedAt != 0 && _isOver(fields, dealId, milestone, state, _records[dealId][milestone]);
        return (dealId, drawn.panelHash, drawn.scores, openedAt, over);
    }

    function _requirePanel(bytes32 drawn, bytes calldata panel) internal pure {
        // Check: the panel has the hash of the one that was drawn.
        if (keccak256(panel) != drawn) revert Quittance_PanelMismatch(drawn, keccak256(panel));
    }

    function _addBallots(
        uint256[2] memory scores,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes calldata ballots,
        bytes calldata panel
    ) private view returns (bytes memory added) {
        BallotSet.Question question = BallotSet.ask(_domainSeparator(), dealId, milestone, ROUND_2, evidence);
        uint256 end;
        (added, end) = BallotBook.add(scores, ballots, question, panel, false);
        // Check: nothing follows the last signature.
        if (end != ballots.length) revert BallotSet.Quittance_MalformedBallots(ballots.length, end);
        // Check: a ballot is new.
        if (added.length == 0) revert Quittance_NoNewBallots(dealId, milestone);
    }

    /// @dev Stores the interval of the ballots on record, or the payout when its ends meet. That settles the milestone
    /// when no arbiter can follow.
    function _weighBallots(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        MilestoneRecord memory record,
        uint256[2] memory scores,
        uint256 jurors
    ) private {
        (bool reached, uint256 payout, uint256 highest) = BallotBook.interval(
            scores,
            jurors,
            terms.passingScore(),
            terms.payoutStep()
        );
        if (!reached) return;
        if (payout != highest) return _recordInterval(dealId, milestone, payout, highest);
        MilestoneRecord storage kept = _records[dealId][milestone];
        kept.round = ROUND_2;
        kept.provisionalPayout = uint16(payout);
        kept.provisionalSince = uint40(block.timestamp);
        kept.lowestPayout = 0;
        kept.highestPayout = 0;
        bytes memory verdict = bytes.concat(bytes1(milestone), bytes1(ROUND_2), bytes2(uint16(payout)));
        emit IVerdicts.VerdictReached(dealId, record.evidence, verdict);
        if (terms.arbiter() == address(0)) _settleAt(terms, dealId, milestone, record, payout, Cause.Verdict);
    }
}
