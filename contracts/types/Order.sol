// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice One payment of an order.
struct Payment {
    address payee; // whose balance is credited
    uint96 amount; // USDC base units
}

/// @notice Direct payments from one balance to others, signed once. The EIP-712 digest is the order id.
struct Order {
    address account; // who pays
    uint64 nonce; // used once by an account, in any order
    uint40 validUntil; // unix seconds; paid while now < validUntil
    uint32 category; // for the account's policy; 0 when none is named
    bytes32 memo; // chosen by the payer, such as the hash of an invoice; not read here
    Payment[] payments;
}
