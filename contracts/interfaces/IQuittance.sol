// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "./IContests.sol";
import {IDeals} from "./IDeals.sol";
import {IDeliveries} from "./IDeliveries.sol";
import {IEquivocations} from "./IEquivocations.sol";
import {ILedger} from "./ILedger.sol";
import {IRatings} from "./IRatings.sol";
import {IRecords} from "./IRecords.sol";
import {IRounds} from "./IRounds.sol";
import {IRulings} from "./IRulings.sol";
import {ISettlements} from "./ISettlements.sol";
import {IStandings} from "./IStandings.sol";
import {IVerdicts} from "./IVerdicts.sol";

/// @title Quittance: escrow and milestone settlement for agents
/// @notice Everything outsiders call, see or catch. EIP-712 domain: name "Quittance", version "1", live chain id, this
/// contract (ERC-5267 `eip712Domain()` tells it).
interface IQuittance is
    ILedger,
    IDeals,
    IRecords,
    IDeliveries,
    ISettlements,
    IVerdicts,
    IStandings,
    IContests,
    IRounds,
    IRulings,
    IRatings,
    IEquivocations
{
    /// @notice The code of the rare paths, which runs on this contract's storage: created with it, and as fixed.
    function recourse() external view returns (address);
}
