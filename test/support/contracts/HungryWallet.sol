// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Erc1271Wallet} from "./Erc1271Wallet.sol";

/// @title HungryWallet
/// @notice An honest smart wallet that needs much gas to answer, as one with many owners or with another curve does.
contract HungryWallet is Erc1271Wallet {
    uint256 private constant APPETITE = 300_000;

    constructor(address owner) Erc1271Wallet(owner) {}

    function isValidSignature(bytes32 hash, bytes calldata signature) external view override returns (bytes4) {
        uint256 start = gasleft();
        while (start - gasleft() < APPETITE) {}
        return _isOwners(hash, signature) ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
