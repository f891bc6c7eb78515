// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice The pieces of code that the money contract runs on its own storage, beside its own.
struct Companions {
    address disputes; // contested milestones, verdicts on evidence that is on-chain, fees that jurors share
    address accounts; // principals, tabs, payments and ratings
    address agreements; // what both parties sign together, and reads of storage
    address batches; // many operations in one transaction
    address panels; // draws of panels
}
