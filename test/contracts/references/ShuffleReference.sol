// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The reference of `Shuffle`: a box with every number in it, of which one is taken and the last put in its
/// place.
library ShuffleReference {
    function shuffled(uint256 size) internal pure returns (uint256[] memory box) {
        box = new uint256[](size);
        for (uint256 i = 0; i < size; ++i) box[i] = i;
    }

    function take(uint256[] memory box, uint256 place, uint256 left) internal pure returns (uint256 taken) {
        taken = box[place];
        box[place] = box[left - 1];
    }
}
