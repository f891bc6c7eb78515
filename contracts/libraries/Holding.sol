// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Which addresses can hold money in this contract.
library Holding {
    /// @return Whether `account` can spend what it is paid. Zero, `token` and this contract cannot.
    function mayHold(address account, address token) internal view returns (bool) {
        return account != address(0) && account != address(this) && account != token;
    }
}
