// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title LatestEnd
/// @notice By when a milestone can have ended with everybody absent but one who is entitled, as both parties compute it
/// from the terms on the day they sign. The enumeration of a milestone's states is held to it, and so is the SDK.
contract LatestEnd {
    /// @param contestWindow Zero: verdicts settle at once.
    /// @param rulingWindow Zero: no arbiter is named.
    /// @return Seconds, counted from where `deadline` is.
    function latestEnd(
        uint256 deadline,
        uint256 verdictWindow,
        uint256 contestWindow,
        uint256 rulingWindow
    ) public pure returns (uint256) {
        uint256 end = deadline + verdictWindow + contestWindow;
        if (contestWindow == 0) return end;
        end += verdictWindow;
        return rulingWindow == 0 ? end : end + contestWindow + rulingWindow;
    }
}
