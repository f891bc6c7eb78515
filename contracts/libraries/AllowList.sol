// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @notice Lists of thousands in one word: Merkle trees of OpenZeppelin's standard form, of addresses or of `uint32`.
library AllowList {
    /// @param value An address as a number, or a category: both are one word in their leaf.
    function includes(bytes32 root, uint256 value, bytes32[] calldata proof) internal pure returns (bool) {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(value))));
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }
}
