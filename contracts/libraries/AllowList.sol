// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @notice Finds members of lists that are stored as one word: the roots of Merkle trees in OpenZeppelin's standard
/// form, of addresses or of `uint32`.
library AllowList {
    /// @param value An address as a number, or a category: either is one word in its leaf.
    function includes(bytes32 root, uint256 value, bytes32[] calldata proof) internal pure returns (bool) {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(value))));
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }
}
