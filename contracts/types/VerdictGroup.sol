// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Verdicts on many milestones by one panel, with one copy of what they have in common.
struct VerdictGroup {
    bytes terms; // whole or brief terms of any of the deals; the others differ from them only in what the items repeat
    bytes jurors; // who signed, with one signature of each: packed as `IBatches` describes it
    bytes items; // what differs from milestone to milestone: packed as `IBatches` describes it
}
