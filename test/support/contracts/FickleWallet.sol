// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Erc1271Wallet} from "./Erc1271Wallet.sol";

/// @title FickleWallet
/// @notice Changes its mind: its owner's signatures hold until it is flipped, and again when it is flipped back.
contract FickleWallet is Erc1271Wallet {
    bool public flipped;

    constructor(address owner) Erc1271Wallet(owner) {}

    function flip() external {
        flipped = !flipped;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view override returns (bytes4) {
        return !flipped && _isOwners(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
