// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title OwnedWallet
/// @notice A contract account that calls whatever its owner asks; how it answers for signatures is left to each wallet.
abstract contract OwnedWallet is IERC1271 {
    address public immutable OWNER;

    error OwnedWallet_NotOwner(address caller, address owner);

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice Calls `target` as this wallet and gives back what it returned; its revert is passed on untouched.
    function execute(address target, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != OWNER) revert OwnedWallet_NotOwner(msg.sender, OWNER);
        (bool success, bytes memory result) = target.call(data);
        if (success) return result;
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
