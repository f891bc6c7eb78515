// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnclaimedPayouts} from "../interfaces/IUnclaimedPayouts.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Pays again what the token refused before.
abstract contract UnclaimedPayouts is Ledger, IUnclaimedPayouts {
    /// @inheritdoc IUnclaimedPayouts
    function claimPayout(address account) external {
        uint96 amount = _unclaimedPayout[account];
        // Check: there is an unclaimed payout.
        if (amount == 0) revert Quittance_NoUnclaimedPayout(account);
        // Effects
        _unclaimedPayout[account] = 0;
        emit PayoutClaimed(account, amount);
        // Interactions
        _payOut(0, account, amount, false);
        // Check: the token made the transfer.
        if (_unclaimedPayout[account] != 0) revert Quittance_PayoutStillRefused(account, amount);
    }
}
