// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The form of the addresses of managed accounts: 0xacc00000, then 16 bytes of a digest. Nobody has
/// their keys, and nothing that such a key could sign counts; the form tells without a look at storage whether to ask. A
/// wallet that has the form by chance is one as long as no principal opened it.
library ManagedAccount {
    uint256 private constant PREFIX = 0xacc00000;

    function from(bytes32 digest) internal pure returns (address) {
        return address((uint160(PREFIX) << 128) | uint128(uint256(digest)));
    }

    function hasForm(address account) internal pure returns (bool) {
        return uint160(account) >> 128 == PREFIX;
    }
}
