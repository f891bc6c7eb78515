// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Calldata} from "./Calldata.sol";

/// @dev The precompile that recovers the signer of an ECDSA signature.
uint256 constant ECRECOVER = 1;
/// @dev Half of the curve's order. A signature with a higher s is refused, as every signature has a twin with a low
/// one.
uint256 constant HIGHEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

// An ECDSA signature: r, then s, then v (whole); or r, then s with the parity of v in its highest bit (compact,
// EIP-2098).
uint256 constant WHOLE_BYTES = 65;
uint256 constant COMPACT_BYTES = 64;
uint256 constant S_AT = 32;
uint256 constant V_AT = 64;

/// @notice Signature checks: ECDSA first (65 bytes, or 64 in the compact form of EIP-2098), then ERC-1271 with bounded
/// gas and bounded return data.
library Signatures {
    /// @notice Thrown when too little gas is left for a step whose outcome must not depend on gas: 150,000 for a
    /// payout, 200,000 to ask a contract wallet for its signature, 100,000 to ask a juror pool for its seat fee, and a
    /// margin.
    /// @param available Gas that is left.
    /// @param required Gas that is needed.
    error Quittance_InsufficientGas(uint256 available, uint256 required);

    /// @notice Gas that a contract signer can use to answer `isValidSignature`.
    uint256 internal constant ERC1271_GAS = 200_000;

    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer != address(0) && recover(digest, signature) == signer) return true;
        return isValidErc1271(signer, digest, signature);
    }

    /// @return The address that signed, or zero when the bytes are no ECDSA signature.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address) {
        unchecked {
            uint256 start = Calldata.start(signature);
            uint256 s = Calldata.wordAt(start + S_AT);
            uint256 v;
            if (signature.length == COMPACT_BYTES) {
                v = 27 + (s >> 255);
                s = (s << 1) >> 1;
            } else if (signature.length == WHOLE_BYTES) {
                v = Calldata.wordAt(start + V_AT) >> 248;
            } else {
                return address(0);
            }
            if (s > HIGHEST_S) return address(0);
            return ecrecover(digest, uint8(v), bytes32(Calldata.wordAt(start)), bytes32(s));
        }
    }

    /// @dev Requires the gas that the signer may use. A call with too little gas reverts, so that it cannot turn a good
    /// signature into a bad one.
    function isValidErc1271(
        address signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bool valid) {
        if (signer.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        // Check: the signer has all the gas that it may use.
        requireGas(ERC1271_GAS);
        bytes4 magic = IERC1271.isValidSignature.selector;
        uint256 gasLimit = ERC1271_GAS;
        // The block writes only the first word; no more than a word of the answer is copied.
        assembly ("memory-safe") {
            mstore(0x00, 0)
            let ok := staticcall(gasLimit, signer, add(question, 0x20), mload(question), 0x00, 0x20)
            valid := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0x00), magic)))
        }
    }

    /// @dev Reverts unless a call can be given `promised` gas. A caller keeps a 64th of its gas back (EIP-150), and
    /// some gas must be left to go on with.
    function requireGas(uint256 promised) internal view {
        unchecked {
            uint256 required = promised + promised / 63 + 5_000;
            if (gasleft() < required) _refuseGas(required);
        }
    }

    function _refuseGas(uint256 required) private view {
        revert Quittance_InsufficientGas(gasleft(), required);
    }
}
