// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice What is stored of a milestone once something out of the ordinary happened to it: an on-chain delivery, or a
/// provisional payout. Two slots; most milestones never have one.
struct MilestoneRecord {
    // slot 0
    bytes32 evidence; // what was delivered or judged; binds every later round
    // slot 1
    uint40 deliveredAt; // unix seconds of the on-chain delivery; 0 when there was none
    uint40 provisionalSince; // unix seconds since which the payout is provisional; 0 before any verdict or contest
    uint16 provisionalPayout; // the provisional payout: basis points of the milestone's amount that go to the seller
    uint8 round; // the last round that reached a verdict, 1 or 2; 0 while none did
    bool judged; // the panel of round 1 earned its fee: by a verdict, or by a quorum of ballots on record
    uint8 contests; // rounds opened by a contest: 0, 1 (round 2) or 2 (round 2 and the arbiter)
    uint8 byBuyer; // bit 0: the contest that opened round 2 was the buyer's; bit 1: the one before the arbiter was
    uint8 released; // bit 0: the bond of round 2 was paid out; bit 1: that of the arbiter's round was
    uint16 lowestPayout; // basis points: the least that the round can still decide, by the ballots on record
    uint16 highestPayout; // basis points: the most; 0 with fewer ballots than a quorum, and once it decided
    uint40 drawnAt; // unix seconds of the draw of round 2, which its bond paid; 0 while there is no panel
    uint40 endedAt; // unix seconds at which the parties ended it although it was contested; 0 when they did not
}
