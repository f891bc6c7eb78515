// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OwnedWallet} from "./OwnedWallet.sol";

/// @title GasGuzzlingWallet
/// @notice Burns all the gas it is given whenever it is asked about a signature.
contract GasGuzzlingWallet is OwnedWallet {
    constructor(address owner) OwnedWallet(owner) {}

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        assembly ("memory-safe") {
            invalid()
        }
    }
}
