// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Money that an account commits, as its policy sees it.
struct Commitment {
    address account; // who commits it
    bytes32 digest; // what its key signs: deal id, tab id, order id or bond id
    uint256 capability; // what the key must be allowed, of `Capabilities`
    uint256 amount; // USDC base units, fees and bond included
    uint256 category; // 0 when none is named
    address[] payees; // everyone who may receive a part of it
}
