// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title CompilerPad
/// @notice Idle rounds that make up for the newer compiler.
/// @dev The real token was compiled by 0.6.12 without the IR. The same reads, writes, calls and logs cost 200 to 600
/// gas less here in four places. One round is about 43 gas; the numbers were chosen by measuring the stand-in's calls
/// against the real ones (scripts/bench/usdc.ts) and must be chosen again when the compiler or its settings change.
abstract contract CompilerPad {
    uint256 internal constant _TRANSFER_FROM_ROUNDS = 14;
    uint256 internal constant _APPROVE_ROUNDS = 7;
    uint256 internal constant _BYTES_SIGNATURE_ROUNDS = 14;
    uint256 internal constant _WORDS_SIGNATURE_ROUNDS = 5;

    /// @dev Spends `rounds` after the function's own work.
    modifier padded(uint256 rounds) {
        _;
        for (uint256 i = 0; i < rounds; ++i) {}
    }
}
