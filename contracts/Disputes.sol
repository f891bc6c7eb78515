// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DISPUTES_BUILD} from "./libraries/Build.sol";
import {Asking} from "./modules/Asking.sol";
import {Companion} from "./modules/Companion.sol";
import {Contests} from "./modules/Contests.sol";
import {DeliveredVerdicts} from "./modules/DeliveredVerdicts.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Rulings} from "./modules/Rulings.sol";

/// @title Disputes
/// @notice The code of the paths that most deals never take: verdicts on evidence that is on-chain or with a
/// fee that jurors share, settling a provisional payout, contests, the second round, and rulings. Callers call the
/// `Quittance` that was created with it. That contract runs this code by delegatecall, on its own storage, money and
/// address. At its own address this code has an empty storage: it finds no deal and holds nothing.
contract Disputes is Asking, DeliveredVerdicts, Contests, Rulings {
    /// @param token USDC: the token of the money contract.
    /// @param accounts The code that reads envelopes.
    constructor(address token, address accounts) Ledger(token) Companion(DISPUTES_BUILD) Asking(accounts) {}

    /// @inheritdoc Asking
    function _domainSeparator() internal view override(Asking, Ledger) returns (bytes32) {
        return Asking._domainSeparator();
    }
}
