// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {IPayments} from "../interfaces/IPayments.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IUnclaimedPayouts} from "../interfaces/IUnclaimedPayouts.sol";
import {IProvisionalPayouts} from "../interfaces/IProvisionalPayouts.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {ITabs} from "../interfaces/ITabs.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DeferredCredits} from "../libraries/DeferredCredits.sol";
import {Netting, Nettings} from "../libraries/Netting.sol";
import {Payee} from "../types/Payee.sol";
import {Items} from "./Items.sol";
import {NettedPayouts} from "./NettedPayouts.sol";

/// @dev Calls one function of the money contract many times.
abstract contract CallBatches is NettedPayouts, Items, IBatches {
    /// @inheritdoc IBatches
    function batch(bytes[] calldata calls, bool allOrNothing) external {
        bytes4 kind = calls.length == 0 ? bytes4(0) : bytes4(calls[0]);
        // Check: there is a call, and batches take it.
        if (!_isTaken(kind)) revert Quittance_NotForBatches(kind);
        bool settles = _settles(kind);
        bool pays = kind == IPayments.pay.selector;
        if (pays) DeferredCredits.begin();
        Netting memory netting = Nettings.make(settles ? 2 * calls.length : 0);
        for (uint256 i = 0; i != calls.length; ++i) {
            // Check: it is to the same function.
            if (bytes4(calls[i]) != kind) revert Quittance_MixedBatch(i, kind, bytes4(calls[i]));
            // This code runs under the address of the money contract, whose own code finds the function.
            if (!settles) _runItem(address(this), calls[i], i, allOrNothing);
            else _runOwing(calls[i], i, allOrNothing, netting);
        }
        // Effects
        if (pays) _creditDeferred();
        // Interactions
        _payNetted(netting);
    }

    /// @dev Credits what the orders of the batch pay.
    function _creditDeferred() private {
        for (;;) {
            Payee credit = DeferredCredits.take();
            if (Payee.unwrap(credit) == 0) return;
            _credit(credit.account(), credit.most());
        }
    }

    /// @dev Runs an item by this code, and adds what it owes to wallets.
    function _runOwing(bytes calldata call, uint256 index, bool allOrNothing, Netting memory netting) private {
        (bool done, bytes memory answer) = _runOwnItem(call, index, allOrNothing);
        if (!done || answer.length == 0) return;
        (bytes32 dealId, Payee seller, Payee buyer) = abi.decode(answer, (bytes32, Payee, Payee));
        if (seller.most() != 0) netting.add(seller.account(), seller.most(), dealId);
        if (buyer.most() != 0) netting.add(buyer.account(), buyer.most(), dealId);
    }

    /// @return Whether a call of this function settles a milestone, and `OwingItems` has it.
    function _settles(bytes4 selector) private pure returns (bool) {
        return
            selector == ISettlements.release.selector ||
            selector == ISettlements.refund.selector ||
            selector == ISettlements.reclaim.selector ||
            selector == IProvisionalPayouts.settle.selector;
    }

    /// @return Whether no call of this function spends what another one of it earned, and it is no batch itself.
    function _isTaken(bytes4 selector) private pure returns (bool) {
        return
            selector == IDeals.open.selector ||
            selector == IDeliveries.deliver.selector ||
            selector == IVerdicts.submitVerdict.selector ||
            _settles(selector) ||
            selector == ITabs.redeem.selector ||
            selector == IPayments.pay.selector ||
            selector == ILedger.withdraw.selector ||
            selector == IUnclaimedPayouts.claimPayout.selector;
    }
}
