// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPanelSource} from "../interfaces/IJurorPool.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IRounds} from "../interfaces/IRounds.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {Cause} from "../types/Settlement.sol";
import {AddressList} from "../libraries/AddressList.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {BondShares} from "../libraries/BondShares.sol";
import {PackedPanel} from "../libraries/PackedPanel.sol";
import {PanelSource} from "../libraries/PanelSource.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {ProvisionalPayouts} from "./ProvisionalPayouts.sol";

/// @dev Round 2: a pool, whose every answer is checked, draws a panel, and its ballots are stored one by one.
abstract contract Rounds is ProvisionalPayouts, IRounds {
    using AddressList for address[];
    using PackedPanel for bytes;

    /// @inheritdoc IRounds
    function drawPanel(bytes calldata terms, uint8 milestone) external returns (bytes memory panel) {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        DrawnRound storage drawn = _rounds[dealId][milestone];
        MilestoneRecord storage record = _records[dealId][milestone];
        // Check: the milestone was contested, and is not before the arbiter.
        if (record.contests != 1) revert Quittance_NoRound(dealId, milestone);
        // Check: no panel was drawn yet.
        if (drawn.panelHash != 0) revert Quittance_PanelAlreadyDrawn(dealId, milestone);
        // Check: the round has not ended.
        _requireRunning(fields, dealId, milestone);
        // Check: the caller, which is paid for the draw, can hold money.
        if (!_mayHold(msg.sender)) revert ILedger.Quittance_AddressRefused(msg.sender);
        // Check: the pool answers with a panel that can judge.
        panel = _askForPanel(fields, dealId, milestone, record.provisionalSince);
        // Effects
        drawn.panelHash = keccak256(panel);
        record.drawnAt = uint40(block.timestamp);
        emit PanelDrawn(dealId, milestone, panel);
        uint96 part = uint96(BondShares.drawersPart(fields.bond(), fields.jurors()));
        if (part == 0) return panel;
        _credit(msg.sender, part);
        emit DrawPaid(dealId, msg.sender, milestone, part);
    }

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
        MilestoneRecord memory record = _records[dealId][milestone];
        DrawnRound memory drawn = _rounds[dealId][milestone];
        openedAt = _contests[dealId][milestone][ROUND_2].openedAt;
        over = openedAt != 0 && _isOver(fields, dealId, milestone, state, record);
        return (dealId, drawn.panelHash, drawn.scores, openedAt, over);
    }

    /// @return Whether the round takes no more ballots: its time has passed, or the milestone was settled without it.
    function _isOver(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        DealState state,
        MilestoneRecord memory record
    ) internal view returns (bool) {
        if (state.isSettled(milestone) && record.round != ROUND_2) return true;
        return block.timestamp >= _endOfRound(terms, dealId, milestone);
    }

    function _requirePanel(bytes32 drawn, bytes calldata panel) internal pure {
        // Check: the panel has the hash of the one that was drawn.
        if (keccak256(panel) != drawn) revert Quittance_PanelMismatch(drawn, keccak256(panel));
    }

    function _requireRunning(TermsView terms, bytes32 dealId, uint256 milestone) private view {
        uint256 end = _endOfRound(terms, dealId, milestone);
        // Check: the round takes ballots.
        if (block.timestamp >= end) revert Quittance_RoundEnded(dealId, milestone, end, block.timestamp);
    }

    /// @param since When the contested payout became provisional.
    /// @return panel What the pool drew, packed.
    function _askForPanel(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 since
    ) private view returns (bytes memory panel) {
        Contest memory contest = _contests[dealId][milestone][ROUND_2];
        uint256 jurors = terms.jurors();
        address[] memory excluded = _excluded(terms, jurors);
        address pool = terms.pool();
        (bool answered, address[] memory drawn) = PanelSource.draw(
            pool,
            abi.encodeCall(
                IPanelSource.draw,
                (dealId, milestone, since, contest.openedAt, contest.openedInBlock, jurors, excluded)
            )
        );
        // Check: the pool answered.
        if (!answered) revert Quittance_PoolSilent(pool);
        // Check: the number of jurors is odd and within its limits.
        if (drawn.length % 2 == 0 || drawn.length < jurors || drawn.length > 2 * jurors + 1) {
            revert Quittance_PanelRefused(pool);
        }
        panel = new bytes(0);
        address previous;
        for (uint256 i; i != drawn.length; ++i) {
            address juror = drawn[i];
            // Check: the juror is above the one before it, and is not excluded.
            if (juror <= previous || _includes(excluded, juror)) revert Quittance_PanelRefused(pool);
            panel = bytes.concat(panel, bytes20(juror));
            previous = juror;
        }
    }

    /// @return excluded The addresses that must not judge: those that the terms name. They are fixed when the terms are
    /// signed, so that nothing done after the contest changes the draw.
    function _excluded(TermsView terms, uint256 jurors) private pure returns (address[] memory excluded) {
        excluded = new address[](jurors + 6);
        (excluded[0], excluded[1], excluded[2]) = (terms.buyer(), terms.seller(), terms.pool());
        uint256 count = 3;
        for (uint256 i; i != jurors; ++i) excluded[count++] = terms.juror(i);
        address[3] memory optional = [terms.marketplace(), terms.panelAccount(), terms.arbiter()];
        for (uint256 i; i != optional.length; ++i) {
            if (optional[i] != address(0)) excluded[count++] = optional[i];
        }
        excluded.truncate(count);
    }

    function _includes(address[] memory accounts, address account) private pure returns (bool) {
        for (uint256 i; i != accounts.length; ++i) {
            if (accounts[i] == account) return true;
        }
        return false;
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
