// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";

/// @notice Calls that are tried and undone. The clock is kept here: the compiler may read the chain's only once in a
/// function.
abstract contract Trials {
    error Undone(bool ok);

    uint256 internal _clock;

    function _warp(uint256 timestamp) internal {
        _clock = timestamp;
        VM.warp(timestamp);
    }

    /// @return From `lowest` to `highest`, both included.
    function _within(uint256 value, uint256 lowest, uint256 highest) internal pure returns (uint256) {
        return lowest + (value % (highest - lowest + 1));
    }

    /// @return Whether the call would go through now; nothing of it stays.
    function _tries(address caller, bytes memory data) internal returns (bool) {
        try this.tryAndUndo(caller, data) {
            revert("not undone");
        } catch (bytes memory reason) {
            VM.assertEq(bytes32(bytes4(reason)), bytes32(Undone.selector), "a trial failed by itself");
            return reason[35] == 0x01;
        }
    }

    function tryAndUndo(address caller, bytes calldata data) external {
        VM.prank(caller);
        (bool ok, ) = _onTrial().call(data);
        revert Undone(ok);
    }

    /// @return The contract that is called.
    function _onTrial() internal view virtual returns (address);
}
