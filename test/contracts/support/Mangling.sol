// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Calldata as somebody changes it who signed nothing of it: bytes and bits, offsets and lengths, its end, parts
/// that change places, and more behind it. The selector stays.
library Mangling {
    uint256 private constant SELECTOR = 4;
    uint256 private constant WORD = 32;
    uint256 private constant MOST_CHANGES = 3;
    uint256 private constant KINDS = 7;

    /// @param data With at least four words behind the selector.
    /// @param seed Decides everything.
    function mangle(bytes memory data, uint256 seed) internal pure returns (bytes memory mangled) {
        mangled = bytes.concat(data);
        uint256 changes = 1 + (seed % MOST_CHANGES);
        for (uint256 i = 0; i < changes; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            mangled = _change(mangled, data, seed % KINDS, seed >> 8);
        }
    }

    /// @param choice Where and what, 100 bits apart.
    function _change(
        bytes memory mangled,
        bytes memory data,
        uint256 kind,
        uint256 choice
    ) private pure returns (bytes memory) {
        uint256 at = SELECTOR + (choice % (mangled.length - SELECTOR));
        uint256 words = (mangled.length - SELECTOR) / WORD;
        uint256 place = SELECTOR + WORD * (choice % words);
        choice >>= 100;
        if (kind == 0) mangled[at] = bytes1(uint8(choice));
        if (kind == 1) mangled[at] ^= bytes1(uint8(1 << (choice % 8)));
        // A length or an offset, of any size and of a whole number of words.
        if (kind == 2) _put(mangled, place, choice % (mangled.length + 2 * WORD));
        if (kind == 3) _put(mangled, place, WORD * (choice % words));
        if (kind == 4) _swap(mangled, place, SELECTOR + WORD * (choice % words));
        if (kind == 5) return bytes.concat(mangled, data);
        if (kind == 6 && words > 5) _shorten(mangled, 1 + (choice % (2 * WORD)));
        return mangled;
    }

    function _put(bytes memory data, uint256 at, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), at), word)
        }
    }

    function _swap(bytes memory data, uint256 one, uint256 other) private pure {
        assembly ("memory-safe") {
            let left := add(add(data, 0x20), one)
            let right := add(add(data, 0x20), other)
            let word := mload(left)
            mstore(left, mload(right))
            mstore(right, word)
        }
    }

    function _shorten(bytes memory data, uint256 by) private pure {
        assembly ("memory-safe") {
            mstore(data, sub(mload(data), by))
        }
    }
}
