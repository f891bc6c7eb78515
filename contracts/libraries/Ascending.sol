// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Keeps a list of distinct addresses in ascending order in the first places of an array.
library Ascending {
    /// @notice Puts `account` in its place among the `count` that are there, unless it is one of them.
    /// @dev The caller checks that count < accounts.length. The reference is `AscendingReference.insert`.
    /// @return fresh Whether the account was put there.
    function insert(address[] memory accounts, uint256 count, address account) internal pure returns (bool fresh) {
        // The block reads and writes within the array: the places up to and including `count`, from the last down.
        assembly ("memory-safe") {
            let first := add(accounts, 0x20)
            let place := add(first, shl(5, count))
            for {} gt(place, first) {
                place := sub(place, 0x20)
            } {
                if iszero(gt(mload(sub(place, 0x20)), account)) {
                    break
                }
            }
            fresh := or(eq(place, first), xor(mload(sub(place, 0x20)), account))
            fresh := iszero(iszero(fresh))
            if fresh {
                for {
                    let free := add(first, shl(5, count))
                } gt(free, place) {
                    free := sub(free, 0x20)
                } {
                    mstore(free, mload(sub(free, 0x20)))
                }
                mstore(place, account)
            }
        }
    }

    /// @notice Takes `account`, one of the `count` that are there, out.
    function remove(address[] memory accounts, uint256 count, address account) internal pure {
        uint256 place = count - 1;
        address above = accounts[place];
        while (above != account) {
            --place;
            (above, accounts[place]) = (accounts[place], above);
        }
    }
}
