// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice Signature checks: ECDSA first (65 bytes, or 64 in the compact form of EIP-2098), then ERC-1271 with bounded gas
/// and bounded return data. High-s signatures are refused.
library Signatures {
    /// @notice Thrown when too little gas is left for a step whose outcome must not depend on gas: 150,000 for a
    /// payout, 200,000 to ask a contract wallet for its signature, and a margin.
    /// @param available Gas that is left.
    /// @param required Gas that is needed.
    error Quittance_InsufficientGas(uint256 available, uint256 required);

    /// @notice Gas a contract signer may use to answer `isValidSignature`.
    uint256 internal constant ERC1271_GAS = 200_000;

    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer != address(0) && recover(digest, signature) == signer) return true;
        return isValidErc1271(signer, digest, signature);
    }

    /// @return signer The address that signed, or zero when the bytes are no ECDSA signature.
    function recover(bytes32 digest, bytes calldata signature) internal view returns (address signer) {
        // Writes scratch space and above the free memory pointer only; ecrecover returns nothing for what it refuses, and is
        // not asked for the v of zero of a signature whose length is neither 64 nor 65.
        assembly ("memory-safe") {
            let s := calldataload(add(signature.offset, 0x20))
            let v := 0
            switch signature.length
            case 64 {
                v := add(27, shr(255, s))
                s := shr(1, shl(1, s))
            }
            case 65 {
                v := byte(0, calldataload(add(signature.offset, 0x40)))
            }
            if gt(mul(v, lt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1)), 0) {
                let free := mload(0x40)
                mstore(free, digest)
                mstore(add(free, 0x20), v)
                mstore(add(free, 0x40), calldataload(signature.offset))
                mstore(add(free, 0x60), s)
                mstore(0, 0)
                pop(staticcall(gas(), 1, free, 0x80, 0, 0x20))
                signer := mload(0)
            }
        }
    }

    /// @dev Requires the gas it promises the signer: a caller that gives too little reverts everything instead of turning
    /// a good signature into a bad one.
    function isValidErc1271(
        address signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bool valid) {
        if (signer.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        uint256 required = ERC1271_GAS + ERC1271_GAS / 63 + 5_000;
        if (gasleft() < required) revert Quittance_InsufficientGas(gasleft(), required);
        bytes4 magic = IERC1271.isValidSignature.selector;
        uint256 gasLimit = ERC1271_GAS;
        assembly ("memory-safe") {
            mstore(0, 0)
            let ok := staticcall(gasLimit, signer, add(question, 0x20), mload(question), 0, 0x20)
            valid := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0), magic)))
        }
    }
}
