// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @dev The panel that the terms name decides.
uint8 constant ROUND_1 = 1;
/// @dev A panel that the pool draws decides.
uint8 constant ROUND_2 = 2;
/// @dev The arbiter decides.
uint8 constant ROUND_3 = 3;
