// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OwnedWallet} from "./OwnedWallet.sol";

/// @title WrongMagicWallet
/// @notice Answers at once, but with a word that is not ERC-1271's.
contract WrongMagicWallet is OwnedWallet {
    constructor(address owner) OwnedWallet(owner) {}

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xdeadbeef;
    }
}
