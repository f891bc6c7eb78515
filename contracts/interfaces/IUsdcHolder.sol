// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title The token that code was made for
interface IUsdcHolder {
    /// @notice The token that everything here is about: USDC, or its stand-in on a local chain.
    function usdc() external view returns (address);
}
