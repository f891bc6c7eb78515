// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotSet} from "./BallotSet.sol";
import {PayoutRule} from "./PayoutRule.sol";
import {Signatures} from "./Signatures.sol";

/// @notice Ballots that are remembered one by one while a round runs, and what they determine together: lanes of 16 bits,
/// one for each position of the panel, 16 to a word, with score + 1, or 0 for who has not voted.
library BallotBook {
    uint256 private constant ENTRY_BYTES = 35;
    uint256 private constant MAX_SCORE = 10_000;
    uint256 private constant JUROR_BYTES = 20;

    /// @notice Adds the ballots in `packed`, in the form that `BallotSet` describes, to `scores`.
    /// @dev Ballots of positions that have one are passed over, unread. Plain ECDSA keys only.
    /// @param panel Addresses of 20 bytes, strictly ascending.
    /// @return added The entries of the ballots that are new, as in the packed form.
    function add(
        uint256[2] memory scores,
        bytes calldata packed,
        BallotSet.Question question,
        bytes calldata panel
    ) internal view returns (bytes memory added) {
        uint256 count = packed.length == 0 ? 0 : uint8(packed[0]);
        if (count == 0) revert BallotSet.Quittance_TooFewBallots(0, 1);
        uint256 end = 1 + count * ENTRY_BYTES;
        uint256 next;
        for (uint256 i; i != count; ++i) {
            uint256 start = end + 2;
            if (start > packed.length) revert BallotSet.Quittance_MalformedBallots(packed.length, start);
            end = start + uint16(bytes2(packed[end:start]));
            if (end > packed.length) revert BallotSet.Quittance_MalformedBallots(packed.length, end);
            bytes calldata entry = packed[1 + i * ENTRY_BYTES:1 + (i + 1) * ENTRY_BYTES];
            uint256 position = uint8(entry[0]);
            if (position * JUROR_BYTES >= panel.length) {
                revert BallotSet.Quittance_JurorUnknown(position, panel.length / JUROR_BYTES);
            }
            if (position < next) revert BallotSet.Quittance_BallotsOutOfOrder(position, next - 1);
            next = position + 1;
            if (has(scores, position)) continue;
            _requireBallot(entry, packed[start:end], question, position, panel);
            scores[position / 16] |= (uint256(uint16(bytes2(entry[1:3]))) + 1) << (16 * (position % 16));
            added = bytes.concat(added, entry);
        }
        if (end != packed.length) revert BallotSet.Quittance_MalformedBallots(packed.length, end);
    }

    function _requireBallot(
        bytes calldata entry,
        bytes calldata signature,
        BallotSet.Question question,
        uint256 position,
        bytes calldata panel
    ) private view {
        uint256 score = uint16(bytes2(entry[1:3]));
        if (score > MAX_SCORE) revert BallotSet.Quittance_ScoreOutOfRange(position, score);
        address juror = jurorAt(panel, position);
        if (Signatures.recover(BallotSet.digestOf(question, entry), signature) != juror) {
            revert BallotSet.Quittance_InvalidBallotSignature(position, juror);
        }
    }

    function jurorAt(bytes calldata panel, uint256 position) internal pure returns (address) {
        return address(bytes20(panel[position * JUROR_BYTES:(position + 1) * JUROR_BYTES]));
    }

    function has(uint256[2] memory scores, uint256 position) internal pure returns (bool) {
        return _laneOf(scores, position) != 0;
    }

    /// @dev Only of a position that has voted.
    function scoreOf(uint256[2] memory scores, uint256 position) internal pure returns (uint256) {
        return _laneOf(scores, position) - 1;
    }

    function isEmpty(uint256[2] memory scores) internal pure returns (bool) {
        return scores[0] | scores[1] == 0;
    }

    /// @notice The verdict rule (median determinacy) on all ballots in the book.
    /// @return decided Whether the payout is the same whatever the missing jurors would say.
    function decide(
        uint256[2] memory scores,
        uint256 jurors,
        uint256 passingScore,
        uint256 payoutStep
    ) internal pure returns (bool decided, uint256 payout) {
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
        if (count < quorum) return (false, 0);
        payout = PayoutRule.payoutOf(sorted[count - quorum], passingScore, payoutStep);
        decided = payout == PayoutRule.payoutOf(sorted[quorum - 1], passingScore, payoutStep);
    }

    function _laneOf(uint256[2] memory scores, uint256 position) private pure returns (uint256) {
        return (scores[position / 16] >> (16 * (position % 16))) & 0xffff;
    }
}
