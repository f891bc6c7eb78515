// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Erc1271Wallet} from "./Erc1271Wallet.sol";

/// @title MoodyWallet
/// @notice A smart wallet that answers cheaply while somebody estimates, and burns all its gas when it is asked in earnest.
contract MoodyWallet is Erc1271Wallet {
    bool private _burns;

    constructor(address owner) Erc1271Wallet(owner) {}

    function burn() external {
        _burns = true;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view override returns (bytes4) {
        if (_burns) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        return _isOwners(hash, signature) ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
