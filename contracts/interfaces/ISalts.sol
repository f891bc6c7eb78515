// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Salts: the numbers under which money moves once
/// @notice A deposit by approval and a withdrawal each take a salt, so that a caller that lost the answer can repeat
/// the call and never pays twice. Each account has its own salts for either, so that no one else can use one of them
/// up.
interface ISalts {
    /// @notice Thrown when `account` has moved money under `salt` before. Nothing is moved again.
    /// @param account The wallet that deposits, or the account whose balance pays.
    error Quittance_SaltAlreadyUsed(address account, uint64 salt);

    /// @notice Returns what `account` has used a salt for.
    /// @param account The wallet that deposits, or the account whose balance pays.
    /// @return deposited Whether it made a deposit by approval with the salt.
    /// @return withdrawn Whether money was withdrawn from its balance with the salt.
    function saltUseOf(address account, uint64 salt) external view returns (bool deposited, bool withdrawn);
}
