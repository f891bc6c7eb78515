// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEquivocations} from "../interfaces/IEquivocations.sol";
import {ROUND_1} from "../types/Round.sol";
import {SignedBallot} from "../types/SignedBallot.sol";
import {BallotSet} from "../libraries/BallotSet.sol";
import {SignedBallots} from "../libraries/SignedBallots.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Records named jurors who signed two ballots on one delivery. They have no stake that could be taken.
abstract contract Equivocations is Terms, IEquivocations {
    using SignedBallots for SignedBallot;

    /// @inheritdoc IEquivocations
    function recordEquivocation(
        bytes calldata terms,
        uint8 milestone,
        uint8 position,
        bytes32 evidence,
        SignedBallot calldata first,
        SignedBallot calldata second
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone.
        _knownMilestone(dealId, milestone);
        // Check: the panel has that position.
        if (position >= fields.jurors()) revert BallotSet.Quittance_JurorUnknown(position, fields.jurors());
        // Check: the ballots differ in their score.
        if (first.score == second.score) revert Quittance_NoEquivocation(first.score);
        address juror = fields.juror(position);
        // Check: the juror signed both.
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
        // Check: the juror signed the ballot.
        if (!Signatures.isValid(juror, digest, ballot.signature)) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }
}
