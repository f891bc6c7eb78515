// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

// Every limit that deals, contests, accounts, tabs, orders and ratings keep. Inline assembly reads some of them by
// name, so each is a literal.

// ---- scores and payouts ----

/// @dev The best score a juror can give.
uint256 constant MAX_SCORE = 10_000;
/// @dev The payout that gives the seller all of a milestone's amount, in basis points.
uint256 constant FULL_PAYOUT = 10_000;
/// @dev The best rating that one party can give the other.
uint256 constant MAX_RATING = 100;
/// @dev Both parties can rate each other for this long after the last settlement.
uint256 constant RATING_WINDOW = 90 days;

// ---- terms ----

uint256 constant MAX_MILESTONES = 32;
/// @dev The most jurors of a panel that terms name. The number is odd.
uint256 constant MAX_JURORS = 15;
/// @dev The most jurors of a panel that a pool draws: twice `MAX_JURORS`, and one.
uint256 constant MAX_DRAWN_JURORS = 31;
/// @dev Basis points of the seller's part.
uint256 constant MAX_MARKETPLACE_FEE = 1_000;
/// @dev Only the contest window may be 0. With a verdict window of 0 the payout for silence would become provisional in
/// the second of an on-chain delivery, before any juror could vote.
uint256 constant MIN_WINDOW = 10 minutes;
uint256 constant MAX_WINDOW = 30 days;
/// @dev The latest deadline of a milestone, and the latest end of a tab, counted from the opening.
uint256 constant MAX_TERM = 730 days;

// ---- deliveries, tabs, orders, accounts ----

/// @dev The most bytes of an evidence URI.
uint256 constant MAX_EVIDENCE_URI = 512;
uint256 constant MIN_GRACE = 10 minutes;
uint256 constant MAX_GRACE = 30 days;
/// @dev The most payments in one order.
uint256 constant MAX_PAYMENTS = 256;
/// @dev The longest period of a policy, in hours: a leap year.
uint256 constant MAX_PERIOD = 8_784;
