// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {KeyGrant} from "./Key.sol";

/// @notice An account to be opened for an agent.
struct AccountOpening {
    uint32 index; // chosen by the principal, one account each; the account's address is derived from both
    KeyGrant[] keys; // the first ones; may be none
    bytes policy; // in packed form, 108 bytes (`PackedPolicy`)
}

/// @notice Money between the rows of one principal.
struct Move {
    address from; // an account of the caller's, or the caller
    address to; // the same
    uint96 amount; // USDC base units
}
