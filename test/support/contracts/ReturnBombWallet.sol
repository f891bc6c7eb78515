// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OwnedWallet} from "./OwnedWallet.sol";

/// @title ReturnBombWallet
/// @notice Answers every question about a signature with a pile of zeros, so that anyone who copies the answer pays for
/// it.
contract ReturnBombWallet is OwnedWallet {
    /// @notice Bytes of the answer. 100,000 cost the wallet itself about 29,000 gas, and a copier as much again.
    uint256 public size = 100_000;

    constructor(address owner) OwnedWallet(owner) {}

    function setSize(uint256 newSize) external {
        size = newSize;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 length = size;
        assembly {
            calldatacopy(0, calldatasize(), 0x60)
            return(0, length)
        }
    }
}
