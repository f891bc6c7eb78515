// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OwnedWallet} from "./OwnedWallet.sol";

/// @title RevertingWallet
/// @notice Reverts whenever it is asked about a signature.
contract RevertingWallet is OwnedWallet {
    error RevertingWallet_Refused(bytes32 hash);

    constructor(address owner) OwnedWallet(owner) {}

    function isValidSignature(bytes32 hash, bytes calldata) external pure returns (bytes4) {
        revert RevertingWallet_Refused(hash);
    }
}
