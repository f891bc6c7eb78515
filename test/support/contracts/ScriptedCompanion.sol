// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title ScriptedCompanion
/// @notice A companion that was built for what a test chose, and that answers every other call with the calldata that
/// it was given, or reverts with it.
contract ScriptedCompanion {
    /// @notice The slot that holds 1 while calls are to be refused, on whatever storage this code runs.
    bytes32 public constant REFUSES_SLOT = keccak256("ScriptedCompanion.refuses");

    bytes32 private immutable BUILD;
    address private immutable TOKEN;
    address private immutable ACCOUNTS;

    /// @param accounts Zero: this contract itself.
    constructor(bytes32 build, address token, address accounts) {
        BUILD = build;
        TOKEN = token;
        ACCOUNTS = accounts == address(0) ? address(this) : accounts;
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        bytes32 slot = REFUSES_SLOT;
        bytes memory echo = call;
        assembly ("memory-safe") {
            if sload(slot) {
                revert(add(echo, 0x20), mload(echo))
            }
        }
        return echo;
    }

    function builtFor() external view returns (bytes32 build, address token, address accounts) {
        return (BUILD, TOKEN, ACCOUNTS);
    }
}
