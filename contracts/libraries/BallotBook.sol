// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_SCORE} from "../types/Limits.sol";
import {BALLOT_BYTES, BallotSet, LENGTH_BYTES, LENGTH_MASK} from "./BallotSet.sol";
import {PackedPanel} from "./PackedPanel.sol";
import {PayoutRule} from "./PayoutRule.sol";
import {Signatures} from "./Signatures.sol";

/// @notice Ballots that are stored one by one while a round runs, and what they determine together: lanes of 16 bits,
/// one for each position of the panel, 16 to a word, with score + 1, or 0 for a juror that has not voted. The panels
/// that terms name need the first word alone. The first recorded ballot of each position counts.
library BallotBook {
    using PackedPanel for bytes;

    uint256 private constant LANES = 16;
    uint256 internal constant LANE_BITS = 16;
    uint256 internal constant LANE_MASK = 0xffff;

    /// @notice Adds the ballots in `packed`, in the form that `BallotSet` describes, to `scores`.
    /// @dev Passes over ballots of positions that have one, so that a juror who signed twice cannot keep the ballots of
    /// others out.
    /// @param panel Addresses of 20 bytes, strictly ascending.
    /// @param contracts Whether a juror may be a contract that answers ERC-1271. Otherwise only plain keys sign.
    /// @return added The ballots that are new, without their signatures, as in the packed form.
    /// @return end How many bytes the ballots have.
    function add(
        uint256[2] memory scores,
        bytes calldata packed,
        BallotSet.Question question,
        bytes calldata panel,
        bool contracts
    ) internal view returns (bytes memory added, uint256 end) {
        // Check: there is a ballot.
        if (packed.length == 0 || packed[0] == 0) revert BallotSet.Quittance_TooFewBallots(0, 1);
        end = 1 + uint8(packed[0]) * BALLOT_BYTES;
        uint256 next;
        for (uint256 i; i != uint8(packed[0]); ++i) {
            // Check: the signature lies within the bytes.
            bytes calldata signature = _signatureAt(packed, end);
            end += signature.length;
            bytes calldata entry = packed[1 + i * BALLOT_BYTES:1 + (i + 1) * BALLOT_BYTES];
            // Check: the panel has that position, which is above the one before it.
            BallotSet.requireInOrder(uint8(entry[0]), next, panel.size());
            next = uint256(uint8(entry[0])) + 1;
            if (has(scores, next - 1)) continue;
            _requireBallot(entry, signature, question, panel.jurorAt(next - 1), contracts);
            scores[(next - 1) / LANES] |= _laneWith(entry);
            added = bytes.concat(added, entry);
        }
    }

    function has(uint256[2] memory scores, uint256 position) internal pure returns (bool) {
        return _laneOf(scores, position) != 0;
    }

    /// @dev The caller checks that the position has voted.
    function scoreOf(uint256[2] memory scores, uint256 position) internal pure returns (uint256) {
        return _laneOf(scores, position) - 1;
    }

    function isEmpty(uint256[2] memory scores) internal pure returns (bool) {
        return scores[0] | scores[1] == 0;
    }

    /// @return count How many ballots one word of a book has.
    function size(uint256 word) internal pure returns (uint256 count) {
        for (; word != 0; word >>= LANE_BITS) {
            if (word & LANE_MASK != 0) ++count;
        }
    }

    /// @notice Returns the interval of payouts that the panel can still decide with the ballots in the book, whatever
    /// its missing jurors would vote. When its ends meet, that payout is the verdict (median determinacy).
    /// @return reached Whether a quorum of ballots is in the book. Without one there is no interval.
    function interval(
        uint256[2] memory scores,
        uint256 jurors,
        uint256 passingScore,
        uint256 payoutStep
    ) internal pure returns (bool reached, uint256 lowest, uint256 highest) {
        uint256[] memory sorted = new uint256[](jurors);
        uint256 count;
        for (uint256 position; position != jurors; ++position) {
            if (!has(scores, position)) continue;
            uint256 score = scoreOf(scores, position);
            uint256 place = count++;
            for (; place != 0 && sorted[place - 1] > score; --place) sorted[place] = sorted[place - 1];
            sorted[place] = score;
        }
        uint256 quorum = (jurors + 1) / 2;
        if (count < quorum) return (false, 0, 0);
        reached = true;
        lowest = PayoutRule.payoutOf(sorted[count - quorum], passingScore, payoutStep);
        highest = PayoutRule.payoutOf(sorted[quorum - 1], passingScore, payoutStep);
    }

    /// @param at Where the signature starts in the bytes, with its length.
    /// @return The signature, with its length.
    function _signatureAt(bytes calldata packed, uint256 at) private pure returns (bytes calldata) {
        uint256 start = at + LENGTH_BYTES;
        // Check: the signature's length lies within the bytes.
        if (start > packed.length) revert BallotSet.Quittance_MalformedBallots(packed.length, start);
        uint256 end = start + (uint16(bytes2(packed[at:start])) & LENGTH_MASK);
        // Check: the signature ends within the bytes.
        if (end > packed.length) revert BallotSet.Quittance_MalformedBallots(packed.length, end);
        return packed[at:end];
    }

    function _requireBallot(
        bytes calldata entry,
        bytes calldata signature,
        BallotSet.Question question,
        address juror,
        bool contracts
    ) private view {
        uint256 position = uint8(entry[0]);
        uint256 score = uint16(bytes2(entry[1:3]));
        // Check: the score is within its range.
        if (score > MAX_SCORE) revert BallotSet.Quittance_ScoreOutOfRange(position, score);
        (bytes32 digest, bytes calldata own) = BallotSet.signedDigest(question, entry, signature);
        bool signed = contracts ? Signatures.isValid(juror, digest, own) : Signatures.recover(digest, own) == juror;
        // Check: the juror signed the ballot, alone or in a batch.
        if (!signed) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }

    /// @return The score of a ballot in the lane of its position.
    function _laneWith(bytes calldata entry) private pure returns (uint256) {
        return (uint256(uint16(bytes2(entry[1:3]))) + 1) << (LANE_BITS * (uint8(entry[0]) % LANES));
    }

    function _laneOf(uint256[2] memory scores, uint256 position) private pure returns (uint256) {
        return (scores[position / LANES] >> (LANE_BITS * (position % LANES))) & LANE_MASK;
    }
}
