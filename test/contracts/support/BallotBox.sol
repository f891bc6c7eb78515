// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A juror's signed score, readable.
struct SignedBallot {
    uint8 position;
    uint16 score;
    bytes32 reasons;
    bytes signature;
}

/// @notice The wire forms of ballots, written from the specification.
library BallotBox {
    /// @notice What `submitVerdict` takes: count, entries, then the signatures with their lengths.
    function pack(SignedBallot[] memory ballots) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(ballots.length), entries(ballots));
        for (uint256 i = 0; i < ballots.length; ++i) {
            packed = abi.encodePacked(packed, uint16(ballots[i].signature.length), ballots[i].signature);
        }
    }

    /// @notice The same, of ballots that were signed in batches where `batched` says so: the length of such a signature
    /// has its highest bit set.
    function packBatched(
        SignedBallot[] memory ballots,
        bool[] memory batched
    ) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(ballots.length), entries(ballots));
        for (uint256 i = 0; i < ballots.length; ++i) {
            uint16 mark = batched[i] ? 0x8000 : 0;
            packed = abi.encodePacked(packed, uint16(ballots[i].signature.length) | mark, ballots[i].signature);
        }
    }

    /// @notice Position, score and reasons of each, one after the other.
    function entries(SignedBallot[] memory ballots) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < ballots.length; ++i) {
            packed = abi.encodePacked(packed, ballots[i].position, ballots[i].score, ballots[i].reasons);
        }
    }

    /// @notice The `verdict` field of `VerdictReached`.
    function verdict(
        uint8 milestone,
        uint16 payout,
        SignedBallot[] memory ballots
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(milestone, uint8(1), payout, entries(ballots));
    }

    /// @notice Ballots followed by the seller's delivery, as a payout below full needs them.
    function withDelivery(
        bytes memory ballots,
        string memory evidenceUri,
        bytes memory signature
    ) internal pure returns (bytes memory) {
        return bytes.concat(ballots, keccak256(bytes(evidenceUri)), signature);
    }
}
