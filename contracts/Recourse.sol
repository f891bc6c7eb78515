// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Contests} from "./modules/Contests.sol";
import {Equivocations} from "./modules/Equivocations.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Ratings} from "./modules/Ratings.sol";
import {Records} from "./modules/Records.sol";
import {Rulings} from "./modules/Rulings.sol";

/// @title Recourse
/// @notice The code of the paths that most deals never take: settling what stood, contests, the second round, rulings,
/// ratings, questions about storage. It runs on the storage, the money and under the address of the `Quittance` that created it, which calls it by
/// delegatecall and which everybody calls instead. Called by itself it finds no deal and holds nothing.
contract Recourse is Contests, Rulings, Ratings, Equivocations, Records {
    /// @param token USDC, as the money contract's.
    constructor(address token) Ledger(token) {}

    /// @dev Of the contract this code runs for, which is not the one it was deployed as.
    function _domainSeparator() internal view override returns (bytes32) {
        return _domainSeparatorV4();
    }
}
