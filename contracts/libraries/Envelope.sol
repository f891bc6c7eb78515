// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {PolicyView} from "./PackedPolicy.sol";

/// @notice An envelope with a policy, in calldata: where it starts.
type EnvelopeView is uint256;

using Envelope for EnvelopeView global;

/// @notice What a managed account signs with, instead of a plain signature; `IAuthority` says how it is
/// packed. Every length is checked before what it measures is read.
library Envelope {
    uint256 private constant ADDRESS = 20;
    uint256 private constant POLICY = 40;
    /// @notice Where the proofs start, or, when there are none, the length of the signature.
    uint256 internal constant PROOFS = 148;

    /// @return speaking The key.
    /// @return signature Its own; the rest of the envelope.
    function authorizedSigner(
        address account,
        bytes calldata envelope
    ) internal pure returns (address speaking, bytes calldata signature) {
        _require(account, envelope, ADDRESS);
        return (address(bytes20(envelope[:ADDRESS])), envelope[ADDRESS:]);
    }

    /// @param inForce Hash of the principal and the policy that the account has.
    function read(
        address account,
        bytes calldata envelope,
        bytes32 inForce
    ) internal pure returns (EnvelopeView view_) {
        _require(account, envelope, PROOFS);
        bytes32 given = keccak256(envelope[ADDRESS:PROOFS]);
        if (given != inForce) revert IAuthority.Quittance_PolicyMismatch(account, inForce, given);
        // Reads calldata only.
        assembly ("memory-safe") {
            view_ := envelope.offset
        }
    }

    function key(EnvelopeView self) internal pure returns (address) {
        return _addressAt(EnvelopeView.unwrap(self));
    }

    function principal(EnvelopeView self) internal pure returns (address) {
        unchecked {
            return _addressAt(EnvelopeView.unwrap(self) + ADDRESS);
        }
    }

    function policy(EnvelopeView self) internal pure returns (PolicyView) {
        unchecked {
            return PolicyView.wrap(EnvelopeView.unwrap(self) + POLICY);
        }
    }

    /// @return proof A Merkle proof, its length in one byte before it.
    /// @return next Where the envelope goes on.
    function proofAt(
        address account,
        bytes calldata envelope,
        uint256 offset
    ) internal pure returns (bytes32[] calldata proof, uint256 next) {
        _require(account, envelope, offset + 1);
        uint256 count = uint8(envelope[offset]);
        next = offset + 1 + 32 * count;
        _require(account, envelope, next);
        // Reads calldata only.
        assembly ("memory-safe") {
            proof.offset := add(envelope.offset, add(offset, 1))
            proof.length := count
        }
    }

    /// @return signature The key's, its length in two bytes before it.
    /// @return approval The controller's; the rest of the envelope.
    function signaturesAt(
        address account,
        bytes calldata envelope,
        uint256 offset
    ) internal pure returns (bytes calldata signature, bytes calldata approval) {
        _require(account, envelope, offset + 2);
        uint256 end = offset + 2 + uint16(bytes2(envelope[offset:offset + 2]));
        _require(account, envelope, end);
        return (envelope[offset + 2:end], envelope[end:]);
    }

    function _require(address account, bytes calldata envelope, uint256 length) private pure {
        if (envelope.length < length) {
            revert IAuthority.Quittance_AuthorizationMalformed(account, envelope.length);
        }
    }

    function _addressAt(uint256 offset) private pure returns (address account) {
        // Reads calldata only.
        assembly ("memory-safe") {
            account := shr(96, calldataload(offset))
        }
    }
}
