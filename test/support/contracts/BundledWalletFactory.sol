// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BundledWallet} from "./BundledWallet.sol";

/// @title BundledWalletFactory
/// @notice Makes one wallet for an owner and an entry point, at an address that is known before.
contract BundledWalletFactory {
    function create(address owner, address entryPoint) external returns (address) {
        return address(new BundledWallet{salt: bytes32(0)}(owner, entryPoint));
    }

    /// @notice The address of a wallet, whether or not it is made.
    function addressOf(address owner, address entryPoint) external view returns (address) {
        bytes memory code = abi.encodePacked(type(BundledWallet).creationCode, abi.encode(owner, entryPoint));
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(this), bytes32(0), keccak256(code)));
        return address(uint160(uint256(hash)));
    }
}
