// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgreements} from "../interfaces/IAgreements.sol";
import {IAuthority} from "../interfaces/IAuthority.sol";
import {IBatches} from "../interfaces/IBatches.sol";
import {ICompanion} from "../interfaces/ICompanion.sol";
import {IContestRecords} from "../interfaces/IContestRecords.sol";
import {IContests} from "../interfaces/IContests.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {IEquivocations} from "../interfaces/IEquivocations.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IOpenBatches} from "../interfaces/IOpenBatches.sol";
import {IPanelDraws} from "../interfaces/IPanelDraws.sol";
import {IPayments} from "../interfaces/IPayments.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {IRatings} from "../interfaces/IRatings.sol";
import {IRecordEnds} from "../interfaces/IRecordEnds.sol";
import {IRecords} from "../interfaces/IRecords.sol";
import {IRounds} from "../interfaces/IRounds.sol";
import {IRulings} from "../interfaces/IRulings.sol";
import {ISalts} from "../interfaces/ISalts.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {ISharedFees} from "../interfaces/ISharedFees.sol";
import {IProvisionalPayouts} from "../interfaces/IProvisionalPayouts.sol";
import {ITabs} from "../interfaces/ITabs.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {IUnclaimedPayouts} from "../interfaces/IUnclaimedPayouts.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";

/// @dev Raise this number when storage, packed forms or digests change. Pieces from before and after such a change must
/// not run together, and their functions do not differ.
uint256 constant BUILD_NUMBER = 4;

/// @dev Changes when a function is added, is removed or takes other parameters, and with `BUILD_NUMBER`.
bytes32 constant BUILD = keccak256(
    abi.encode(
        BUILD_NUMBER,
        type(IAgreements).interfaceId ^
            type(IAuthority).interfaceId ^
            type(IBatches).interfaceId ^
            type(ICompanion).interfaceId ^
            type(IContestRecords).interfaceId ^
            type(IContests).interfaceId ^
            type(IDeals).interfaceId ^
            type(IDeliveries).interfaceId ^
            type(IEquivocations).interfaceId ^
            type(ILedger).interfaceId ^
            type(IOpenBatches).interfaceId ^
            type(IPanelDraws).interfaceId ^
            type(IPayments).interfaceId ^
            type(IPrincipals).interfaceId ^
            type(IRatings).interfaceId ^
            type(IRecordEnds).interfaceId ^
            type(IRecords).interfaceId ^
            type(IRounds).interfaceId ^
            type(IRulings).interfaceId ^
            type(ISalts).interfaceId ^
            type(ISettlements).interfaceId ^
            type(ISharedFees).interfaceId ^
            type(IProvisionalPayouts).interfaceId ^
            type(ITabs).interfaceId ^
            type(ITermsCheck).interfaceId ^
            type(IUnclaimedPayouts).interfaceId ^
            type(IVerdicts).interfaceId
    )
);
bytes32 constant ACCOUNTS_BUILD = keccak256(abi.encode("Accounts", BUILD));
bytes32 constant AGREEMENTS_BUILD = keccak256(abi.encode("Agreements", BUILD));
bytes32 constant BATCHES_BUILD = keccak256(abi.encode("Batches", BUILD));
bytes32 constant DISPUTES_BUILD = keccak256(abi.encode("Disputes", BUILD));
bytes32 constant PANELS_BUILD = keccak256(abi.encode("Panels", BUILD));

/// @notice Refuses pieces that were not built for each other.
library Build {
    /// @notice Reverts with `Quittance_CompanionUnusable` unless `companion` says that it was built for the same.
    /// @dev Finds mistakes of a deployer, and no fraud: `BUILD` follows from function selectors and `BUILD_NUMBER`, not
    /// from bodies, and any contract can return it. A hash of the companion's code would not do better here: its
    /// immutables are part of that code, and a deployer who lies about the companion can change this check, too.
    /// Compare the code of all six pieces, or their CREATE2 addresses, instead.
    /// @param build `ACCOUNTS_BUILD`, `AGREEMENTS_BUILD`, `BATCHES_BUILD`, `DISPUTES_BUILD` or `PANELS_BUILD`.
    /// @param token The token that both move.
    /// @param accounts The companion that both read envelopes with.
    function requireCompanion(address companion, bytes32 build, address token, address accounts) internal view {
        (bool answered, bytes memory answer) = companion.staticcall(abi.encodeCall(ICompanion.builtFor, ()));
        // Check: the companion says it was built for this token, with the same functions, and for the same companion.
        if (!answered || keccak256(answer) != keccak256(abi.encode(build, token, accounts))) {
            revert ILedger.Quittance_CompanionUnusable(companion);
        }
    }
}
