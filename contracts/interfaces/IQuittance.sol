// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {IAuthority} from "./IAuthority.sol";
import {IContests} from "./IContests.sol";
import {IDeals} from "./IDeals.sol";
import {IDeliveries} from "./IDeliveries.sol";
import {IEquivocations} from "./IEquivocations.sol";
import {ILedger} from "./ILedger.sol";
import {IPayments} from "./IPayments.sol";
import {IPrincipals} from "./IPrincipals.sol";
import {IRatings} from "./IRatings.sol";
import {IRecords} from "./IRecords.sol";
import {IRounds} from "./IRounds.sol";
import {IRulings} from "./IRulings.sol";
import {ISettlements} from "./ISettlements.sol";
import {IProvisionalPayouts} from "./IProvisionalPayouts.sol";
import {ITabs} from "./ITabs.sol";
import {ITermsCheck} from "./ITermsCheck.sol";
import {IVerdicts} from "./IVerdicts.sol";

/// @title Quittance: escrow and milestone settlement for agents
/// @notice Everything outsiders call, see or catch. EIP-712 domain: name "Quittance", version "1", live chain id, this
/// contract (ERC-5267 `eip712Domain()` tells it). Wherever a party signs, a managed account gives an
/// envelope (`IAuthority`).
interface IQuittance is
    ILedger,
    IDeals,
    IRecords,
    IDeliveries,
    ISettlements,
    IVerdicts,
    IProvisionalPayouts,
    IContests,
    IRounds,
    IRulings,
    IRatings,
    IEquivocations,
    IPrincipals,
    IAuthority,
    ITabs,
    IPayments,
    ITermsCheck
{
    /// @notice The code of contested milestones, which runs on this contract's storage: named at its creation, for ever.
    function disputes() external view returns (address);

    /// @notice The code of accounts, tabs and payments, which runs on this contract's storage: named at its creation, for
    /// ever.
    function accounts() external view returns (address);
}
