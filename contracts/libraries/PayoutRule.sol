// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The payout function of a deal: from a score in basis points to the seller's share in basis points. Monotone,
/// f(0) = 0, f(10000) = 10000.
library PayoutRule {
    uint256 internal constant FULL = 10_000;

    /// @notice A rule is well formed when its pass mark is within 1..10000 and its grid step is 0 or divides 10000.
    function isWellFormed(uint256 passMark, uint256 gridStep) internal pure returns (bool) {
        return passMark > 0 && passMark <= FULL && (gridStep == 0 || FULL % gridStep == 0);
    }

    /// @param gridStep 0: all or nothing from the pass mark on. Else proportional from the pass mark on, rounded down to
    /// a multiple of the step.
    function payoutOf(uint256 score, uint256 passMark, uint256 gridStep) internal pure returns (uint256) {
        if (score < passMark) return 0;
        return gridStep == 0 ? FULL : score - (score % gridStep);
    }
}
