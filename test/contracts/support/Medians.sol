// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice The median of what a panel thinks, found in another way than the contracts find it.
library Medians {
    /// @dev The score that has as many above as below, by counting.
    function ofScores(uint16[] memory scores) internal pure returns (uint256) {
        uint256 quorum = (scores.length + 1) / 2;
        for (uint256 i = 0; i < scores.length; ++i) {
            uint256 notAbove;
            uint256 notBelow;
            for (uint256 j = 0; j < scores.length; ++j) {
                if (scores[j] <= scores[i]) ++notAbove;
                if (scores[j] >= scores[i]) ++notBelow;
            }
            if (notAbove >= quorum && notBelow >= quorum) return scores[i];
        }
        revert("no median");
    }
}
