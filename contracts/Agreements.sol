// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AGREEMENTS_BUILD} from "./libraries/Build.sol";
import {Amendments} from "./modules/Amendments.sol";
import {Companion} from "./modules/Companion.sol";
import {Deliveries} from "./modules/Deliveries.sol";
import {Equivocations} from "./modules/Equivocations.sol";
import {JointSettlements} from "./modules/JointSettlements.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Openings} from "./modules/Openings.sol";
import {Records} from "./modules/Records.sol";
import {Salts} from "./modules/Salts.sol";
import {TermsCheck} from "./modules/TermsCheck.sol";
import {UnclaimedPayouts} from "./modules/UnclaimedPayouts.sol";

/// @title Agreements
/// @notice The code of what both parties of a deal sign together after it is open: splits of a milestone, the end of a
/// deal, and the deal that replaces it. It also stores deliveries on-chain, pays unclaimed payouts, finds the rule that
/// refused terms break, records equivocations of named jurors, and reads storage for callers from outside. Callers call
/// the `Quittance` that was created with it. That contract runs this code by delegatecall, on its own storage, money
/// and address. At its own address this code has an empty storage: it finds no deal and holds nothing.
contract Agreements is
    Companion,
    JointSettlements,
    Amendments,
    Deliveries,
    UnclaimedPayouts,
    TermsCheck,
    Equivocations,
    Records,
    Salts
{
    /// @param token USDC: the token of the money contract.
    constructor(address token) Ledger(token) Companion(AGREEMENTS_BUILD) {}

    /// @inheritdoc Companion
    function _accountsCompanion() internal view override returns (address) {
        return address(this);
    }

    /// @inheritdoc Openings
    function _revertWithBrokenRule(bytes calldata terms) internal view override {
        _checkTerms(terms);
    }

    /// @inheritdoc Companion
    function _domainSeparator() internal view override(Companion, Ledger) returns (bytes32) {
        return Companion._domainSeparator();
    }
}
