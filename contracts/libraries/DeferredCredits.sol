// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Payee} from "../types/Payee.sol";

/// @notice What the orders of a batch pay, kept in transient storage until the last of them was taken, so that none of them
/// spends what another one paid. An order that reverts takes back what it added.
library DeferredCredits {
    /// @dev Holds one more than the number of credits; 0 outside of a batch. The credits follow.
    uint256 private constant COUNT = uint256(keccak256("quittance.deferred credits")) - 1;

    /// @notice Begins a batch of orders. Nothing that such a batch calls can change the state, so none begins in another one.
    function begin() internal {
        // The block touches no memory.
        uint256 slot = COUNT;
        assembly ("memory-safe") {
            tstore(slot, 1)
        }
    }

    /// @return on Whether a batch of orders is running.
    function areOn() internal view returns (bool on) {
        uint256 slot = COUNT;
        // The block touches no memory.
        assembly ("memory-safe") {
            on := iszero(iszero(tload(slot)))
        }
    }

    /// @dev The caller checks that a batch of orders is running.
    function add(Payee credit) internal {
        uint256 slot = COUNT;
        // The block touches no memory.
        assembly ("memory-safe") {
            let count := tload(slot)
            tstore(add(slot, count), credit)
            tstore(slot, add(count, 1))
        }
    }

    /// @notice Takes the last credit.
    /// @return credit Zero when there is none, which ends the batch.
    function take() internal returns (Payee credit) {
        uint256 slot = COUNT;
        // The block touches no memory.
        assembly ("memory-safe") {
            let count := sub(tload(slot), 1)
            tstore(slot, count)
            if count {
                credit := tload(add(slot, count))
            }
        }
    }
}
