// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause} from "../types/Settlement.sol";

/// @notice Packs what `MilestoneSettled` says into one word, which is a quarter of what four words cost to log:
/// milestone 1 · cause 1 · toSeller 12 · toBuyer 12 · six zero bytes.
library PackedSettlement {
    uint256 private constant MILESTONE_SHIFT = 248;
    uint256 private constant CAUSE_SHIFT = 240;
    uint256 private constant SELLER_SHIFT = 144;
    uint256 private constant BUYER_SHIFT = 48;

    /// @param toSeller USDC base units; at most 96 bits, as `toBuyer`.
    function pack(
        uint256 milestone,
        Cause cause,
        uint256 toSeller,
        uint256 toBuyer
    ) internal pure returns (bytes32 settlement) {
        return
            bytes32(
                (milestone << MILESTONE_SHIFT) |
                    (uint256(cause) << CAUSE_SHIFT) |
                    (toSeller << SELLER_SHIFT) |
                    (toBuyer << BUYER_SHIFT)
            );
    }
}
