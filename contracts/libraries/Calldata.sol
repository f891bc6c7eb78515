// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Reads calldata by its offset. Nothing here checks a bound: what lies past the end of calldata reads as
/// zeros, so callers compare lengths first.
library Calldata {
    /// @return offset Where `data` starts in calldata.
    function start(bytes calldata data) internal pure returns (uint256 offset) {
        // The block touches no memory.
        assembly ("memory-safe") {
            offset := data.offset
        }
    }

    /// @return word The 32 bytes from `offset` on.
    function wordAt(uint256 offset) internal pure returns (uint256 word) {
        // The block reads calldata only.
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }

    /// @return account The 20 bytes from `offset` on.
    function addressAt(uint256 offset) internal pure returns (address account) {
        return address(uint160(wordAt(offset) >> 96));
    }

    /// @return part The bytes from `from` up to, but not including, `to`.
    function slice(uint256 from, uint256 to) internal pure returns (bytes calldata part) {
        // The block touches no memory.
        assembly ("memory-safe") {
            part.offset := from
            part.length := sub(to, from)
        }
    }

    /// @return digest The keccak256 of the bytes from `from` up to, but not including, `to`.
    function hash(uint256 from, uint256 to) internal pure returns (bytes32 digest) {
        // The block writes above the free memory pointer only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let length := sub(to, from)
            calldatacopy(free, from, length)
            digest := keccak256(free, length)
        }
    }
}
