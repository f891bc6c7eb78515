// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice A ballot as proof against its juror: its content, and the signature that covers it, alone or in a batch. The
/// siblings are the hashes beside the ballot's way to the root of the batch, from the ballot up, as `BatchSignatures`
/// describes it.
struct SignedBallot {
    uint16 score; // 0 to 10000
    bytes32 reasons; // hash of the juror's written reasons
    uint8 index; // of the ballot in the batch that was signed; it counts for nothing without siblings
    bytes32[] siblings; // empty when the signature is of the `Ballot` itself
    bytes signature; // ECDSA of 65 or 64 bytes; ERC-1271 too where the juror is named in the terms
}
