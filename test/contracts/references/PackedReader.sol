// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Reads packed numbers out of bytes in memory, one byte at a time.
library PackedReader {
    /// @return number The big-endian number of `size` bytes from `offset` on. What lies past the end reads as zeros.
    function numberAt(bytes memory data, uint256 offset, uint256 size) internal pure returns (uint256 number) {
        for (uint256 i = 0; i < size; ++i) {
            number <<= 8;
            if (offset + i < data.length) number |= uint8(data[offset + i]);
        }
    }

    /// @return part The bytes from `start` up to, but not including, `end`, which the data have.
    function slice(bytes memory data, uint256 start, uint256 end) internal pure returns (bytes memory part) {
        part = new bytes(end - start);
        for (uint256 i = 0; i < part.length; ++i) part[i] = data[start + i];
    }
}
