// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Unclaimed payouts: what the token refused to pay
/// @notice A payout that the token refuses waits in the contract for its address, and for no other. The contract emits
/// `PayoutRefused` (`ILedger`) for each.
interface IUnclaimedPayouts {
    /// @notice Emitted when the unclaimed payout of `account` is paid to it.
    event PayoutClaimed(address indexed account, uint96 amount);

    /// @notice Thrown when no refused payout waits for `account`.
    error Quittance_NoUnclaimedPayout(address account);

    /// @notice Thrown when the token refuses again to pay `account`. The payout keeps waiting.
    /// @param amount USDC base units.
    error Quittance_PayoutStillRefused(address account, uint256 amount);

    /// @notice Pays the whole unclaimed payout of `account` to `account`.
    /// @dev Anyone may call, any number of times. Reverts with `Quittance_NoUnclaimedPayout`,
    /// `Quittance_PayoutStillRefused` or `Quittance_InsufficientGas`. Emits `PayoutClaimed`.
    /// @param account The address whose payout the token refused.
    function claimPayout(address account) external;
}
