// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Netting, Nettings, Payout} from "../libraries/Netting.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Pays what the items of a batch owe to wallets: each wallet once.
abstract contract NettedPayouts is Ledger {
    /// @dev What the token refuses is an unclaimed payout, logged for each deal.
    function _payNetted(Netting memory netting) internal {
        uint256 place = netting.first;
        while (place != 0) {
            Payout memory payout = Nettings.at(place);
            // Interactions
            if (!_tryTransfer(payout.to, payout.sum)) _refuseEach(place);
            place = payout.following;
        }
    }

    /// @param place Where the first payout to a recipient lies in memory.
    function _refuseEach(uint256 place) private {
        for (; place != 0; place = Nettings.at(place).next) {
            Payout memory payout = Nettings.at(place);
            _refuse(payout.dealId, payout.to, uint96(payout.amount));
        }
    }
}
