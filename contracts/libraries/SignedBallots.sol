// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_SCORE} from "../types/Limits.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {BALLOT_TYPEHASH} from "../types/TypeHashes.sol";
import {BallotSet} from "./BallotSet.sol";
import {BatchSignatures} from "./BatchSignatures.sol";

/// @notice Finds what a juror signed when it signed a ballot: alone, or in a batch with others of any deals and rounds.
library SignedBallots {
    /// @notice The EIP-712 digest that the juror's signature covers.
    /// @dev Reverts with `Quittance_ScoreOutOfRange`. A ballot that its batch does not hold gives a digest that the
    /// juror did not sign.
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
        bytes32[] calldata siblings = ballot.siblings;
        if (siblings.length != 0) {
            uint256 start;
            // The block touches no memory.
            assembly ("memory-safe") {
                start := siblings.offset
            }
            return BatchSignatures.ballotDigest(domainSeparator, signed, ballot.index, start, siblings.length);
        }
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, signed));
    }
}
