// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Brings a fuzzed value into a range.
library Range {
    /// @return Within `lowest` and `highest`, both included; the value itself when it is there already.
    function within(uint256 value, uint256 lowest, uint256 highest) internal pure returns (uint256) {
        if (value >= lowest && value <= highest) return value;
        return lowest + (value % (highest - lowest + 1));
    }
}
