// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Lists of counterparties and categories as Merkle trees of OpenZeppelin's standard form: leaves hashed twice,
/// sorted, at the end of an array in which the children of node i are 2i + 1 and 2i + 2.
library Lists {
    function leafOf(address counterparty) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(counterparty))));
    }

    function leafOf(uint32 category) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(category))));
    }

    function leavesOf(address[] memory counterparties) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](counterparties.length);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = leafOf(counterparties[i]);
    }

    function leavesOf(uint32[] memory categories) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](categories.length);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = leafOf(categories[i]);
    }

    /// @param leaves In any order; not changed.
    /// @return tree Its root first.
    function treeOf(bytes32[] memory leaves) internal pure returns (bytes32[] memory tree) {
        uint256 count = leaves.length;
        bytes32[] memory sorted = _sorted(leaves);
        tree = new bytes32[](2 * count - 1);
        for (uint256 i = 0; i < count; ++i) tree[2 * count - 2 - i] = sorted[i];
        for (uint256 i = count - 1; i > 0; --i) tree[i - 1] = _pair(tree[2 * i - 1], tree[2 * i]);
    }

    function rootOf(address[] memory counterparties) internal pure returns (bytes32) {
        return treeOf(leavesOf(counterparties))[0];
    }

    function rootOf(uint32[] memory categories) internal pure returns (bytes32) {
        return treeOf(leavesOf(categories))[0];
    }

    /// @return Of an envelope: count 1 ‖ 32 × count.
    function proofOf(address[] memory counterparties, address counterparty) internal pure returns (bytes memory) {
        return proofIn(treeOf(leavesOf(counterparties)), leafOf(counterparty));
    }

    /// @return The same for a category.
    function proofOf(uint32[] memory categories, uint32 category) internal pure returns (bytes memory) {
        return proofIn(treeOf(leavesOf(categories)), leafOf(category));
    }

    /// @dev A leaf that the tree does not hold is a mistake of the test.
    function proofIn(bytes32[] memory tree, bytes32 leaf) internal pure returns (bytes memory proof) {
        uint256 node = tree.length / 2;
        while (tree[node] != leaf) ++node;
        uint8 count;
        for (; node > 0; node = (node - 1) / 2) {
            proof = bytes.concat(proof, tree[node % 2 == 0 ? node - 1 : node + 1]);
            ++count;
        }
        return bytes.concat(bytes1(count), proof);
    }

    function _pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return left < right ? keccak256(bytes.concat(left, right)) : keccak256(bytes.concat(right, left));
    }

    /// @dev Shell's way.
    function _sorted(bytes32[] memory leaves) private pure returns (bytes32[] memory sorted) {
        sorted = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) sorted[i] = leaves[i];
        for (uint256 gap = leaves.length / 2; gap > 0; gap /= 2) {
            for (uint256 i = gap; i < sorted.length; ++i) {
                bytes32 leaf = sorted[i];
                uint256 slot = i;
                for (; slot >= gap && sorted[slot - gap] > leaf; slot -= gap) sorted[slot] = sorted[slot - gap];
                sorted[slot] = leaf;
            }
        }
    }
}
