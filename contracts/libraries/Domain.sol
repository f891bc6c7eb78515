// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DOMAIN_NAME, DOMAIN_TYPEHASH, DOMAIN_VERSION} from "../types/TypeHashes.sol";

/// @notice The EIP-712 domain of a money contract on the live chain.
library Domain {
    /// @param quittance The money contract that verifies signatures.
    function separatorOf(address quittance) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DOMAIN_TYPEHASH,
                    keccak256(bytes(DOMAIN_NAME)),
                    keccak256(bytes(DOMAIN_VERSION)),
                    block.chainid,
                    quittance
                )
            );
    }
}
