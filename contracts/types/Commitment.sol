// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Payee} from "./Payee.sol";

/// @notice Money that an account commits or gives up, as its policy sees it and as an approval shows it.
struct Commitment {
    address account; // who commits it, or gives it up
    bytes32 digest; // what its key signs: deal id, tab id, order id, bond id, or the digest of a settlement signature
    bytes32 purpose; // keccak256 of a phrase, of `Purposes`
    uint256 capability; // what the key must be allowed, of `Capabilities`
    uint256 amount; // USDC base units, fees and bond included
    uint256 category; // 0 when none is named
    Payee[] payees; // everyone who may receive a part of it, with the most that each may
}
