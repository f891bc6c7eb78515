// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The form of the addresses of managed accounts: 0xacc00000, then 16 bytes of a digest. No private key belongs
/// to such an address, and nothing that such a key could sign counts. An address of any other form is no managed
/// account, so no read of storage is needed. An address that has the form by chance is a wallet until a principal opens
/// an account under it.
library ManagedAccount {
    uint256 private constant PREFIX = 0xacc00000;

    function from(bytes32 digest) internal pure returns (address) {
        return address((uint160(PREFIX) << 128) | uint128(uint256(digest)));
    }

    function hasForm(address account) internal pure returns (bool) {
        return uint160(account) >> 128 == PREFIX;
    }
}
