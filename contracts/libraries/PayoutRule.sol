// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FULL_PAYOUT} from "../types/Limits.sol";

/// @notice The payout function of a deal: from a score of 0 to 10000 to the seller's share in basis points. It is
/// monotone, f(0) = 0, f(10000) = 10000.
library PayoutRule {
    /// @notice A rule is well formed when its passing score is within 1..10000 and its payout step is 0 or divides
    /// 10000.
    function isWellFormed(uint256 passingScore, uint256 payoutStep) internal pure returns (bool) {
        if (passingScore == 0 || passingScore > FULL_PAYOUT) return false;
        return payoutStep == 0 || FULL_PAYOUT % payoutStep == 0;
    }

    /// @notice Splits an amount of at most 96 bits.
    function split(uint256 amount, uint256 payout) internal pure returns (uint256 toSeller, uint256 toBuyer) {
        unchecked {
            toSeller = (amount * payout) / FULL_PAYOUT;
            toBuyer = amount - toSeller;
        }
    }

    /// @notice Moves a payout into an interval, no farther than it must.
    /// @param highest Not below `lowest`.
    function clamp(uint256 payout, uint256 lowest, uint256 highest) internal pure returns (uint256) {
        if (payout < lowest) return lowest;
        return payout > highest ? highest : payout;
    }

    /// @param payoutStep With 0, the payout is all or nothing, all from the passing score on. Else it is proportional
    /// from the passing score on, rounded down to a multiple of the step.
    function payoutOf(uint256 score, uint256 passingScore, uint256 payoutStep) internal pure returns (uint256 payout) {
        unchecked {
            if (score < passingScore) return 0;
            if (payoutStep == 0) return FULL_PAYOUT;
        }
        // The block touches no memory. The step is not zero, which the compiler would check again.
        assembly ("memory-safe") {
            payout := sub(score, mod(score, payoutStep))
        }
    }
}
