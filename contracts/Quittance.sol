// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Deals} from "./modules/Deals.sol";
import {Deposits} from "./modules/Deposits.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Settlements} from "./modules/Settlements.sol";
import {Verdicts} from "./modules/Verdicts.sol";
import {Recourse} from "./Recourse.sol";

/// @title Quittance
/// @notice The one contract that holds USDC: escrow and milestone settlement for agents. It only composes the modules; it
/// has no owner, no proxy, no pause and no way to move money but those in `IQuittance`. The common paths are its own code;
/// the rare ones are the code of `Recourse`, which it creates, names for ever and runs on its own storage, so that together
/// they may be larger than one contract and the common paths do not pay for it.
contract Quittance is Deposits, Deals, Settlements, Verdicts {
    Recourse private immutable RECOURSE;

    /// @param token USDC, or its stand-in on a local chain.
    constructor(address token) Ledger(token) {
        RECOURSE = new Recourse(token);
    }

    fallback() external {
        _run(address(RECOURSE));
    }

    /// @notice The code of the rare paths, which runs on this contract's storage: created with it, and as fixed.
    function recourse() external view returns (address) {
        return address(RECOURSE);
    }

    /// @dev Everything that is not here is there: what it returns is returned, what it reverts with is reverted with.
    function _run(address code) private {
        // Writes above the free memory pointer only, and never returns to Solidity.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            let done := delegatecall(gas(), code, free, calldatasize(), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if iszero(done) {
                revert(free, returndatasize())
            }
            return(free, returndatasize())
        }
    }
}
