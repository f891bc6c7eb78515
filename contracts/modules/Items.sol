// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IItems} from "../interfaces/IItems.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Runs the items of a batch, each in a call of its own: one that reverts changes nothing.
abstract contract Items is Ledger, IItems {
    /// @dev Runs an item by a function of this code, which only batches reach.
    /// @return done Whether the item was not refused.
    /// @return answer What it returned, or why it was refused.
    function _runOwnItem(
        bytes memory call,
        uint256 index,
        bool allOrNothing
    ) internal returns (bool done, bytes memory answer) {
        return _runItem(_itemsCode(), bytes.concat(call, _domainSeparator()), index, allOrNothing);
    }

    /// @dev Runs `call` by the code at `code`, on this contract's storage and for the same caller.
    /// @return done Whether the item was not refused.
    /// @return answer What it returned, or why it was refused.
    function _runItem(
        address code,
        bytes memory call,
        uint256 index,
        bool allOrNothing
    ) internal returns (bool done, bytes memory answer) {
        uint256 gasBefore = gasleft();
        // Checks, Effects and Interactions of the item
        (done, answer) = code.delegatecall(call);
        if (done) return (true, answer);
        // Check: the item says why it failed. Without a reason it had too little gas.
        if (answer.length < 4) revert Quittance_ItemFailed(index);
        // Check: the item left more gas than remains when a call within it runs out. The token asks wallets for their
        // signatures with all the gas there is, and has a reason when one of them runs out of it. Each call on the way
        // to it keeps a 64th (EIP-150), so that a quarter is more than a dozen of them keep.
        if (gasleft() < gasBefore >> 2) revert Quittance_ItemFailed(index);
        // Check: more gas would not have changed the outcome.
        if (bytes4(answer) == Signatures.Quittance_InsufficientGas.selector) LowLevelCall.bubbleRevert(answer);
        _refuseItem(index, answer, allOrNothing);
    }

    /// @param items What differs 1, and then the items.
    /// @param itemBytes Of each. None when nothing differs: then there is one item.
    function _countItems(bytes calldata items, uint256 itemBytes) internal pure returns (uint256 count) {
        unchecked {
            count = itemBytes == 0 ? 1 : (items.length - 1) / itemBytes;
            // Check: there is an item, and the last one is whole.
            if (count == 0 || items.length != 1 + count * itemBytes) {
                revert Quittance_MalformedGroup(items.length, 1 + (count == 0 ? 1 : count) * itemBytes);
            }
        }
    }

    /// @return Where the code of this contract lies, while it runs under the address of the money contract.
    function _itemsCode() internal view virtual returns (address);

    function _refuseItem(uint256 index, bytes memory reason, bool allOrNothing) internal {
        // Check: not all is asked for.
        if (allOrNothing) LowLevelCall.bubbleRevert(reason);
        emit ItemRefused(index, reason);
    }
}
