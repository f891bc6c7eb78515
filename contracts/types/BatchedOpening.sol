// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice A deal to open in a batch.
struct BatchedOpening {
    bytes terms; // whole terms
    bytes buyerSignature; // as `open` takes it; empty where the buyer's signature of the batch agrees to the terms
    bytes sellerSignature; // as `open` takes it
}
