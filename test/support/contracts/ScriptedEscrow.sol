// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";

/// @notice Stands in for the money contract before a juror pool: answers what the test has written, about any terms,
/// and keeps no rule of its own. The deal id is keccak256 of the terms.
contract ScriptedEscrow {
    struct Round {
        bytes32 panelHash;
        uint256[2] scores;
        uint40 openedAt;
        bool over;
        bool settled;
        bool roundCompleted;
        uint8 decided;
    }

    error UnknownDeal(bytes32 dealId);

    address private immutable TOKEN;

    mapping(bytes32 dealId => mapping(uint8 milestone => Round)) private _rounds;

    constructor(address token) {
        TOKEN = token;
    }

    function usdc() external view returns (address) {
        return TOKEN;
    }

    /// @notice A contest was made, and its panel drawn.
    function open(bytes calldata terms, uint8 milestone, bytes calldata panel, uint40 openedAt) external {
        Round storage round = _rounds[keccak256(terms)][milestone];
        round.panelHash = keccak256(panel);
        round.openedAt = openedAt;
    }

    /// @notice Puts a score on record.
    function vote(bytes calldata terms, uint8 milestone, uint256 position, uint16 score) external {
        _rounds[keccak256(terms)][milestone].scores[position / 16] |= uint256(score + 1) << ((position % 16) * 16);
    }

    function end(bytes calldata terms, uint8 milestone) external {
        _rounds[keccak256(terms)][milestone].over = true;
    }

    /// @param decided The last round that reached a verdict.
    function settle(bytes calldata terms, uint8 milestone, uint8 decided) external {
        _rounds[keccak256(terms)][milestone].settled = true;
        _rounds[keccak256(terms)][milestone].decided = decided;
    }

    function roundOf(
        bytes calldata terms,
        uint8 milestone
    ) external view returns (bytes32 dealId, bytes32 panelHash, uint256[2] memory scores, uint40 openedAt, bool over) {
        dealId = keccak256(terms);
        Round storage round = _rounds[dealId][milestone];
        if (round.openedAt == 0) revert UnknownDeal(dealId);
        return (dealId, round.panelHash, round.scores, round.openedAt, round.over);
    }

    /// @notice Settles a milestone at what stood after a round that decided nothing in its time.
    function settleInTime(bytes calldata terms, uint8 milestone) external {
        _rounds[keccak256(terms)][milestone].settled = true;
        _rounds[keccak256(terms)][milestone].roundCompleted = true;
    }

    function dealOf(bytes32 dealId) external view returns (uint40, uint8, uint96, uint32 settled, uint32) {
        for (uint8 i = 0; i < 32; ++i) {
            if (_rounds[dealId][i].settled) settled |= uint32(1) << i;
        }
        return (1, 32, 0, settled, 0);
    }

    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory record) {
        record.round = _rounds[dealId][milestone].decided;
        Round storage round = _rounds[dealId][milestone];
        if (round.settled && !round.roundCompleted) record.endedAt = 1;
    }
}
