// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Commitment} from "../types/Commitment.sol";
import {Payee} from "../types/Payee.sol";
import {APPROVAL_TYPEHASH, PAYEE_TYPEHASH} from "../types/TypeHashes.sol";

/// @notice Hashes what a controller approves. Everything that it reads there comes from the commitment itself.
library Approvals {
    /// @param validUntil Unix seconds; the approval is good while now < validUntil.
    /// @return The EIP-712 struct hash of the approval of this commitment.
    function hash(Commitment memory commitment, uint256 validUntil) internal pure returns (bytes32) {
        Payee[] memory payees = commitment.payees;
        bytes32[] memory hashes = new bytes32[](payees.length);
        for (uint256 i; i != hashes.length; ++i) {
            hashes[i] = keccak256(abi.encode(PAYEE_TYPEHASH, payees[i].account(), payees[i].most()));
        }
        return
            keccak256(
                abi.encode(
                    APPROVAL_TYPEHASH,
                    commitment.account,
                    commitment.purpose,
                    keccak256(abi.encodePacked(hashes)),
                    commitment.amount,
                    validUntil,
                    commitment.digest
                )
            );
    }
}
