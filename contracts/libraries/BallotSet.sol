// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signatures} from "./Signatures.sol";

/// @notice Reads a set of ballots, checks every signature against the panel, and reduces the set to the interval in which
/// the panel's median lies, whatever its missing jurors would have said (median determinacy).
///
/// The packed form is big-endian and packed: count 1, then per ballot position 1 · score 2 · reasons 32, then per ballot
/// signature length 2 · signature. Positions ascend strictly: one ballot per juror.
library BallotSet {
    /// @notice Thrown when the packed ballots end before their last signature does. For a record they may not be longer
    /// either.
    /// @param length Bytes that were given.
    /// @param expected Bytes that are needed.
    error Quittance_MalformedBallots(uint256 length, uint256 expected);
    /// @notice Thrown when fewer than `required` ballots are given: more than half of the panel for a verdict, one for
    /// a record.
    error Quittance_TooFewBallots(uint256 submitted, uint256 required);
    /// @notice Thrown when `position` is not below `jurors`, the number of jurors of the panel. Positions are counted
    /// from 0.
    error Quittance_JurorUnknown(uint256 position, uint256 jurors);
    /// @notice Thrown when the position of a ballot is not above the position of the ballot before it.
    /// @param position Of the juror in the panel, counted from 0.
    /// @param previous Position of the ballot before it.
    error Quittance_BallotsOutOfOrder(uint256 position, uint256 previous);
    /// @notice Thrown when a score is above 10000.
    /// @param position Of the juror in the panel, counted from 0.
    error Quittance_ScoreOutOfRange(uint256 position, uint256 score);
    /// @notice Thrown when the juror at `position` did not sign this ballot for this deal, milestone, round and
    /// evidence.
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
    function ask(
        bytes32 domainSeparator,
        bytes32 dealId,
        uint256 milestone,
        uint256 round,
        bytes32 evidence
    ) internal pure returns (Question question) {
        bytes32 typeHash = BALLOT_TYPEHASH;
        assembly ("memory-safe") {
            question := mload(0x40)
            mstore(0x40, add(question, 0x1c0))
            mstore(question, typeHash)
            mstore(add(question, 0x20), dealId)
            mstore(add(question, 0x40), milestone)
            mstore(add(question, 0x60), round)
            mstore(add(question, 0x80), evidence)
            mstore(add(question, 0xa0), 0)
            mstore(add(question, 0xe0), 0x1901)
            mstore(add(question, 0x100), domainSeparator)
        }
    }

    /// @notice The EIP-712 digest of one ballot on the question.
    /// @param entry Its part of the packed form: position 1 · score 2 · reasons 32.
    function digestOf(Question question, bytes calldata entry) internal pure returns (bytes32 digest) {
        // Writes the memory that `ask` set aside.
        assembly ("memory-safe") {
            calldatacopy(add(question, 0xbe), add(entry.offset, 1), 34)
            mstore(add(question, 0x120), keccak256(question, 0xe0))
            digest := keccak256(add(question, 0xfe), 0x42)
        }
    }

    /// @param panel Where the panel starts in calldata: `jurors` addresses of 20 bytes.
    /// @return lowest The quorum-th largest score, where the quorum is (n + 1) / 2 for a panel of n.
    /// @return highest The quorum-th smallest score.
    /// @return end Where the ballots end in calldata; what follows is the caller's.
    function tally(
        bytes calldata packed,
        Question question,
        uint256 panel,
        uint256 jurors
    ) internal view returns (uint256 lowest, uint256 highest, uint256 end) {
        uint256 spread;
        uint256 entry;
        // Takes every signature for a compact one of a plain key, and sets `last` to zero at the first that is not or at
        // anything else out of order. Writes scratch space and the memory that `ask` set aside; reads calldata past the
        // end of the ballots too, until `end` is known.
        assembly ("memory-safe") {
            entry := add(packed.offset, 1)
            let last := add(entry, mul(byte(0, calldataload(packed.offset)), 35))
            let next := 0
            end := last
            lowest := and(shr(232, calldataload(entry)), 0xffff)
            for {} lt(entry, last) {} {
                calldatacopy(add(question, 0xbe), add(entry, 1), 34)
                mstore(add(question, 0x120), keccak256(question, 0xe0))
                mstore(add(question, 0x140), keccak256(add(question, 0xfe), 0x42))
                let s := calldataload(add(end, 34))
                mstore(add(question, 0x160), add(27, shr(255, s)))
                mstore(add(question, 0x180), calldataload(add(end, 2)))
                s := shr(1, shl(1, s))
                mstore(add(question, 0x1a0), s)
                mstore(0, 0)
                pop(staticcall(gas(), 1, add(question, 0x140), 0x80, 0, 0x20))
                let score := mload(add(question, 0xa0))
                let position := byte(0, calldataload(entry))
                last := mul(
                    last,
                    iszero(
                        or(
                            or(
                                xor(mload(0), shr(96, calldataload(add(panel, mul(20, position))))),
                                gt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0)
                            ),
                            or(or(lt(position, next), gt(score, 10000)), xor(shr(240, calldataload(end)), 64))
                        )
                    )
                )
                spread := or(spread, xor(score, lowest))
                next := add(position, 1)
                entry := add(entry, 35)
                end := add(end, 66)
            }
            highest := or(iszero(last), or(gt(next, jurors), gt(end, add(packed.offset, packed.length))))
            spread := or(or(spread, highest), xor(byte(0, calldataload(packed.offset)), shr(1, add(jurors, 1))))
        }
        // In order, exactly the quorum, and of one score.
        if (spread == 0) return (lowest, lowest, end);
        if (highest != 0 || uint256(uint8(packed[0])) * 2 <= jurors) {
            end = _requireEach(packed, question, panel, jurors, entry);
        }
        (lowest, highest) = _bounds(packed, jurors);
    }

    /// @dev The long way: for signatures of 65 bytes and of contracts, and to tell what is wrong with a set.
    /// @param stopped Where the short way stopped in calldata: it has recovered the signers of all but the last ballot before.
    function _requireEach(
        bytes calldata packed,
        Question question,
        uint256 panel,
        uint256 jurors,
        uint256 stopped
    ) private view returns (uint256 end) {
        unchecked {
            // Touches no memory.
            assembly ("memory-safe") {
                stopped := sub(stopped, add(packed.offset, 36))
            }
            uint256 count = packed.length == 0 ? 0 : uint8(packed[0]);
            uint256 quorum = (jurors + 1) >> 1;
            if (count < quorum) revert Quittance_TooFewBallots(count, quorum);
            end = 1 + count * ENTRY_BYTES;
            uint256 next;
            for (uint256 i; i != count; ++i) {
                (uint256 position, uint256 score) = _entryAt(packed, i);
                if (position >= jurors) revert Quittance_JurorUnknown(position, jurors);
                if (score > MAX_SCORE) revert Quittance_ScoreOutOfRange(position, score);
                if (position < next) revert Quittance_BallotsOutOfOrder(position, next - 1);
                uint256 start = end + 2;
                end = start + _lengthAt(packed, end);
                if (end > packed.length) revert Quittance_MalformedBallots(packed.length, end);
                if (i * ENTRY_BYTES >= stopped)
                    _requireSignature(packed[start:end], packed, i, question, position, panel);
                next = position + 1;
            }
            // Touches no memory.
            assembly ("memory-safe") {
                end := add(end, packed.offset)
            }
        }
    }

    /// @dev Reading past the end gives zeros or a neighbour's bytes; `_requireEach` refuses such a set before it returns.
    function _entryAt(bytes calldata packed, uint256 index) private pure returns (uint256 position, uint256 score) {
        // Reads calldata only.
        assembly ("memory-safe") {
            let word := calldataload(add(add(packed.offset, 1), mul(index, 35)))
            position := byte(0, word)
            score := and(shr(232, word), 0xffff)
        }
    }

    function _lengthAt(bytes calldata packed, uint256 start) private pure returns (uint256 length) {
        // Reads calldata only.
        assembly ("memory-safe") {
            length := shr(240, calldataload(add(packed.offset, start)))
        }
    }

    function _requireSignature(
        bytes calldata signature,
        bytes calldata packed,
        uint256 index,
        Question question,
        uint256 position,
        uint256 panel
    ) private view {
        bytes32 digest;
        address juror;
        // Writes the memory that `ask` set aside.
        assembly ("memory-safe") {
            calldatacopy(add(question, 0xbe), add(add(packed.offset, 2), mul(index, 35)), 34)
            mstore(add(question, 0x120), keccak256(question, 0xe0))
            digest := keccak256(add(question, 0xfe), 0x42)
            juror := shr(96, calldataload(add(panel, mul(20, position))))
        }
        if (!Signatures.isValid(juror, digest, signature)) revert Quittance_InvalidBallotSignature(position, juror);
    }

    /// @notice What follows the ballots, which end at `end` in calldata.
    function rest(bytes calldata packed, uint256 end) internal pure returns (bytes calldata following) {
        // `tally` has checked that the ballots end within `packed`.
        assembly ("memory-safe") {
            following.offset := end
            following.length := sub(add(packed.offset, packed.length), end)
        }
    }

    /// @dev For sets that are larger than the quorum or not of one score; insertion sort, as a panel is small.
    function _bounds(bytes calldata packed, uint256 jurors) private pure returns (uint256 lowest, uint256 highest) {
        unchecked {
            uint256 count = uint8(packed[0]);
            uint256 quorum = (jurors + 1) >> 1;
            // Writes above the free memory pointer only.
            assembly ("memory-safe") {
                let sorted := mload(0x40)
                let end := add(sorted, shl(5, count))
                let entry := add(packed.offset, 2)
                for {
                    let slot := sorted
                } lt(slot, end) {
                    slot := add(slot, 0x20)
                } {
                    let score := shr(240, calldataload(entry))
                    entry := add(entry, 35)
                    let free := slot
                    for {} gt(free, sorted) {
                        free := sub(free, 0x20)
                    } {
                        let below := mload(sub(free, 0x20))
                        if iszero(gt(below, score)) {
                            break
                        }
                        mstore(free, below)
                    }
                    mstore(free, score)
                }
                lowest := mload(sub(end, shl(5, quorum)))
                highest := mload(add(sorted, shl(5, sub(quorum, 1))))
            }
        }
    }
}
