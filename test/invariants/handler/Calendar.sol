// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {GhostDeal, GhostMilestone, Model, Phase} from "./Model.sol";

/// @notice What is allowed at this second, written from the protocol: one ladder, every window half-open, the deadline
/// inclusive.
abstract contract Calendar is Model {
    function _canDeliver(uint256 deal, uint256 milestone) internal view returns (bool) {
        return
            _milestones[deal][milestone].phase == Phase.Pending &&
            block.timestamp <= _deals[deal].fixture.milestones[milestone].deadline;
    }

    function _canJudge(uint256 deal, uint256 milestone) internal view returns (bool) {
        if (_milestones[deal][milestone].phase == Phase.Delivered) return block.timestamp < _silence(deal, milestone);
        return _canDeliver(deal, milestone);
    }

    function _canReclaim(uint256 deal, uint256 milestone) internal view returns (bool) {
        return
            _milestones[deal][milestone].phase == Phase.Pending &&
            block.timestamp > _deals[deal].fixture.milestones[milestone].deadline;
    }

    function _canSettle(uint256 deal, uint256 milestone) internal view returns (bool) {
        Phase phase = _milestones[deal][milestone].phase;
        if (phase == Phase.Pending || phase == Phase.Settled) return false;
        return block.timestamp >= _settlesAt(deal, milestone);
    }

    function _canContest(uint256 deal, uint256 milestone) internal view returns (bool) {
        Phase phase = _milestones[deal][milestone].phase;
        if (phase == Phase.Pending || phase == Phase.Ruling || phase == Phase.Settled) return false;
        if (phase == Phase.Round2 && _deals[deal].fixture.arbiter == address(0)) return false;
        uint256 end = _settlesAt(deal, milestone);
        return block.timestamp < end && block.timestamp + _deals[deal].fixture.contestWindow >= end;
    }

    function _canDraw(uint256 deal, uint256 milestone) internal view returns (bool) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        return
            ghost.phase == Phase.Round2 && ghost.panel.length == 0 && block.timestamp < _endOfRound2(deal, milestone);
    }

    function _canRecord(uint256 deal, uint256 milestone) internal view returns (bool) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        return ghost.contests != 0 && ghost.panel.length != 0 && !_round2IsOver(deal, milestone);
    }

    function _canRule(uint256 deal, uint256 milestone) internal view returns (bool) {
        return _milestones[deal][milestone].phase == Phase.Ruling && block.timestamp < _settlesAt(deal, milestone);
    }

    /// @dev Also false for a bond that never was.
    function _canRelease(uint256 deal, uint256 milestone, uint256 round) internal view returns (bool) {
        if (!_contests[deal][milestone][round].held) return false;
        if (round == 2) return _round2IsOver(deal, milestone);
        return _milestones[deal][milestone].phase == Phase.Settled || !_canRule(deal, milestone);
    }

    function _canRate(uint256 deal, bool byBuyer) internal view returns (bool) {
        GhostDeal storage ghost = _deals[deal];
        if (ghost.settledAt == 0 || block.timestamp >= ghost.settledAt + 90 days) return false;
        return !(byBuyer ? ghost.buyerRated : ghost.sellerRated);
    }

    /// @dev When what stands, or what silence makes stand, is final. Of a milestone neither pending nor settled.
    function _settlesAt(uint256 deal, uint256 milestone) internal view returns (uint256) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        TermsFixture storage fixture = _deals[deal].fixture;
        if (ghost.phase == Phase.Delivered) return _silence(deal, milestone) + fixture.contestWindow;
        if (ghost.phase == Phase.Provisional) return uint256(ghost.provisionalSince) + fixture.contestWindow;
        if (ghost.phase == Phase.Ruling) {
            return uint256(_contests[deal][milestone][3].openedAt) + fixture.rulingWindow;
        }
        return _endOfRound2(deal, milestone) + (fixture.arbiter == address(0) ? 0 : fixture.contestWindow);
    }

    /// @dev When no one has judged in time. Of a milestone that was delivered.
    function _silence(uint256 deal, uint256 milestone) internal view returns (uint256) {
        return uint256(_milestones[deal][milestone].deliveredAt) + _deals[deal].fixture.verdictWindow;
    }

    /// @dev Of a milestone that was contested.
    function _endOfRound2(uint256 deal, uint256 milestone) internal view returns (uint256) {
        return uint256(_contests[deal][milestone][2].openedAt) + _deals[deal].fixture.verdictWindow;
    }

    function _round2IsOver(uint256 deal, uint256 milestone) internal view returns (bool) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.phase == Phase.Settled && ghost.round != 2) return true;
        return block.timestamp >= _endOfRound2(deal, milestone);
    }

    /// @return By when a milestone can have ended, no one helping; computed from the terms alone.
    function _latestEnd(TermsFixture storage fixture, uint256 milestone) internal view returns (uint256) {
        uint256 end =
            uint256(fixture.milestones[milestone].deadline) + 1 + fixture.verdictWindow + fixture.contestWindow;
        if (fixture.contestWindow == 0) return end;
        end += fixture.verdictWindow;
        return fixture.arbiter == address(0) ? end : end + fixture.contestWindow + fixture.rulingWindow;
    }
}
