// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "./ILedger.sol";
import {IDeals} from "./IDeals.sol";
import {IDeliveries} from "./IDeliveries.sol";
import {IVerdicts} from "./IVerdicts.sol";
import {ISettlements} from "./ISettlements.sol";

/// @title Quittance: escrow and milestone settlement for agents
/// @notice Everything outsiders call, see or catch. EIP-712 domain: name "Quittance", version "1", live chain id, this
/// contract (ERC-5267 `eip712Domain()` tells it).
interface IQuittance is ILedger, IDeals, IDeliveries, ISettlements, IVerdicts {}
