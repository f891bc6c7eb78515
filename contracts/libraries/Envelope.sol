// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {Calldata} from "./Calldata.sol";
import {PackedPolicy, PolicyView} from "./PackedPolicy.sol";

/// @notice An envelope with a policy, in calldata: where it starts.
type EnvelopeView is uint256;

using Envelope for EnvelopeView global;

/// @notice Reads the envelope that a managed account gives in the place of a plain signature; `IAuthority` describes
/// how it is packed. Every length is checked before what it measures is read.
library Envelope {
    // Where a part starts. The first one is the key.
    uint256 private constant PRINCIPAL_AT = 20;
    uint256 private constant POLICY_AT = 40;
    /// @notice Where the policy ends when it names no treasury.
    uint256 internal constant POLICY_END = POLICY_AT + PackedPolicy.LENGTH;
    uint256 private constant LONG_POLICY_END = POLICY_AT + PackedPolicy.LENGTH_WITH_TREASURY;
    uint256 private constant ADDRESS_BYTES = 20;
    uint256 private constant VALIDITY_BYTES = 5;

    /// @return signer The key.
    /// @return signature The key's; the rest of the envelope.
    function authorizedSigner(
        address account,
        bytes calldata envelope
    ) internal pure returns (address signer, bytes calldata signature) {
        _require(account, envelope, ADDRESS_BYTES);
        return (address(bytes20(envelope[:ADDRESS_BYTES])), envelope[ADDRESS_BYTES:]);
    }

    /// @dev The policy has no length of its own: its hash says whether it names a treasury.
    /// @param inForce Hash of the principal and the policy that the account has.
    /// @return fields The envelope.
    /// @return end Where the policy ends, and the proofs start: `POLICY_END` when it names no treasury.
    function read(
        address account,
        bytes calldata envelope,
        bytes32 inForce
    ) internal pure returns (EnvelopeView fields, uint256 end) {
        end = POLICY_END;
        _require(account, envelope, end);
        bytes32 given = keccak256(envelope[PRINCIPAL_AT:end]);
        if (given != inForce) {
            end = LONG_POLICY_END;
            // Check: the envelope repeats the principal and the policy of the account.
            if (envelope.length < end || keccak256(envelope[PRINCIPAL_AT:end]) != inForce) {
                revert IAuthority.Quittance_PolicyMismatch(account, inForce, given);
            }
        }
        fields = EnvelopeView.wrap(Calldata.start(envelope));
    }

    function key(EnvelopeView self) internal pure returns (address) {
        return Calldata.addressAt(EnvelopeView.unwrap(self));
    }

    function principal(EnvelopeView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(EnvelopeView.unwrap(self) + PRINCIPAL_AT);
        }
    }

    function policy(EnvelopeView self) internal pure returns (PolicyView) {
        unchecked {
            return PolicyView.wrap(EnvelopeView.unwrap(self) + POLICY_AT);
        }
    }

    /// @return proof A Merkle proof; one byte before it is its length.
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
        // The block touches no memory.
        assembly ("memory-safe") {
            proof.offset := add(envelope.offset, add(offset, 1))
            proof.length := count
        }
    }

    /// @return signature The key's; two bytes before it are its length.
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

    /// @param approval Not empty.
    /// @return validUntil Unix seconds; the approval is good before.
    /// @return signature The controller's.
    function readApproval(
        address account,
        bytes calldata approval
    ) internal pure returns (uint256 validUntil, bytes calldata signature) {
        _require(account, approval, VALIDITY_BYTES);
        return (uint40(bytes5(approval[:VALIDITY_BYTES])), approval[VALIDITY_BYTES:]);
    }

    function _require(address account, bytes calldata envelope, uint256 length) private pure {
        // Check: the envelope is long enough for what is read next.
        if (envelope.length < length) {
            revert IAuthority.Quittance_AuthorizationMalformed(account, envelope.length);
        }
    }
}
