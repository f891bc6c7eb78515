// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice A contest: an objection to a provisional payout, which opened a round. One slot.
struct Contest {
    address payer; // who paid the bond; zero when there was no such contest
    uint40 openedAt; // unix seconds; the round runs from here
    uint40 openedInBlock; // block number; the pool finds the seed of its draw from it
    uint16 payout; // basis points: the provisional payout that was contested
}
