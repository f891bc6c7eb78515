// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "./Vm.sol";

/// @notice Jurors with neighbouring keys, in the order of their addresses, as panels must be.
library Jurors {
    /// @param first The least of the keys.
    /// @return keys Of jurors whose addresses ascend.
    /// @return panel Their addresses.
    function from(uint256 first, uint256 size) internal pure returns (uint256[] memory keys, address[] memory panel) {
        keys = new uint256[](size);
        panel = new address[](size);
        for (uint256 i = 0; i < size; ++i) {
            address juror = VM.addr(first + i);
            uint256 place = i;
            for (; place > 0 && panel[place - 1] > juror; --place) {
                (keys[place], panel[place]) = (keys[place - 1], panel[place - 1]);
            }
            (keys[place], panel[place]) = (first + i, juror);
        }
    }
}
