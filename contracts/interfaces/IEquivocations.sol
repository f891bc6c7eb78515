// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {SignedBallot} from "../types/SignedBallot.sol";

/// @title Equivocations: two ballots of one juror on one question, with different scores
/// @notice Jurors that the terms name have no stake here. Their equivocations are recorded for those who compute
/// reputations. Jurors of the pool lose their stake in the pool (`IJurorPool`).
interface IEquivocations {
    /// @notice Emitted when a juror that the terms name is shown to have signed two scores for the same deal, milestone
    /// and evidence in round 1.
    event EquivocationRecorded(
        bytes32 indexed dealId,
        address indexed juror,
        uint8 milestone,
        bytes32 evidence,
        uint16 firstScore,
        uint16 secondScore
    );

    /// @notice Thrown when both ballots give the same score.
    /// @param score The score of both.
    error Quittance_NoEquivocation(uint256 score);

    /// @notice Records that a juror whom the terms name voted twice on the same evidence, with different scores.
    /// @dev Anyone may call, at any time after the deal was opened. Each ballot may be signed alone or in a batch.
    /// Reverts with `Quittance_NoEquivocation`, `Quittance_JurorUnknown`, `Quittance_InvalidBallotSignature`,
    /// `Quittance_ScoreOutOfRange` or an error of `IDeals`. Emits `EquivocationRecorded`.
    /// @param position The juror's position in the panel that the terms name, counted from 0.
    function recordEquivocation(
        bytes calldata terms,
        uint8 milestone,
        uint8 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second
    ) external;
}
