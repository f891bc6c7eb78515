// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Takes numbers from 0 to size - 1 in random order, each at most once (Fisher–Yates).
/// @dev Each number has a lane of 32 bits in memory: zero while the number is in its own place, else one more than the
/// number that took its place. The reference is `ShuffleReference`.
library Shuffle {
    uint256 private constant LANE_BYTES = 4;
    uint256 private constant LANE_BITS = 32;
    uint256 private constant WORD_REST = 28;
    uint256 private constant WORD_REST_BITS = 224;

    function shuffled(uint256 size) internal pure returns (bytes memory shuffle) {
        return new bytes(size * LANE_BYTES + WORD_REST);
    }

    /// @notice Takes the number at `place`, and puts the last of the `left` numbers there.
    /// @dev The caller checks that place < left <= size, and counts `left` down by one each time.
    function take(bytes memory shuffle, uint256 place, uint256 left) internal pure returns (uint256 taken) {
        // The block reads and writes within the bytes: the rest of a word follows the last lane.
        assembly ("memory-safe") {
            let lane := add(add(shuffle, 0x20), mul(LANE_BYTES, place))
            let word := mload(lane)
            taken := shr(WORD_REST_BITS, word)
            taken := add(sub(taken, 1), mul(iszero(taken), add(place, 1)))
            let last := shr(WORD_REST_BITS, mload(add(add(shuffle, 0x20), mul(LANE_BYTES, sub(left, 1)))))
            last := add(last, mul(iszero(last), left))
            mstore(lane, or(shl(WORD_REST_BITS, last), shr(LANE_BITS, shl(LANE_BITS, word))))
        }
    }
}
