// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {OwnedWallet} from "./OwnedWallet.sol";

/// @title PresigningWallet
/// @notice Signs by a transaction beforehand, as multisig wallets can: its signature of such a hash is empty.
contract PresigningWallet is OwnedWallet {
    bytes4 private constant _REFUSED = 0xffffffff;

    mapping(bytes32 hash => bool) private _signed;

    constructor(address owner) OwnedWallet(owner) {}

    function sign(bytes32 hash) external {
        if (msg.sender != OWNER) revert OwnedWallet_NotOwner(msg.sender, OWNER);
        _signed[hash] = true;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return signature.length == 0 && _signed[hash] ? IERC1271.isValidSignature.selector : _REFUSED;
    }
}
