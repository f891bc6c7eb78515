// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {OwnedWallet} from "./OwnedWallet.sol";

/// @title Erc1271Wallet
/// @notice An honest smart wallet: its owner's signature, of 65 bytes or compact, is its signature.
contract Erc1271Wallet is OwnedWallet {
    bytes4 private constant _REFUSED = 0xffffffff;

    constructor(address owner) OwnedWallet(owner) {}

    function isValidSignature(bytes32 hash, bytes calldata signature) external view virtual returns (bytes4) {
        return _isOwners(hash, signature) ? IERC1271.isValidSignature.selector : _REFUSED;
    }

    function _isOwners(bytes32 hash, bytes calldata signature) internal view returns (bool) {
        address signer;
        if (signature.length == 64) {
            (signer, , ) = ECDSA.tryRecover(hash, bytes32(signature[:32]), bytes32(signature[32:]));
        } else {
            (signer, , ) = ECDSA.tryRecover(hash, signature);
        }
        return signer == OWNER;
    }
}
