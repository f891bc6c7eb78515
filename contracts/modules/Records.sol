// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecords} from "../interfaces/IRecords.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {Terms} from "./Terms.sol";

/// @dev Reads storage for callers from outside; no operation uses these functions.
abstract contract Records is Terms, IRecords {
    /// @inheritdoc IRecords
    function dealOf(
        bytes32 dealId
    ) external view returns (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) {
        DealState state = _deals[dealId].state;
        return (
            state.openedAt(),
            state.milestoneCount(),
            state.unsettled(),
            state.settledBitmap(),
            state.recordedBitmap()
        );
    }

    /// @inheritdoc IRecords
    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory) {
        return _records[dealId][milestone];
    }

    /// @inheritdoc IRecords
    function unclaimedPayoutOf(address account) external view returns (uint96) {
        return _unclaimedPayout[account];
    }
}
