// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice The reference of `Signatures.recover`: OpenZeppelin's ECDSA, of 65 bytes or of 64 in the compact form.
library SignaturesReference {
    /// @return signer Zero when the bytes are no ECDSA signature.
    function recover(bytes32 digest, bytes memory signature) internal pure returns (address signer) {
        if (signature.length == 65) {
            (bytes32 r, bytes32 s) = (_wordAt(signature, 0), _wordAt(signature, 32));
            (signer, , ) = ECDSA.tryRecover(digest, uint8(signature[64]), r, s);
        } else if (signature.length == 64) {
            (signer, , ) = ECDSA.tryRecover(digest, _wordAt(signature, 0), _wordAt(signature, 32));
        }
    }

    function _wordAt(bytes memory data, uint256 offset) private pure returns (bytes32 word) {
        for (uint256 i = 0; i < 32; ++i) word |= bytes32(data[offset + i]) >> (8 * i);
    }
}
