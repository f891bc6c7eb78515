// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice Who signed what, of signatures that were checked in this call.
struct CheckedSignatures {
    bytes32[] hashes; // of signer and digest
    uint256 count; // how many there are
}

using CheckedSignaturesInMemory for CheckedSignatures global;

/// @notice Remembers checked signatures by signer and digest together: another signer did not sign that digest, and
/// the same signer signed no other.
library CheckedSignaturesInMemory {
    /// @param most At most as many are added.
    function make(uint256 most) internal pure returns (CheckedSignatures memory checked) {
        checked.hashes = new bytes32[](most);
    }

    function has(CheckedSignatures memory self, address signer, bytes32 digest) internal pure returns (bool) {
        unchecked {
            bytes32 hash = _hash(signer, digest);
            for (uint256 i = 0; i != self.count; ++i) if (self.hashes[i] == hash) return true;
            return false;
        }
    }

    function add(CheckedSignatures memory self, address signer, bytes32 digest) internal pure {
        unchecked {
            self.hashes[self.count++] = _hash(signer, digest);
        }
    }

    function _hash(address signer, bytes32 digest) private pure returns (bytes32) {
        return Hashes.efficientKeccak256(bytes32(uint256(uint160(signer))), digest);
    }
}
