// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IEquivocations} from "../interfaces/IEquivocations.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {SignedBallots} from "../libraries/SignedBallots.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Terms} from "./Terms.sol";

/// @dev Named jurors who voted twice: put on record, as there is no stake of theirs to take.
abstract contract Equivocations is Terms, IEquivocations {
    using SignedBallots for SignedBallot;

    uint256 private constant ROUND_1 = 1;

    /// @inheritdoc IEquivocations
    function recordEquivocation(
        bytes calldata terms,
        uint8 milestone,
        uint8 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        _knownMilestone(dealId, milestone);
        if (position >= read.jurors()) revert BallotSet.Quittance_JurorUnknown(position, read.jurors());
        if (first.score == second.score) revert Quittance_NoEquivocation(first.score);
        address juror = read.juror(position);
        _requireBallot(first, dealId, milestone, evidence, position, juror);
        _requireBallot(second, dealId, milestone, evidence, position, juror);
        // Effects
        emit EquivocationRecorded(dealId, juror, milestone, evidence, first.score, second.score);
    }

    function _requireBallot(
        SignedBallot calldata ballot,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        uint256 position,
        address juror
    ) private view {
        bytes32 digest = ballot.digest(_domainSeparator(), dealId, milestone, ROUND_1, evidence, position);
        if (!Signatures.isValid(juror, digest, ballot.signature)) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }
}
