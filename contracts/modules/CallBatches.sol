// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IUnclaimedPayouts} from "../interfaces/IUnclaimedPayouts.sol";
import {IProvisionalPayouts} from "../interfaces/IProvisionalPayouts.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {ITabs} from "../interfaces/ITabs.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {Items} from "./Items.sol";

/// @dev Calls one function of the money contract many times.
abstract contract CallBatches is Items {
    /// @inheritdoc IBatches
    function batch(bytes[] calldata calls, bool allOrNothing) external {
        bytes4 kind = calls.length == 0 ? bytes4(0) : bytes4(calls[0]);
        // Check: there is a call, and batches take it.
        if (!_isTaken(kind)) revert Quittance_NotForBatches(kind);
        for (uint256 i = 0; i != calls.length; ++i) {
            // Check: it is to the same function.
            if (bytes4(calls[i]) != kind) revert Quittance_MixedBatch(i, kind, bytes4(calls[i]));
            // This code runs under the address of the money contract, whose own code finds the function.
            _runItem(address(this), calls[i], i, allOrNothing);
        }
    }

    /// @return Whether no call of this function spends what another one of it earned, and it is no batch itself.
    function _isTaken(bytes4 selector) private pure returns (bool) {
        return
            selector == IDeals.open.selector ||
            selector == IDeliveries.deliver.selector ||
            selector == IVerdicts.submitVerdict.selector ||
            selector == IProvisionalPayouts.settle.selector ||
            selector == ISettlements.release.selector ||
            selector == ISettlements.refund.selector ||
            selector == ISettlements.reclaim.selector ||
            selector == ITabs.redeem.selector ||
            selector == ILedger.withdraw.selector ||
            selector == IUnclaimedPayouts.claimPayout.selector;
    }
}
