// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Who controls a principal. Two slots, the first of which every commitment reads.
struct Principal {
    // slot 0
    address controller; // zero: the principal itself
    bool frozen; // all its accounts are frozen
    // slot 1
    address offered; // who may take control; zero: no one
}

/// @notice Who opened an account. One slot. Under a principal's own address it has only a nonce: no one opened that.
struct Origin {
    address principal; // zero: no one, the account is a wallet
    uint32 index; // the account's number with its principal
    uint64 nonce; // how often power was given: to the account alone, or to all accounts of the principal
}
