// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Cause} from "../../../contracts/types/Settlement.sol";

/// @notice The word of `MilestoneSettled`, written from the specification: milestone 1 · cause 1 · toSeller 12 ·
/// toBuyer 12 · six zero bytes.
library SettlementWord {
    function make(uint256 milestone, Cause cause, uint256 toSeller, uint256 toBuyer) internal pure returns (bytes32) {
        return bytes32(abi.encodePacked(uint8(milestone), uint8(cause), uint96(toSeller), uint96(toBuyer)));
    }
}
