// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Companions} from "../types/Companions.sol";
import {IAgreements} from "./IAgreements.sol";
import {IAmendments} from "./IAmendments.sol";
import {IAuthority} from "./IAuthority.sol";
import {IBatches} from "./IBatches.sol";
import {IContestRecords} from "./IContestRecords.sol";
import {IContests} from "./IContests.sol";
import {IDeals} from "./IDeals.sol";
import {IDeliveries} from "./IDeliveries.sol";
import {IEquivocations} from "./IEquivocations.sol";
import {ILedger} from "./ILedger.sol";
import {IOpenBatches} from "./IOpenBatches.sol";
import {IPanelDraws} from "./IPanelDraws.sol";
import {IPayments} from "./IPayments.sol";
import {IPrincipals} from "./IPrincipals.sol";
import {IRatings} from "./IRatings.sol";
import {IRecords} from "./IRecords.sol";
import {IRounds} from "./IRounds.sol";
import {IRulings} from "./IRulings.sol";
import {ISalts} from "./ISalts.sol";
import {ISettlements} from "./ISettlements.sol";
import {ISharedFees} from "./ISharedFees.sol";
import {IProvisionalPayouts} from "./IProvisionalPayouts.sol";
import {ITabs} from "./ITabs.sol";
import {ITermsCheck} from "./ITermsCheck.sol";
import {IUnclaimedPayouts} from "./IUnclaimedPayouts.sol";
import {IVerdicts} from "./IVerdicts.sol";

/// @title Quittance: escrow and milestone settlement for agents
/// @notice All functions, events and errors for callers from outside. The EIP-712 domain has the name "Quittance", the
/// version "1", the live chain id and this contract's address; ERC-5267 `eip712Domain()` returns it. Wherever a party
/// signs, a managed account gives an envelope (`IAuthority`).
interface IQuittance is
    ILedger,
    IUnclaimedPayouts,
    IDeals,
    IRecords,
    IDeliveries,
    ISettlements,
    IAgreements,
    IAmendments,
    IVerdicts,
    IBatches,
    IOpenBatches,
    IProvisionalPayouts,
    ISharedFees,
    IContests,
    IRounds,
    IPanelDraws,
    IContestRecords,
    IRulings,
    IRatings,
    IEquivocations,
    IPrincipals,
    IAuthority,
    ITabs,
    IPayments,
    ISalts,
    ITermsCheck
{
    /// @notice Returns the pieces of code that run on this contract's storage. They were named at the creation of this
    /// contract and cannot change.
    function companions() external view returns (Companions memory);
}
