// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BATCHES_BUILD} from "./libraries/Build.sol";
import {Asking} from "./modules/Asking.sol";
import {CallBatches} from "./modules/CallBatches.sol";
import {Companion} from "./modules/Companion.sol";
import {Ledger} from "./modules/Ledger.sol";
import {OpenBatches} from "./modules/OpenBatches.sol";
import {VerdictBatches} from "./modules/VerdictBatches.sol";

/// @title Batches
/// @notice The code of many operations in one transaction. Callers call the `Quittance` that was created with it. That
/// contract runs this code by delegatecall, on its own storage, money and address. At its own address this code has an
/// empty storage: it finds no deal and holds nothing.
contract Batches is Asking, VerdictBatches, OpenBatches, CallBatches {
    /// @param token USDC: the token of the money contract.
    /// @param accounts The code that reads envelopes.
    constructor(address token, address accounts) Ledger(token) Companion(BATCHES_BUILD) Asking(accounts) {}

    /// @inheritdoc Asking
    function _domainSeparator() internal view override(Asking, Ledger) returns (bytes32) {
        return Asking._domainSeparator();
    }

    /// @inheritdoc OpenBatches
    function _batchesCode() internal view override returns (address) {
        return _code();
    }
}
