// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContestRecords} from "../interfaces/IContestRecords.sol";
import {Contest} from "../types/Contest.sol";
import {ContestFacts} from "./ContestFacts.sol";

/// @dev Reads what is stored of contests for callers from outside; no operation uses these functions.
abstract contract ContestRecords is ContestFacts, IContestRecords {
    /// @inheritdoc IContestRecords
    function bondIdOf(
        address payer,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        address contester,
        uint96 amount
    ) external view returns (bytes32) {
        return _bondId(payer, dealId, milestone, round, contester, amount);
    }

    /// @inheritdoc IContestRecords
    function contestOf(bytes32 dealId, uint8 milestone, uint8 round) external view returns (Contest memory) {
        return _contests[dealId][milestone][round];
    }
}
