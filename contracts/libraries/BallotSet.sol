// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signatures} from "./Signatures.sol";
import {TermsView} from "./TermsWire.sol";

/// @notice Reads a set of ballots, checks every signature against the panel, and reduces the set to the interval in which
/// the panel's median lies, whatever its missing jurors would have said (median determinacy).
///
/// The wire form is big-endian and packed: count 1, then per ballot position 1 · score 2 · reasons 32, then per ballot
/// signature length 2 · signature. Positions ascend strictly: one ballot per juror.
library BallotSet {
    /// @notice The ballots do not end where the last signature does.
    error Quittance_MalformedBallots(uint256 length, uint256 expected);
    /// @notice Fewer than (n + 1) / 2 ballots decide nothing.
    error Quittance_TooFewBallots(uint256 submitted, uint256 required);
    /// @notice The panel has no such position.
    error Quittance_JurorUnknown(uint256 position, uint256 jurors);
    /// @notice A ballot's position is not above the one before it.
    error Quittance_BallotsOutOfOrder(uint256 position, uint256 previous);
    /// @notice Scores are 0 to 10000.
    error Quittance_ScoreOutOfRange(uint256 position, uint256 score);
    /// @notice The juror at that position did not sign this ballot, for this evidence, deal, milestone and round.
    error Quittance_InvalidBallotSignature(uint256 position, address juror);

    bytes32 private constant BALLOT_TYPEHASH = keccak256(
        "Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
    );

    uint256 private constant ENTRY_BYTES = 35;
    uint256 private constant MAX_SCORE = 10_000;

    /// @notice What the ballots of a set are about: a pointer to the EIP-712 encoding of a ballot, to which each juror's
    /// score and reasons are written in turn (7 words), followed by room for the digest's preimage (3) and for what
    /// ecrecover reads (4).
    type Question is uint256;

    /// @notice Prepares the encoding that all ballots on one delivery and round share.
    function ask(bytes32 domainSeparator, bytes32 dealId, uint256 milestone, uint256 round, bytes32 evidence)
        internal
        pure
        returns (Question question)
    {
        bytes32 typeHash = BALLOT_TYPEHASH;
        assembly ("memory-safe") {
            question := mload(0x40)
            mstore(0x40, add(question, 0x1c0))
            mstore(question, typeHash)
            mstore(add(question, 0x20), dealId)
            mstore(add(question, 0x40), milestone)
            mstore(add(question, 0x60), round)
            mstore(add(question, 0x80), evidence)
            mstore(add(question, 0xe0), 0x1901)
            mstore(add(question, 0x100), domainSeparator)
        }
    }

    /// @return lowest The quorum-th largest score, where the quorum is (n + 1) / 2 for a panel of n.
    /// @return highest The quorum-th smallest score.
    /// @return end Where the ballots end within `wire`; what follows is the caller's.
    function tally(bytes calldata wire, Question question, TermsView terms)
        internal
        view
        returns (uint256 lowest, uint256 highest, uint256 end)
    {
        unchecked {
            uint256 jurors = terms.jurors();
            uint256 count = wire.length == 0 ? 0 : uint8(wire[0]);
            uint256 quorum = (jurors + 1) >> 1;
            if (count < quorum) revert Quittance_TooFewBallots(count, quorum);
            end = 1 + count * ENTRY_BYTES;
            lowest = type(uint256).max;
            uint256 entry = 1;
            uint256 next;
            for (uint256 left = count; left != 0; --left) {
                (uint256 position, uint256 score) = _entryAt(wire, entry);
                if (position < next || position >= jurors || score > MAX_SCORE) {
                    _refuse(position, score, next, jurors);
                }
                end = _checkSignature(wire, entry, end, question, position, terms.juror(position));
                next = position + 1;
                entry += ENTRY_BYTES;
                if (score < lowest) lowest = score;
                if (score > highest) highest = score;
            }
            if (count != quorum) (lowest, highest) = _bounds(wire, count, quorum);
        }
    }

    /// @dev Reading past the end gives zeros or a neighbour's bytes; `_checkSignature` refuses the set before they count.
    function _entryAt(bytes calldata wire, uint256 entry) private pure returns (uint256 position, uint256 score) {
        assembly ("memory-safe") {
            let word := calldataload(add(wire.offset, entry))
            position := byte(0, word)
            score := and(shr(232, word), 0xffff)
        }
    }

    /// @dev Hashes the ballot at `entry` and checks its signature at `start`. The compact form is recovered here, in the
    /// memory of the question; anything else takes the long way.
    function _checkSignature(
        bytes calldata wire,
        uint256 entry,
        uint256 start,
        Question question,
        uint256 position,
        address juror
    ) private view returns (uint256 end) {
        unchecked {
            bytes32 digest;
            uint256 length;
            address signer;
            assembly ("memory-safe") {
                let source := add(wire.offset, entry)
                mstore(add(question, 0xa0), and(shr(232, calldataload(source)), 0xffff))
                mstore(add(question, 0xc0), calldataload(add(source, 3)))
                mstore(add(question, 0x120), keccak256(question, 0xe0))
                digest := keccak256(add(question, 0xfe), 0x42)
                source := add(wire.offset, start)
                length := shr(240, calldataload(source))
                if eq(length, 64) {
                    let vs := calldataload(add(source, 34))
                    let s := shr(1, shl(1, vs))
                    if iszero(gt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0)) {
                        mstore(add(question, 0x140), digest)
                        mstore(add(question, 0x160), add(27, shr(255, vs)))
                        mstore(add(question, 0x180), calldataload(add(source, 2)))
                        mstore(add(question, 0x1a0), s)
                        mstore(0, 0)
                        pop(staticcall(gas(), 1, add(question, 0x140), 0x80, 0, 0x20))
                        signer := mload(0)
                    }
                }
            }
            end = start + 2 + length;
            if (end > wire.length) revert Quittance_MalformedBallots(wire.length, end);
            if (signer != juror && !Signatures.isValid(juror, digest, wire[start + 2:end])) {
                revert Quittance_InvalidBallotSignature(position, juror);
            }
        }
    }

    function _refuse(uint256 position, uint256 score, uint256 next, uint256 jurors) private pure {
        if (position >= jurors) revert Quittance_JurorUnknown(position, jurors);
        if (score > MAX_SCORE) revert Quittance_ScoreOutOfRange(position, score);
        revert Quittance_BallotsOutOfOrder(position, next - 1);
    }

    /// @dev Only for sets larger than the quorum; insertion sort, as a panel has at most a few dozen members.
    function _bounds(bytes calldata wire, uint256 count, uint256 quorum)
        private
        pure
        returns (uint256 lowest, uint256 highest)
    {
        uint256[] memory sorted = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            (, uint256 score) = _entryAt(wire, 1 + i * ENTRY_BYTES);
            uint256 slot = i;
            for (; slot > 0 && sorted[slot - 1] > score; --slot) {
                sorted[slot] = sorted[slot - 1];
            }
            sorted[slot] = score;
        }
        lowest = sorted[count - quorum];
        highest = sorted[quorum - 1];
    }
}
