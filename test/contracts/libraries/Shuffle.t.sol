// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Shuffle} from "../../../contracts/libraries/Shuffle.sol";
import {ShuffleReference} from "../references/ShuffleReference.sol";
import {VM} from "../support/Vm.sol";

contract ShuffleTest {
    using Shuffle for bytes;

    /// @dev All numbers are taken in a random order, now and then the first or the last that are left.
    function testFuzz_WhatIsTakenIsTheReferences(uint256 seed) external pure {
        uint256 size = 1 + (seed % 60);
        bytes memory shuffle = Shuffle.shuffled(size);
        bytes32 behind = keccak256("behind");
        uint256[] memory box = ShuffleReference.shuffled(size);
        bool[] memory seen = new bool[](size);
        for (uint256 left = size; left != 0; --left) {
            uint256 random = uint256(keccak256(abi.encode(seed, left)));
            uint256 place =
                random % 4 == 0
                    ? 0
                    : random % 4 == 1
                        ? left - 1
                        : (random >> 8) % left;
            uint256 taken = shuffle.take(place, left);
            VM.assertEq(taken, ShuffleReference.take(box, place, left), "taken");
            VM.assertFalse(seen[taken], "taken once");
            seen[taken] = true;
        }
        VM.assertEq(behind, keccak256("behind"), "the memory behind");
    }
}
