// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Items: what every batch has in common
/// @notice Every item of a batch keeps the rules of the call that it stands for. One that is refused changes nothing,
/// and does not sink the others, unless the caller asks for all or nothing. Such a batch can be blocked: anyone who
/// makes one of its calls first makes all of it fail.
interface IItems {
    /// @notice Emitted when an item of a batch is refused.
    /// @param index Of the item in the batch, counted from 0. In a batch of groups the items are counted through.
    /// @param reason The error that the call which the item stands for reverts with, ABI-encoded.
    event ItemRefused(uint256 index, bytes reason);

    /// @notice Thrown when the items, the jurors or the signatures of a group end before, or after, what they announce.
    /// @param length Bytes that were given.
    /// @param expected Bytes that are needed.
    error Quittance_MalformedGroup(uint256 length, uint256 expected);

    /// @notice Thrown when a batch has no item, or a call that batches do not take.
    /// @param selector Of the function that was to be called; zero when there is no item.
    error Quittance_NotForBatches(bytes4 selector);

    /// @notice Thrown when an item fails without saying why, or uses up most of the gas and fails, as it does when too
    /// little gas is left for it. The whole batch reverts, so that no item is refused for lack of gas, but for one that a
    /// contract wallet pays: USDC asks it for its signature, and it can refuse with less gas than it likes.
    /// @param index Of the item, counted from 0.
    error Quittance_ItemFailed(uint256 index);
}
