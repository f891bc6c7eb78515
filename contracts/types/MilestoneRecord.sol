// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice What a milestone remembers once something out of the ordinary happened to it: an on-chain delivery, or a
/// verdict that stands while its contest window runs. Two slots; most milestones never have one.
struct MilestoneRecord {
    // slot 0
    bytes32 evidence; // what was delivered or judged; binds every later instance
    // slot 1
    uint40 deliveredAt; // unix seconds of the on-chain delivery; 0 when there was none
    uint40 standingSince; // unix seconds of the standing verdict; 0 while no instance has decided
    uint16 standingPayout; // basis points of the milestone's amount that go to the seller
    uint8 round; // the instance whose verdict stands; 0 while none does
}
