// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IQuittance} from "./interfaces/IQuittance.sol";
import {Deals} from "./modules/Deals.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Verdicts} from "./modules/Verdicts.sol";

/// @title Quittance
/// @notice The one contract that holds USDC: escrow and milestone settlement for agents. It only composes the modules; it
/// has no owner, no proxy, no pause and no way to move money but those in `IQuittance`.
contract Quittance is Deals, Verdicts, IQuittance {
    /// @param token USDC, or its stand-in on a local chain.
    constructor(address token) Ledger(token) {}
}
