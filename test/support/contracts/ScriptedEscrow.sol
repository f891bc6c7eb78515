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
        uint40 drawnAt;
        uint40 endedAt;
        bool over;
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

    /// @notice A contest was made, and its panel drawn in the same second.
    function open(bytes calldata terms, uint8 milestone, bytes calldata panel, uint40 openedAt) external {
        Round storage round = _rounds[keccak256(terms)][milestone];
        round.panelHash = keccak256(panel);
        round.openedAt = round.drawnAt = openedAt;
    }

    /// @notice The panel was drawn at `drawnAt`.
    function drawAt(bytes calldata terms, uint8 milestone, uint40 drawnAt) external {
        _rounds[keccak256(terms)][milestone].drawnAt = drawnAt;
    }

    /// @notice Puts a score on record.
    function vote(bytes calldata terms, uint8 milestone, uint256 position, uint16 score) external {
        _rounds[keccak256(terms)][milestone].scores[position / 16] |= uint256(score + 1) << ((position % 16) * 16);
    }

    function end(bytes calldata terms, uint8 milestone) external {
        _rounds[keccak256(terms)][milestone].over = true;
    }

    /// @notice The parties ended the milestone at `endedAt`.
    /// @param decided The last round that had reached a verdict.
    function endByParties(bytes calldata terms, uint8 milestone, uint40 endedAt, uint8 decided) external {
        _rounds[keccak256(terms)][milestone].endedAt = endedAt;
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

    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory record) {
        Round storage round = _rounds[dealId][milestone];
        (record.drawnAt, record.endedAt, record.round) = (round.drawnAt, round.endedAt, round.decided);
    }
}
