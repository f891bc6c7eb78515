// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title MultisigWallet
/// @notice An honest wallet of several owners. Its signature is those of a number of them one after the other, 65 bytes each,
/// in the ascending order of their addresses, so that none counts twice.
contract MultisigWallet is IERC1271 {
    bytes4 private constant _REFUSED = 0xffffffff;
    uint256 private constant _SIGNATURE = 65;

    uint256 public immutable THRESHOLD;
    mapping(address owner => bool) public isOwner;

    constructor(address[] memory owners, uint256 threshold) {
        THRESHOLD = threshold;
        for (uint256 i = 0; i < owners.length; i++) isOwner[owners[i]] = true;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signatures) external view returns (bytes4) {
        if (signatures.length != THRESHOLD * _SIGNATURE) return _REFUSED;
        address last;
        for (uint256 i = 0; i < THRESHOLD; i++) {
            bytes calldata signature = signatures[i * _SIGNATURE:(i + 1) * _SIGNATURE];
            (address signer, , ) = ECDSA.tryRecover(hash, signature);
            if (signer <= last || !isOwner[signer]) return _REFUSED;
            last = signer;
        }
        return IERC1271.isValidSignature.selector;
    }
}
