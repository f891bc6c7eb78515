// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice One fuzzed word, unrolled into as many choices as an action needs.
struct Dice {
    uint256 state;
}

using Dices for Dice global;

library Dices {
    /// @return Less than `sides`.
    function roll(Dice memory self, uint256 sides) internal pure returns (uint256) {
        uint256 state = self.state;
        assembly ("memory-safe") {
            mstore(0, state)
            mstore(0x20, 0x64696365)
            state := keccak256(0, 0x40)
        }
        self.state = state;
        return state % sides;
    }

    function oneIn(Dice memory self, uint256 sides) internal pure returns (bool) {
        return self.roll(sides) == 0;
    }

    /// @return From `lowest` to `highest`, both included.
    function between(Dice memory self, uint256 lowest, uint256 highest) internal pure returns (uint256) {
        return lowest + self.roll(highest - lowest + 1);
    }
}
