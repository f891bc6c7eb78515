// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A contest: an objection to a standing payout, which opened an instance. One slot.
struct Contest {
    address payer; // who paid the bond; zero when there was no such contest
    uint40 openedAt; // unix seconds; the instance's clock starts here
    uint40 openedInBlock; // block number, from which the pool finds the seed of its draw
    uint16 payout; // basis points: the standing payout that was contested
}
