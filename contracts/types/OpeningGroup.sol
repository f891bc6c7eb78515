// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice Deals to open, with one copy of what their terms have in common.
struct OpeningGroup {
    bytes terms; // whole terms of any of the deals; the others differ from them only in what the items repeat
    bytes items; // what differs from deal to deal: packed as `IOpenBatches` describes it
    bytes signatures; // of the buyer and the seller of each deal: packed as `IOpenBatches` describes it
}
