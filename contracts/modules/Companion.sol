// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Ledger} from "./Ledger.sol";

/// @dev Code that runs on the storage and under the address of a `Quittance`, which calls it by delegatecall and appends to
/// the calldata what it alone keeps at hand: the domain separator. Called by anybody else, this code acts on a storage
/// that is empty and holds nothing, so that it does not matter what they append.
abstract contract Companion is Ledger {
    /// @inheritdoc Ledger
    function _domainSeparator() internal view virtual override returns (bytes32 separator) {
        // Reads calldata only.
        assembly ("memory-safe") {
            separator := calldataload(sub(calldatasize(), 0x20))
        }
    }
}
