// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAccount} from "@account-abstraction/contracts/interfaces/IAccount.sol";
import {PackedUserOperation} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {Erc1271Wallet} from "./Erc1271Wallet.sol";

/// @title BundledWallet
/// @notice An honest smart wallet that also takes user operations (ERC-4337), which its owner signs.
contract BundledWallet is Erc1271Wallet, IAccount {
    uint256 private constant _SIGNATURE_FAILED = 1;

    address public immutable ENTRY_POINT;

    error BundledWallet_NotEntryPoint(address caller);

    constructor(address owner, address entryPoint) Erc1271Wallet(owner) {
        ENTRY_POINT = entryPoint;
    }

    modifier onlyEntryPoint() {
        if (msg.sender != ENTRY_POINT) revert BundledWallet_NotEntryPoint(msg.sender);
        _;
    }

    receive() external payable {}

    /// @inheritdoc IAccount
    function validateUserOp(
        PackedUserOperation calldata operation,
        bytes32 hash,
        uint256 missing
    ) external onlyEntryPoint returns (uint256) {
        if (missing != 0) {
            // The entry point looks whether it was paid.
            (bool paid, ) = msg.sender.call{value: missing}("");
            paid;
        }
        return _isOwners(hash, operation.signature) ? 0 : _SIGNATURE_FAILED;
    }

    /// @notice Calls `target` as this wallet; its revert is passed on untouched.
    function call(address target, uint256 value, bytes calldata data) external onlyEntryPoint {
        (bool success, bytes memory result) = target.call{value: value}(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
