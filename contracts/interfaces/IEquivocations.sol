// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {SignedBallot} from "../types/SignedBallot.sol";

/// @title Equivocations: two ballots of one juror on one question, with different scores
/// @notice Named jurors have no stake here: what they did is put on record for whoever computes reputations. Jurors of the
/// pool lose their stake there (`IJurorPool`).
interface IEquivocations {
    /// @notice A juror that the terms name signed two scores for the same deal, milestone, round 1 and evidence.
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

    /// @notice Records that a juror named in the terms voted twice, differently, on the same evidence.
    /// @dev Anyone may call, at any time after the deal was opened. Each ballot may be single or inside a signed batch.
    /// Reverts with `Quittance_NoEquivocation`, `Quittance_JurorUnknown`, `Quittance_InvalidBallotSignature`,
    /// `Quittance_BallotNotInBatch`, `Quittance_ScoreOutOfRange` or an error of `IDeals`. Emits `EquivocationRecorded`.
    /// @param position Of the juror in the panel that the terms name.
    function recordEquivocation(
        bytes calldata terms,
        uint8 milestone,
        uint8 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second
    ) external;
}
