// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A contest: an objection to a provisional payout, which opened a round. One slot.
struct Contest {
    address payer; // who paid the bond; zero when there was no such contest
    uint40 openedAt; // unix seconds; the round's clock starts here
    uint40 openedInBlock; // block number, from which the pool finds the seed of its draw
    uint16 payout; // basis points: the provisional payout that was contested
}
