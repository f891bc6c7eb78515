// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PANELS_BUILD} from "./libraries/Build.sol";
import {Asking} from "./modules/Asking.sol";
import {Companion} from "./modules/Companion.sol";
import {ContestRecords} from "./modules/ContestRecords.sol";
import {Items} from "./modules/Items.sol";
import {Ledger} from "./modules/Ledger.sol";
import {OpenBatches} from "./modules/OpenBatches.sol";
import {PanelDraws} from "./modules/PanelDraws.sol";

/// @title Panels
/// @notice The code of what comes between a contest and the ballots of round 2: the draw of its panel. It also reads
/// what is stored of contests for callers from outside, and opens many deals in one transaction, for which `Batches`
/// has no room. Callers call the `Quittance` that was created with it. That
/// contract runs this code by delegatecall, on its own storage, money and address. At its own address this code has an
/// empty storage: it finds no deal and holds nothing.
contract Panels is Asking, PanelDraws, ContestRecords, OpenBatches {
    /// @param token USDC: the token of the money contract.
    /// @param accounts The code that reads envelopes.
    constructor(address token, address accounts) Ledger(token) Companion(PANELS_BUILD) Asking(accounts) {}

    /// @inheritdoc Asking
    function _domainSeparator() internal view override(Asking, Ledger) returns (bytes32) {
        return Asking._domainSeparator();
    }

    /// @inheritdoc Items
    function _itemsCode() internal view override returns (address) {
        return _code();
    }
}
