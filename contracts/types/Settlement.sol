// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Why a milestone settled. A verdict that settles at once is told by `VerdictReached` alone.
enum Cause {
    Verdict, // a verdict stood until nobody could or did contest it, or was the last round's
    Silence, // delivered on-chain, and no verdict came within the verdict window
    Release, // the buyer signed it away in full
    Refund, // the seller signed it back in full
    Agreement, // both signed a split
    Reclaim, // nothing was delivered or judged by the deadline
    Ruling // the arbiter decided
}
