// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BATCHES_BUILD} from "./libraries/Build.sol";
import {TermsView} from "./libraries/TermsView.sol";
import {Asking} from "./modules/Asking.sol";
import {CallBatches} from "./modules/CallBatches.sol";
import {Companion} from "./modules/Companion.sol";
import {Items} from "./modules/Items.sol";
import {Ledger} from "./modules/Ledger.sol";
import {OwingItems} from "./modules/OwingItems.sol";
import {ProvisionalPayouts} from "./modules/ProvisionalPayouts.sol";
import {Settling} from "./modules/Settling.sol";
import {VerdictBatches} from "./modules/VerdictBatches.sol";

/// @title Batches
/// @notice The code of many operations in one transaction; `Panels` has that of many openings. Callers call the
/// `Quittance` that was created with it. That contract runs this code by delegatecall, on its own storage, money and
/// address. At its own address this code has an empty storage: it finds no deal and holds nothing.
contract Batches is Asking, VerdictBatches, CallBatches, ProvisionalPayouts, OwingItems {
    /// @param token USDC: the token of the money contract.
    /// @param accounts The code that reads envelopes.
    constructor(address token, address accounts) Ledger(token) Companion(BATCHES_BUILD) Asking(accounts) {}

    /// @inheritdoc Asking
    function _domainSeparator() internal view override(Asking, Ledger) returns (bytes32) {
        return Asking._domainSeparator();
    }

    /// @inheritdoc Items
    function _itemsCode() internal view override returns (address) {
        return _code();
    }

    /// @inheritdoc OwingItems
    function _payParties(
        TermsView terms,
        bytes32 dealId,
        address seller,
        uint256 toSeller,
        uint256 toBuyer
    ) internal override(Settling, OwingItems) {
        OwingItems._payParties(terms, dealId, seller, toSeller, toBuyer);
    }

    /// @inheritdoc OwingItems
    function _payBack(
        bytes32 dealId,
        address to,
        uint256 amount,
        bool toLedger,
        uint256 committedAt
    ) internal override(Ledger, OwingItems) {
        OwingItems._payBack(dealId, to, amount, toLedger, committedAt);
    }
}
