// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A list of addresses in memory.
library AddressList {
    /// @notice Shortens the list where it lies.
    /// @dev The caller checks that `length` is at most the list's own.
    function truncate(address[] memory list, uint256 length) internal pure {
        // The block writes the list's length only.
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }
}
