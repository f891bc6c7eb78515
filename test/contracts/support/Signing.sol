// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "./Vm.sol";

/// @notice The forms an ECDSA signature is written in, honest and not.
library Signing {
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    /// @notice 65 bytes: r, s, v.
    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice 64 bytes (EIP-2098): r, then s with the parity of v in its highest bit.
    function signCompact(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 vs) = VM.signCompact(key, digest);
        return abi.encodePacked(r, vs);
    }

    /// @notice 65 bytes with the other s, which ecrecover takes as well and which is refused everywhere here.
    function signHigh(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
    }
}
