// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Why a milestone settled. A verdict that settles at once emits `VerdictReached` alone.
enum Cause {
    Verdict, // a verdict could no longer be contested, or was the last round's
    Silence, // delivered on-chain, and no verdict came within the verdict window
    Release, // the buyer released it in full
    Refund, // the seller refunded it in full
    Agreement, // both signed a split
    Reclaim, // nothing was delivered or judged by the deadline
    Ruling // the arbiter decided
}
