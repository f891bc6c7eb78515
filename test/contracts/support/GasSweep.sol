// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "./Vm.sol";

/// @notice Makes a call with every amount of gas, from far too little to plenty: it is done in one way, or not at all.
/// How much is enough depends on how the contracts are compiled, so a sweep goes on until as many calls as asked for
/// had enough.
abstract contract GasSweep {
    uint256 private constant FIRST = 20_000;
    uint256 private constant PLENTY = 6_000_000;
    uint256 private constant STARVED = 20;

    /// @return A digest of everything that the call can change.
    function _fingerprint() internal view virtual returns (bytes32);

    /// @dev The last call has plenty of gas, and stays.
    /// @param step From the gas of one call to that of the next: less than any single step of the call costs.
    /// @param enough How many calls with enough gas end the sweep.
    function _sweep(address target, address caller, bytes memory data, uint256 step, uint256 enough) internal {
        bytes32 untouched = _fingerprint();
        uint256 snapshot = VM.snapshotState();
        bytes32 expected = _outcome(target, caller, data, PLENTY);
        VM.revertToState(snapshot);
        VM.assertNotEq(expected, bytes32(0), "with plenty of gas it is done");
        VM.assertNotEq(expected, untouched, "and changes something");
        uint256 starved;
        uint256 done;
        for (uint256 gasLimit = FIRST; done < enough && gasLimit < PLENTY; gasLimit += step) {
            snapshot = VM.snapshotState();
            bytes32 outcome = _outcome(target, caller, data, gasLimit);
            VM.revertToState(snapshot);
            if (outcome == bytes32(0)) {
                ++starved;
            } else {
                ++done;
                VM.assertEq(outcome, expected, "gas decided the outcome");
            }
        }
        VM.assertGe(starved, STARVED, "the sweep reached the calls that starve");
        VM.assertEq(done, enough, "and those that do not");
        _outcome(target, caller, data, PLENTY);
    }

    /// @return outcome 0 when the call reverted.
    function _outcome(
        address target,
        address caller,
        bytes memory data,
        uint256 gasLimit
    ) private returns (bytes32 outcome) {
        VM.prank(caller);
        (bool done, ) = target.call{gas: gasLimit}(data);
        if (done) outcome = _fingerprint();
    }
}
