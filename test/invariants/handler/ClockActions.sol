// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PolicyFixture} from "../../contracts/support/PolicyFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Dice} from "./Dice.sol";
import {HostileActions} from "./HostileActions.sol";
import {GhostDeal, Phase} from "./Model.sol";

/// @notice Time: some of it, or exactly up to where something changes.
abstract contract ClockActions is HostileActions {
    function passTime(uint256 seed) external {
        Dice memory dice = Dice(seed);
        uint256 style = dice.roll(8);
        uint256 most = 10 minutes;
        if (style == 0) most = 3 days;
        else if (style < 3) most = 6 hours;
        VM.warp(block.timestamp + dice.between(1, most));
        ++done["passTime"];
        _recount();
    }

    /// @dev What the contract itself says it owes is what it holds: dear, and therefore only as often as time passes.
    function _recount() internal virtual;

    function passToBoundary(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (dice.oneIn(3)) return _reach(dice, _boundaryOfAccount(dice));
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (found) _toBoundary(dice, deal, milestone);
    }

    function _toBoundary(Dice memory dice, uint256 deal, uint256 milestone) internal {
        _reach(dice, _boundary(dice, deal, milestone));
    }

    /// @dev To the last second of what is allowed, or the first of what follows it.
    function _reach(Dice memory dice, uint256 boundary) private {
        if (boundary == 0) return;
        boundary -= dice.roll(2);
        if (boundary < block.timestamp || boundary > block.timestamp + 90 days) return;
        VM.warp(boundary);
        ++done["passToBoundary"];
    }

    /// @return Of a key, of a period, of a policy's window, of a tab; 0 when there is none.
    function _boundaryOfAccount(Dice memory dice) private view returns (uint256) {
        uint256 choice = dice.roll(6);
        if (choice < 2 && _tabs.length != 0) {
            uint256 tab = _pickTab(dice);
            return choice == 0 ? _tabs[tab].tab.openBy : _lastCall(tab);
        }
        address account = _managedAccount(dice);
        PolicyFixture storage policy = _accountOf[account].policy;
        if (choice < 4) return _grants[account][_agent(dice)].expiry;
        if (choice == 4) return _periodStart(policy) + uint256(policy.period) * 1 hours;
        return block.timestamp < policy.activeFrom ? policy.activeFrom : policy.activeUntil;
    }

    /// @return The first second at which something else is allowed than before; 0 when nothing will be.
    function _boundary(Dice memory dice, uint256 deal, uint256 milestone) private view returns (uint256) {
        GhostDeal storage ghost = _deals[deal];
        Phase phase = _milestones[deal][milestone].phase;
        // Deadlines and ratings are far away: going there often would leave no time for anything else.
        if (phase == Phase.Pending) {
            return dice.oneIn(4) ? uint256(ghost.fixture.milestones[milestone].deadline) + 1 : 0;
        }
        if (phase == Phase.Settled) {
            if (ghost.settledAt == 0 || !dice.oneIn(30)) return 0;
            return ghost.settledAt + 90 days;
        }
        if (phase == Phase.Delivered && dice.oneIn(2)) return _silence(deal, milestone);
        if (phase == Phase.Round2 && dice.oneIn(2)) return _endOfRound2(deal, milestone);
        return _settlesAt(deal, milestone);
    }
}
