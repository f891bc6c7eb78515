// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {BALLOT_BATCH_END, BALLOT_BATCH_START, TERMS_BATCH_END, TERMS_BATCH_START} from "../types/TypeHashes.sol";
import {Calldata} from "./Calldata.sol";

/// @notice Finds what a signature covers that a juror gave for many ballots at once.
///
/// The juror signs a list of two lists of two, and so on: `BallotBatch(Ballot[2][2] ballots)` has up to four ballots,
/// and each `[2]` doubles their number. EIP-712 hashes a list as the hash of its entries' hashes, so the hash of this
/// nested list is the root of a Merkle tree over the struct hashes of the ballots. A wallet shows every ballot, and any
/// ballot can be used alone: with its index in the batch, and one sibling for each level of the tree, from the ballot
/// up. Places without a ballot hold a ballot of zeros, which is about no deal. Each height has a type hash of its own,
/// so that no inner node can pass as a ballot.
///
/// In packed form, such a signature starts with the proof: height 1 · index 1 · siblings 32 × height.
library BatchSignatures {
    uint256 private constant HEADER_BYTES = 2;
    uint256 private constant SIBLING_BYTES = 32;

    /// @param signature That starts with a proof, or no bytes at all.
    /// @return height How many siblings the proof has.
    /// @return length How many bytes it takes. The caller checks that they lie within the signature.
    function proofOf(bytes calldata signature) internal pure returns (uint256 height, uint256 length) {
        unchecked {
            height = signature.length == 0 ? 0 : uint8(signature[0]);
            length = HEADER_BYTES + SIBLING_BYTES * height;
        }
    }

    /// @notice The root of the tree that holds a node, by the proof that a signature starts with.
    /// @param height As `proofOf` returns it.
    function rootBy(bytes calldata signature, bytes32 node, uint256 height) internal pure returns (bytes32) {
        unchecked {
            return rootOf(node, uint8(signature[1]), Calldata.start(signature) + HEADER_BYTES, height);
        }
    }

    /// @notice The EIP-712 digest of the batch that holds a ballot.
    /// @param ballot Its struct hash.
    /// @param index Of the ballot in the batch. Bits above the height of the tree count for nothing.
    /// @param siblings Where they start in calldata, one word each.
    /// @param height How many they are.
    function ballotDigest(
        bytes32 domainSeparator,
        bytes32 ballot,
        uint256 index,
        uint256 siblings,
        uint256 height
    ) internal pure returns (bytes32) {
        return ballotBatchDigest(domainSeparator, rootOf(ballot, index, siblings, height), height);
    }

    /// @notice The EIP-712 digest of a batch of ballots.
    /// @param root Of the tree, which is the hash of the nested list.
    /// @param height How many levels the tree has above its leaves.
    function ballotBatchDigest(bytes32 domainSeparator, bytes32 root, uint256 height) internal pure returns (bytes32) {
        bytes32 typeHash = _typeHash(BALLOT_BATCH_START, BALLOT_BATCH_END, height);
        return MessageHashUtils.toTypedDataHash(domainSeparator, keccak256(abi.encode(typeHash, root)));
    }

    /// @notice The EIP-712 digest of a batch of terms.
    /// @param root Of the tree, which is the hash of the nested list.
    /// @param height How many levels the tree has above its leaves.
    function termsBatchDigest(bytes32 domainSeparator, bytes32 root, uint256 height) internal pure returns (bytes32) {
        bytes32 typeHash = _typeHash(TERMS_BATCH_START, TERMS_BATCH_END, height);
        return MessageHashUtils.toTypedDataHash(domainSeparator, keccak256(abi.encode(typeHash, root)));
    }

    /// @notice The root of the smallest tree over `count` leaves. It has one level at least, unless it is a part of a
    /// larger one. Writes over the leaves.
    /// @param leaves Where they start in memory, one word each.
    /// @param empty What lies at every place after them.
    /// @param nested Whether the tree is a part of a larger one.
    /// @return root The root.
    /// @return height How many levels the tree has above its leaves.
    function rootOver(
        uint256 leaves,
        uint256 count,
        bytes32 empty,
        bool nested
    ) internal pure returns (bytes32 root, uint256 height) {
        // The block writes the leaves, which the caller set aside, and the first two words.
        assembly ("memory-safe") {
            for {} iszero(and(nested, eq(count, 1))) {} {
                height := add(height, 1)
                let end := add(leaves, shl(5, count))
                let node := leaves
                for {
                    let left := leaves
                } lt(left, end) {
                    left := add(left, 0x40)
                } {
                    mstore(0x00, mload(left))
                    let right := add(left, 0x20)
                    mstore(0x20, empty)
                    if lt(right, end) {
                        mstore(0x20, mload(right))
                    }
                    mstore(node, keccak256(0x00, 0x40))
                    node := add(node, 0x20)
                }
                count := shr(1, add(count, 1))
                if eq(count, 1) {
                    break
                }
                mstore(0x00, empty)
                mstore(0x20, empty)
                empty := keccak256(0x00, 0x40)
            }
            root := mload(leaves)
        }
    }

    /// @dev Puts a pair of brackets for each level between the two parts of a type.
    function _typeHash(string memory start, string memory end, uint256 height) private pure returns (bytes32 typeHash) {
        // The block writes above the free memory pointer only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, add(start, 0x20), mload(start))
            let at := add(free, mload(start))
            for {} height {
                height := sub(height, 1)
            } {
                mstore(at, "[2]")
                at := add(at, 3)
            }
            mcopy(at, add(end, 0x20), mload(end))
            typeHash := keccak256(free, sub(add(at, mload(end)), free))
        }
    }

    /// @notice The root of the tree that holds a node.
    /// @param siblings Where they start in calldata, one word each.
    function rootOf(
        bytes32 leaf,
        uint256 index,
        uint256 siblings,
        uint256 height
    ) internal pure returns (bytes32 node) {
        node = leaf;
        // The block writes the first two words only. The node goes to the second when its index is odd.
        assembly ("memory-safe") {
            for {} height {
                height := sub(height, 1)
            } {
                let place := shl(5, and(index, 1))
                mstore(place, node)
                mstore(sub(0x20, place), calldataload(siblings))
                node := keccak256(0x00, 0x40)
                index := shr(1, index)
                siblings := add(siblings, 0x20)
            }
        }
    }
}
