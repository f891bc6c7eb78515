// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IBatches} from "../interfaces/IBatches.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @dev Runs the items of a batch, each in a call of its own: one that reverts changes nothing.
abstract contract Items is IBatches {
    /// @dev Runs `call` by the code at `code`, on this contract's storage and for the same caller.
    function _runItem(address code, bytes memory call, uint256 index, bool allOrNothing) internal {
        uint256 gasBefore = gasleft();
        // Checks, Effects and Interactions of the item
        (bool done, bytes memory reason) = code.delegatecall(call);
        if (done) return;
        // Check: the item says why it failed. Without a reason it had too little gas.
        if (reason.length < 4) revert Quittance_ItemFailed(index);
        // Check: the item left more gas than remains when a call within it runs out. The token asks wallets for their
        // signatures with all the gas there is, and has a reason when one of them runs out of it. Each call on the way
        // to it keeps a 64th (EIP-150), so that a quarter is more than a dozen of them keep.
        if (gasleft() < gasBefore >> 2) revert Quittance_ItemFailed(index);
        // Check: more gas would not have changed the outcome.
        if (bytes4(reason) == Signatures.Quittance_InsufficientGas.selector) LowLevelCall.bubbleRevert(reason);
        _refuseItem(index, reason, allOrNothing);
    }

    function _refuseItem(uint256 index, bytes memory reason, bool allOrNothing) internal {
        // Check: not all is asked for.
        if (allOrNothing) LowLevelCall.bubbleRevert(reason);
        emit ItemRefused(index, reason);
    }
}
