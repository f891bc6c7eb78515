// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {MilestoneRecord} from "../types/MilestoneRecord.sol";

/// @title Records: what the contract remembers, for whoever asks
interface IRecords {
    /// @notice What the contract remembers of a deal; all zero when it was never opened.
    /// @return openedAt Unix seconds.
    /// @return milestones How many it has.
    /// @return unsettled USDC base units it still holds: milestone amounts and verification fees.
    /// @return settled Bitmap of the milestones that are final.
    /// @return recorded Bitmap of the milestones that have a record.
    function dealOf(
        bytes32 dealId
    ) external view returns (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded);

    /// @notice The record of a milestone to which something out of the ordinary happened; all zero otherwise.
    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory);

    /// @notice The USDC base units that the token refused to pay to `account`.
    function unclaimedPayoutOf(address account) external view returns (uint96);
}
