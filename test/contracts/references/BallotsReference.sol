// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {Digests} from "../support/Digests.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {PackedReader} from "./PackedReader.sol";
import {SignaturesReference} from "./SignaturesReference.sol";

/// @notice What a set of ballots is about.
struct BallotsQuestion {
    address quittance;
    bytes32 dealId;
    uint8 milestone;
    bytes32 evidence;
}

/// @notice The reference of `BallotSet.ask`, `BallotSet.tally` and what they call: one ballot after the other, in the
/// order of the rules, without a short way. For panels of plain keys.
library BallotsReference {
    using PackedReader for bytes;

    uint256 private constant BALLOT_BYTES = 35;

    struct Ballot {
        uint256 position;
        uint256 score;
        bytes32 reasons;
        uint256 end; // where its signature ends
        uint256 next; // the least position of the next one
    }

    /// @return reason What a verdict reverts with; empty when the set decides.
    /// @return payout In basis points.
    function decide(
        BallotsQuestion memory question,
        TermsFixture memory fixture,
        bytes memory set
    ) internal view returns (bytes memory reason, uint256 payout) {
        uint256[] memory scores;
        (reason, scores) = read(question, fixture.panel, set);
        if (reason.length != 0) return (reason, 0);
        uint256 quorum = (fixture.panel.length + 1) / 2;
        uint256 lowest = payoutOf(fixture, scores[scores.length - quorum]);
        uint256 highest = payoutOf(fixture, scores[quorum - 1]);
        if (lowest == highest) return ("", lowest);
        return (abi.encodeWithSelector(IVerdicts.Quittance_VerdictUndetermined.selector, lowest, highest), 0);
    }

    /// @return end Where the ballots of a set that can be read end; more bytes may follow.
    function endOf(bytes memory set) internal pure returns (uint256 end) {
        uint256 count = set.numberAt(0, 1);
        end = 1 + count * BALLOT_BYTES;
        for (uint256 i = 0; i < count; ++i) end += 2 + (set.numberAt(end, 2) & 0x7fff);
    }

    /// @return reason What the first rule that is broken reverts with.
    /// @return scores Of all ballots, in ascending order.
    function read(
        BallotsQuestion memory question,
        address[] memory panel,
        bytes memory set
    ) internal view returns (bytes memory reason, uint256[] memory scores) {
        uint256 count = set.numberAt(0, 1);
        uint256 quorum = (panel.length + 1) / 2;
        if (count < quorum) {
            return (abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, count, quorum), scores);
        }
        scores = new uint256[](count);
        Ballot memory ballot;
        ballot.end = 1 + count * BALLOT_BYTES;
        for (uint256 i = 0; i < count; ++i) {
            reason = _readOne(question, panel, set, ballot, 1 + i * BALLOT_BYTES);
            if (reason.length != 0) return (reason, scores);
            scores[i] = ballot.score;
        }
        sort(scores);
    }

    /// @param ballot The one before, which becomes this one.
    /// @return reason What the first rule that is broken reverts with.
    function _readOne(
        BallotsQuestion memory question,
        address[] memory panel,
        bytes memory set,
        Ballot memory ballot,
        uint256 at
    ) private view returns (bytes memory reason) {
        ballot.position = set.numberAt(at, 1);
        ballot.score = set.numberAt(at + 1, 2);
        ballot.reasons = bytes32(set.numberAt(at + 3, 32));
        if (ballot.position >= panel.length) {
            return abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, ballot.position, panel.length);
        }
        if (ballot.score > 10_000) {
            return abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, ballot.position, ballot.score);
        }
        if (ballot.position < ballot.next) {
            return
                abi.encodeWithSelector(
                    BallotSet.Quittance_BallotsOutOfOrder.selector,
                    ballot.position,
                    ballot.next - 1
                );
        }
        uint256 start = ballot.end + 2;
        bool batched = set.numberAt(ballot.end, 2) >= 0x8000;
        ballot.end = start + (set.numberAt(ballot.end, 2) & 0x7fff);
        if (ballot.end > set.length) {
            return abi.encodeWithSelector(BallotSet.Quittance_MalformedBallots.selector, set.length, ballot.end);
        }
        address juror = panel[ballot.position];
        bytes32 digest = digestOf(question, ballot.score, ballot.reasons);
        if (batched) {
            uint256 length = ballot.end - start;
            uint256 own = 2 + 32 * (length == 0 ? 0 : set.numberAt(start, 1));
            if (own > length) {
                return abi.encodeWithSelector(BallotSet.Quittance_MalformedBallots.selector, length, own);
            }
            digest = batchDigestOf(question, ballot, set, start);
            start += own;
        }
        if (SignaturesReference.recover(digest, set.slice(start, ballot.end)) != juror) {
            return abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, ballot.position, juror);
        }
        ballot.next = ballot.position + 1;
    }

    /// @return The digest of the batch that holds the ballot, by the proof at `start`.
    function batchDigestOf(
        BallotsQuestion memory question,
        Ballot memory ballot,
        bytes memory set,
        uint256 start
    ) internal view returns (bytes32) {
        uint256 height = set.numberAt(start, 1);
        uint256 index = set.numberAt(start + 1, 1);
        bytes32 node = Digests.ballotStruct(
            question.dealId,
            question.milestone,
            1,
            question.evidence,
            uint16(ballot.score),
            ballot.reasons
        );
        bytes memory brackets;
        for (uint256 level = 0; level < height; ++level) {
            bytes32 sibling = bytes32(set.numberAt(start + 2 + 32 * level, 32));
            bool isLeft = (index / 2 ** level) % 2 == 0;
            node = isLeft ? keccak256(abi.encodePacked(node, sibling)) : keccak256(abi.encodePacked(sibling, node));
            brackets = bytes.concat(brackets, "[2]");
        }
        bytes32 typeHash = keccak256(
            bytes.concat(
                "BallotBatch(Ballot",
                brackets,
                " ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
            )
        );
        return Digests.ours(question.quittance, keccak256(abi.encode(typeHash, node)));
    }

    function digestOf(BallotsQuestion memory question, uint256 score, bytes32 reasons) internal view returns (bytes32) {
        return
            Digests.ballot(
                question.quittance,
                question.dealId,
                question.milestone,
                1,
                question.evidence,
                uint16(score),
                reasons
            );
    }

    function payoutOf(TermsFixture memory fixture, uint256 score) internal pure returns (uint256) {
        if (score < fixture.passingScore) return 0;
        return fixture.payoutStep == 0 ? 10_000 : (score / fixture.payoutStep) * fixture.payoutStep;
    }

    function sort(uint256[] memory numbers) internal pure {
        for (uint256 i = 0; i < numbers.length; ++i) {
            for (uint256 j = i + 1; j < numbers.length; ++j) {
                if (numbers[j] < numbers[i]) (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
            }
        }
    }
}
