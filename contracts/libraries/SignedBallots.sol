// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_SCORE} from "../types/Limits.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {BALLOT_BATCH_TYPEHASH, BALLOT_TYPEHASH} from "../types/TypeHashes.sol";
import {BallotSet} from "./BallotSet.sol";

/// @notice Finds what a juror signed when it signed a ballot: alone, or in a batch with others of any deals and rounds.
library SignedBallots {
    /// @notice Thrown when the batch does not hold the ballot that was given with it.
    /// @param ballot Struct hash of the ballot.
    error Quittance_BallotNotInBatch(bytes32 ballot);

    /// @notice The EIP-712 digest that the juror's signature covers.
    /// @dev Reverts with `Quittance_ScoreOutOfRange` or `Quittance_BallotNotInBatch`.
    /// @param domainSeparator Of the money contract.
    /// @param position Of the juror in its panel, for the error.
    function digest(
        SignedBallot calldata ballot,
        bytes32 domainSeparator,
        bytes32 dealId,
        uint256 milestone,
        uint256 round,
        bytes32 evidence,
        uint256 position
    ) internal pure returns (bytes32) {
        // Check: the score is within its range.
        if (ballot.score > MAX_SCORE) revert BallotSet.Quittance_ScoreOutOfRange(position, ballot.score);
        bytes32 signed = keccak256(
            abi.encode(BALLOT_TYPEHASH, dealId, milestone, round, evidence, ballot.score, ballot.reasons)
        );
        if (ballot.batch.length != 0) {
            // Check: the batch holds the ballot.
            if (!_holds(ballot.batch, signed)) revert Quittance_BallotNotInBatch(signed);
            signed = keccak256(abi.encode(BALLOT_BATCH_TYPEHASH, keccak256(abi.encodePacked(ballot.batch))));
        }
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, signed));
    }

    function _holds(bytes32[] calldata batch, bytes32 ballot) private pure returns (bool) {
        for (uint256 i = 0; i < batch.length; ++i) {
            if (batch[i] == ballot) return true;
        }
        return false;
    }
}
