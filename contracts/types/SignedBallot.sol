// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice A ballot as proof against its juror: its content, and the signature that covers it, alone or in a batch.
struct SignedBallot {
    uint16 score; // 0 to 10000
    bytes32 reasons; // hash of the juror's written reasons
    bytes32[] batch; // empty: the signature is of the `Ballot` itself. Else the EIP-712 struct hashes of all ballots of the
    // signed `BallotBatch(Ballot[] ballots)`, this one's among them
    bytes signature; // ECDSA of 65 or 64 bytes; ERC-1271 too where the juror is named in the terms
}
