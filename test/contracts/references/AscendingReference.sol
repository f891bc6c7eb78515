// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The reference of `Ascending.insert`: a list that is searched and sorted as a whole.
library AscendingReference {
    /// @return longer The list with `account` in its place, unless it is there already.
    function insert(address[] memory list, address account) internal pure returns (address[] memory longer) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == account) return list;
        }
        longer = new address[](list.length + 1);
        uint256 below;
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] < account) ++below;
        }
        for (uint256 i = 0; i < longer.length; ++i) {
            if (i < below) longer[i] = list[i];
            else longer[i] = i == below ? account : list[i - 1];
        }
    }

    function remove(address[] memory list, address account) internal pure returns (address[] memory shorter) {
        shorter = new address[](list.length - 1);
        uint256 count;
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] != account) shorter[count++] = list[i];
        }
    }
}
