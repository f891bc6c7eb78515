// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice How jurors share a fee, by handing out one unit after the other.
library Sharing {
    /// @param lanes Of 16 bits, one a seat; not 0 for a juror on record.
    /// @return parts Of each seat. Whole turns go round all on record; what is less than a turn goes to the first.
    function partsOf(uint256 fee, uint256 lanes, uint256 seats) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](seats);
        uint256 sharers;
        uint256 first = seats;
        for (uint256 i = seats; i > 0; --i) {
            if ((lanes >> (16 * (i - 1))) & 0xffff == 0) continue;
            ++sharers;
            first = i - 1;
        }
        uint256 turns;
        while ((turns + 1) * sharers <= fee) turns += ((fee - turns * sharers) / sharers + 1) / 2;
        for (uint256 i = 0; i < seats; ++i) {
            if ((lanes >> (16 * i)) & 0xffff != 0) parts[i] = turns;
        }
        parts[first] += fee - turns * sharers;
    }
}
