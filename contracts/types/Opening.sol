// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {KeyGrant} from "./Key.sol";

/// @notice A managed account to be opened.
struct AccountOpening {
    uint32 index; // chosen by the principal, one account each; the account's address is derived from both
    KeyGrant[] keys; // the first keys; may be none
    bytes policy; // in packed form, 108 or 112 bytes (`PackedPolicy`)
}

/// @notice Changes of a managed account.
struct AccountUpdate {
    address account;
    KeyGrant[] keys; // granted, changed and revoked; may be none
    bytes current; // the policy in force, in packed form; not read when the policy stays
    bytes policy; // the new policy, in packed form; empty when the policy stays
}

/// @notice A transfer between the balances of one principal.
struct Move {
    address from; // an account of the caller's, or the caller
    address to; // the same
    uint96 amount; // USDC base units
}
