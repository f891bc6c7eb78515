// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ACCOUNTS_BUILD} from "./libraries/Build.sol";
import {Companion} from "./modules/Companion.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Payments} from "./modules/Payments.sol";
import {Principals} from "./modules/Principals.sol";
import {Ratings} from "./modules/Ratings.sol";
import {Tabs} from "./modules/Tabs.sol";

/// @title Accounts
/// @notice The code of what accounts do beside deals: principals with their keys and policies, tabs, payments and
/// ratings. Callers call the `Quittance` that was created with it. That contract runs this code by
/// delegatecall, on its own storage, money and address. At its own address this code has an empty storage and holds
/// nothing.
contract Accounts is Companion, Principals, Tabs, Payments, Ratings {
    /// @param token USDC: the token of the money contract.
    constructor(address token) Ledger(token) Companion(ACCOUNTS_BUILD) {}

    /// @inheritdoc Companion
    function _accountsCompanion() internal view override returns (address) {
        return address(this);
    }

    /// @inheritdoc Companion
    function _domainSeparator() internal view override(Companion, Ledger) returns (bytes32) {
        return Companion._domainSeparator();
    }
}
