// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice The second round of a contested milestone. Two slots for panels of up to 16 jurors, else three.
struct DrawnRound {
    bytes32 panelHash; // keccak256 of the drawn panel, addresses of 20 bytes; zero until it is drawn
    uint256[2] scores; // 16 bits for each position, from the lowest up: score + 1, or 0 without a ballot
}
