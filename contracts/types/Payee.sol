// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice An account that can receive a part of what is committed or given up, with the most that it can receive, in
/// one word: payee 20 ‖ most 12, the amount in USDC base units.
type Payee is bytes32;

using PayeeWords for Payee global;

/// @notice Makes and reads a `Payee`.
library PayeeWords {
    /// @dev The caller checks that `amount` fits 96 bits.
    function make(address payee, uint256 amount) internal pure returns (Payee) {
        return Payee.wrap(bytes32((uint256(uint160(payee)) << 96) | amount));
    }

    function account(Payee self) internal pure returns (address) {
        return address(bytes20(Payee.unwrap(self)));
    }

    function most(Payee self) internal pure returns (uint96) {
        return uint96(uint256(Payee.unwrap(self)));
    }
}
