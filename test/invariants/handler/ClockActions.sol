// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../../contracts/support/Vm.sol";
import {Dice} from "./Dice.sol";
import {HostileActions} from "./HostileActions.sol";
import {GhostDeal, Phase} from "./Model.sol";

/// @notice Time: some of it, or exactly up to where something changes.
abstract contract ClockActions is HostileActions {
    function passTime(uint256 seed) external {
        Dice memory dice = Dice(seed);
        uint256 style = dice.roll(4);
        VM.warp(
            block.timestamp +
                dice.between(
                    1,
                    style == 0
                        ? 3 days
                        : style == 1
                            ? 6 hours
                            : 10 minutes
                )
        );
        ++done["passTime"];
    }

    function passToBoundary(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (found) _toBoundary(dice, deal, milestone);
    }

    /// @dev To the last second of what is allowed, or the first of what follows it.
    function _toBoundary(Dice memory dice, uint256 deal, uint256 milestone) internal {
        GhostDeal storage ghost = _deals[deal];
        Phase phase = _milestones[deal][milestone].phase;
        uint256 boundary;
        if (phase == Phase.Settled) return;
        if (phase == Phase.Pending) {
            boundary = uint256(ghost.sheet.milestones[milestone].deadline) + 1;
        } else {
            boundary = _settlesAt(deal, milestone);
            bool judging = phase == Phase.Delivered && dice.oneIn(2);
            if (judging) boundary -= ghost.sheet.contestWindow;
        }
        boundary -= dice.roll(2);
        if (boundary < block.timestamp || boundary > block.timestamp + 60 days) return;
        VM.warp(boundary);
        ++done["passToBoundary"];
    }
}
