// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_SCORE} from "../types/Limits.sol";
import {BALLOT_TYPEHASH, TYPED_DATA_PREFIX} from "../types/TypeHashes.sol";
import {BatchSignatures} from "./BatchSignatures.sol";
import {Calldata} from "./Calldata.sol";
import {JUROR_BYTES} from "./PackedPanel.sol";
import {ECRECOVER, HIGHEST_S, Signatures} from "./Signatures.sol";

/// @dev Bytes of one ballot in a set, without its signature: position 1 · score 2 · reasons 32.
uint256 constant BALLOT_BYTES = 35;
/// @dev Bytes of the length before each signature, the length without the mark of a batch, and how far the mark is
/// shifted down from the highest bit of a word.
uint256 constant LENGTH_BYTES = 2;
uint256 constant LENGTH_MASK = 0x7fff;
uint256 constant BATCH_SHIFT = 255;

/// @notice Reads a set of ballots, checks every signature against the panel, and reduces the set to the interval in
/// which the panel's median lies, whatever its missing jurors would have voted (median determinacy).
///
/// The packed form is big-endian: count 1, then for each ballot position 1 · score 2 · reasons 32, then for each ballot
/// signature length 2 · signature. Positions ascend strictly: one ballot for each juror. A signature that covers a
/// batch of ballots has the highest bit of its length set, and its bytes are height 1 · index 1 · siblings 32 × height
/// · signature, as `BatchSignatures` describes them.
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

    // Where the first ballot starts in a set, after the count; and its score.
    uint256 private constant FIRST_BALLOT = 1;
    uint256 private constant FIRST_SCORE = 2;
    // Where the score of a ballot starts. The reasons follow; both lie in its encoding as they lie here.
    uint256 private constant SCORE_AT = 1;
    uint256 private constant SCORE_AND_REASONS_BYTES = 34;
    // How far the score, and the length of a signature, are shifted down from the first two bytes of a word.
    uint256 private constant TWO_BYTES_SHIFT = 240;
    uint256 private constant ADDRESS_SHIFT = 96;
    // Where the parts of a compact signature start, counted from its length.
    uint256 private constant R_AT = 2;
    uint256 private constant S_AT = 34;
    uint256 private constant S_MASK = (1 << 255) - 1; // without the parity of r
    uint256 private constant SHORT_SIGNATURE = 64;
    uint256 private constant SHORT_SIGNATURE_BYTES = 66;

    // Where in a question, from its start: the encoding of a ballot.
    uint256 private constant DEAL = 0x20;
    uint256 private constant MILESTONE = 0x40;
    uint256 private constant ROUND = 0x60;
    uint256 private constant EVIDENCE = 0x80;
    uint256 private constant SCORE = 0xa0;
    uint256 private constant SCORE_AND_REASONS = 0xbe; // the last two bytes of the score's word, and the next word
    uint256 private constant ENCODING_BYTES = 0xe0;
    // A digest's preimage: the last two bytes of a word, and two words.
    uint256 private constant PREFIX = 0xe0;
    uint256 private constant PREIMAGE = 0xfe;
    uint256 private constant SEPARATOR = 0x100;
    uint256 private constant STRUCT_HASH = 0x120;
    uint256 private constant PREIMAGE_BYTES = 0x42;
    // What ecrecover takes.
    uint256 private constant DIGEST = 0x140;
    uint256 private constant V = 0x160;
    uint256 private constant R = 0x180;
    uint256 private constant S = 0x1a0;
    uint256 private constant SIGNED_BYTES = 0x80;
    uint256 private constant QUESTION_BYTES = 0x1c0;

    /// @notice What the ballots of a set are about: a pointer to memory. There lies the EIP-712 encoding of a ballot (7
    /// words), to which the score and the reasons of each juror are written in turn. Room for the digest's preimage (3
    /// words) and for the input of ecrecover (4 words) follows.
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
        // Allocates the memory that it writes.
        assembly ("memory-safe") {
            question := mload(0x40)
            mstore(0x40, add(question, QUESTION_BYTES))
            mstore(question, typeHash)
            mstore(add(question, DEAL), dealId)
            mstore(add(question, MILESTONE), milestone)
            mstore(add(question, ROUND), round)
            mstore(add(question, EVIDENCE), evidence)
            mstore(add(question, SCORE), 0)
            mstore(add(question, PREFIX), TYPED_DATA_PREFIX)
            mstore(add(question, SEPARATOR), domainSeparator)
        }
    }

    /// @notice Checks the position of a juror whose ballot follows another one.
    /// @param least The least position that may follow: one above the one before it.
    function requireInOrder(uint256 position, uint256 least, uint256 jurors) internal pure {
        // Check: the panel has that position.
        if (position >= jurors) revert Quittance_JurorUnknown(position, jurors);
        // Check: the position is above the one before it.
        if (position < least) revert Quittance_BallotsOutOfOrder(position, least - 1);
    }

    /// @notice The EIP-712 digest of one ballot on the question.
    /// @param ballot Its part of the set, without the signature.
    function digestOf(Question question, bytes calldata ballot) internal pure returns (bytes32 digest) {
        // The block writes the memory that `ask` set aside.
        assembly ("memory-safe") {
            calldatacopy(add(question, SCORE_AND_REASONS), add(ballot.offset, SCORE_AT), SCORE_AND_REASONS_BYTES)
            mstore(add(question, STRUCT_HASH), keccak256(question, ENCODING_BYTES))
            digest := keccak256(add(question, PREIMAGE), PREIMAGE_BYTES)
        }
    }

    /// @notice What the signature of a ballot covers: the ballot itself, or the batch that holds it.
    /// @param ballot Its part of the set, without the signature.
    /// @param signature With its length.
    /// @return digest The EIP-712 digest that the juror signed.
    /// @return own The signature itself.
    function signedDigest(
        Question question,
        bytes calldata ballot,
        bytes calldata signature
    ) internal pure returns (bytes32 digest, bytes calldata own) {
        unchecked {
            uint256 start = Calldata.start(signature);
            own = Calldata.slice(start + LENGTH_BYTES, start + signature.length);
            digest = digestOf(question, ballot);
            if (Calldata.wordAt(start) >> BATCH_SHIFT == 0) return (digest, own);
            return _batchDigest(question, own);
        }
    }

    /// @param proof Height, index, siblings and signature.
    function _batchDigest(
        Question question,
        bytes calldata proof
    ) private pure returns (bytes32 digest, bytes calldata own) {
        unchecked {
            (uint256 height, uint256 length) = BatchSignatures.proofOf(proof);
            // Check: the siblings end within the signature.
            if (length > proof.length) revert Quittance_MalformedBallots(proof.length, length);
            (bytes32 separator, bytes32 structHash) = _hashesIn(question);
            bytes32 root = BatchSignatures.rootBy(proof, structHash, height);
            digest = BatchSignatures.ballotBatchDigest(separator, root, height);
            own = proof[length:];
        }
    }

    /// @dev Reads the preimage of the digest that was computed last.
    function _hashesIn(Question question) private pure returns (bytes32 separator, bytes32 structHash) {
        // The block reads the memory that `ask` set aside.
        assembly ("memory-safe") {
            separator := mload(add(question, SEPARATOR))
            structHash := mload(add(question, STRUCT_HASH))
        }
    }

    /// @param panel Where the panel starts in calldata: `jurors` addresses of 20 bytes.
    /// @return lowest The quorum-th largest score, where the quorum is (n + 1) / 2 for a panel of n.
    /// @return highest The quorum-th smallest score.
    /// @return end Where the ballots end in calldata; the caller reads what follows.
    function tally(
        bytes calldata packed,
        Question question,
        uint256 panel,
        uint256 jurors
    ) internal view returns (uint256 lowest, uint256 highest, uint256 end) {
        bool regular;
        uint256 spread;
        uint256 ballot;
        // The short way: reads every signature as a compact one of a plain key, and stops at the first ballot that
        // breaks a rule. `regular` is true when none does. `spread` is zero for exactly a quorum of ballots with one
        // score. Writes the first word and the memory that `ask` set aside. May read calldata past the end of the
        // ballots, until `end` is known.
        assembly ("memory-safe") {
            let left := byte(0, calldataload(packed.offset))
            let next := 0
            ballot := add(packed.offset, FIRST_BALLOT)
            end := add(ballot, mul(left, BALLOT_BYTES))
            lowest := shr(TWO_BYTES_SHIFT, calldataload(add(ballot, SCORE_AT)))
            spread := xor(left, shr(1, add(jurors, 1)))
            for {} left {
                left := sub(left, 1)
            } {
                calldatacopy(add(question, SCORE_AND_REASONS), add(ballot, SCORE_AT), SCORE_AND_REASONS_BYTES)
                mstore(add(question, STRUCT_HASH), keccak256(question, ENCODING_BYTES))
                mstore(add(question, DIGEST), keccak256(add(question, PREIMAGE), PREIMAGE_BYTES))
                let s := calldataload(add(end, S_AT))
                mstore(add(question, V), add(27, shr(255, s)))
                mstore(add(question, R), calldataload(add(end, R_AT)))
                s := and(s, S_MASK)
                mstore(add(question, S), s)
                mstore(0x00, 0)
                pop(staticcall(gas(), ECRECOVER, add(question, DIGEST), SIGNED_BYTES, 0x00, 0x20))
                let score := mload(add(question, SCORE))
                let position := byte(0, calldataload(ballot))
                // Check: the juror signed with a low s and in 64 bytes, and the positions ascend.
                if or(
                    or(
                        xor(mload(0x00), shr(ADDRESS_SHIFT, calldataload(add(panel, mul(JUROR_BYTES, position))))),
                        gt(s, HIGHEST_S)
                    ),
                    or(lt(position, next), xor(shr(TWO_BYTES_SHIFT, calldataload(end)), SHORT_SIGNATURE))
                ) {
                    break
                }
                spread := or(spread, xor(score, lowest))
                next := add(position, 1)
                ballot := add(ballot, BALLOT_BYTES)
                end := add(end, SHORT_SIGNATURE_BYTES)
            }
            spread := or(spread, gt(lowest, MAX_SCORE))
            // Check: no ballot is left, the panel has the last position, the bytes end with the last signature or
            // later.
            regular := iszero(or(left, or(gt(next, jurors), gt(end, add(packed.offset, packed.length)))))
        }
        if (regular && spread == 0) return (lowest, lowest, end);
        if (!regular || uint256(uint8(packed[0])) * 2 <= jurors) {
            end = _requireEach(packed, question, panel, jurors, ballot);
        }
        uint256 largest;
        (lowest, highest, largest) = _bounds(packed, jurors);
        // Check: every score is within its range. The long way finds the one that is not.
        if (largest > MAX_SCORE) _requireEach(packed, question, panel, jurors, ballot);
    }

    /// @dev The long way: for signatures of 65 bytes, of contracts and of batches, and to find the rule that a set
    /// breaks. It is the reference of the short way, with which `BallotsReference` is compared by a fuzz test.
    /// @param stopped Where the short way stopped in calldata: it has recovered the signers of all ballots before.
    /// @return end Where the ballots end in calldata.
    function _requireEach(
        bytes calldata packed,
        Question question,
        uint256 panel,
        uint256 jurors,
        uint256 stopped
    ) private view returns (uint256 end) {
        unchecked {
            uint256 start = Calldata.start(packed);
            uint256 limit = start + packed.length;
            uint256 count = packed.length == 0 ? 0 : uint8(packed[0]);
            uint256 quorum = (jurors + 1) >> 1;
            // Check: the ballots can decide.
            if (count < quorum) revert Quittance_TooFewBallots(count, quorum);
            uint256 ballot = start + FIRST_BALLOT;
            end = ballot + count * BALLOT_BYTES;
            uint256 next;
            for (; count != 0; --count) {
                uint256 position = _positionAt(ballot);
                // Check: the panel has that position.
                if (position >= jurors) revert Quittance_JurorUnknown(position, jurors);
                uint256 score = _scoreAt(ballot);
                // Check: the score is within its range.
                if (score > MAX_SCORE) revert Quittance_ScoreOutOfRange(position, score);
                // Check: the position is above the one before it.
                if (position < next) revert Quittance_BallotsOutOfOrder(position, next - 1);
                uint256 signature = end;
                end += LENGTH_BYTES + _lengthAt(end);
                // Check: the signature ends within the bytes.
                if (end > limit) revert Quittance_MalformedBallots(packed.length, end - start);
                if (ballot >= stopped) {
                    address juror = Calldata.addressAt(panel + position * JUROR_BYTES);
                    (bytes32 digest, bytes calldata own) = signedDigest(
                        question,
                        Calldata.slice(ballot, ballot + BALLOT_BYTES),
                        Calldata.slice(signature, end)
                    );
                    // Check: the juror signed the ballot, alone or in a batch.
                    if (!Signatures.isValid(juror, digest, own)) {
                        revert Quittance_InvalidBallotSignature(position, juror);
                    }
                }
                next = position + 1;
                ballot += BALLOT_BYTES;
            }
        }
    }

    /// @param ballot Where the ballot starts in calldata. Past the end of the set, this reads zeros or other arguments,
    /// but such a set is refused in any case.
    function _positionAt(uint256 ballot) private pure returns (uint256) {
        return Calldata.wordAt(ballot) >> 248;
    }

    /// @param ballot Where the ballot starts in calldata.
    function _scoreAt(uint256 ballot) private pure returns (uint256) {
        return Calldata.wordAt(ballot + SCORE_AT) >> TWO_BYTES_SHIFT;
    }

    /// @param signature Where the signature starts in calldata, with its length.
    function _lengthAt(uint256 signature) private pure returns (uint256) {
        return (Calldata.wordAt(signature) >> TWO_BYTES_SHIFT) & LENGTH_MASK;
    }

    /// @notice Returns the bytes after the ballots.
    /// @param end Where the ballots end in calldata, as `tally` returns it.
    function rest(bytes calldata packed, uint256 end) internal pure returns (bytes calldata following) {
        unchecked {
            return Calldata.slice(end, Calldata.start(packed) + packed.length);
        }
    }

    /// @dev Sorts the scores of sets that are larger than the quorum or have several scores. It is an insertion sort,
    /// as a panel is small.
    /// @param packed Not empty.
    function _bounds(
        bytes calldata packed,
        uint256 jurors
    ) private pure returns (uint256 lowest, uint256 highest, uint256 largest) {
        unchecked {
            uint256 count = uint8(packed[0]);
            uint256 quorum = (jurors + 1) >> 1;
            // The block writes above the free memory pointer only.
            assembly ("memory-safe") {
                let sorted := mload(0x40)
                let end := add(sorted, shl(5, count))
                let score := add(packed.offset, FIRST_SCORE)
                for {
                    let slot := sorted
                } lt(slot, end) {
                    slot := add(slot, 0x20)
                } {
                    let value := shr(TWO_BYTES_SHIFT, calldataload(score))
                    score := add(score, BALLOT_BYTES)
                    let free := slot
                    for {} gt(free, sorted) {
                        free := sub(free, 0x20)
                    } {
                        let below := mload(sub(free, 0x20))
                        if iszero(gt(below, value)) {
                            break
                        }
                        mstore(free, below)
                    }
                    mstore(free, value)
                }
                lowest := mload(sub(end, shl(5, quorum)))
                highest := mload(add(sorted, shl(5, sub(quorum, 1))))
                largest := mload(sub(end, 0x20))
            }
        }
    }
}
