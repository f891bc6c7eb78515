// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../../contracts/support/Vm.sol";
import {Dice} from "./Dice.sol";
import {ClockActions} from "./ClockActions.sol";
import {Phase} from "./Model.sol";

/// @notice Everybody at once: each function is one bounded random act of somebody, made from one fuzzed word.
abstract contract Everybody is ClockActions {
    /// @notice Does what a milestone's state asks for next, at the second where it becomes possible or stops to be.
    function progress(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found) return;
        if (dice.oneIn(2)) _toBoundary(dice, deal, milestone);
        _advance(dice, deal, milestone);
    }

    /// @notice Every account and every deal, not only what the last call touched.
    function auditEverything() external {
        for (uint256 i = 0; i < _accounts.length; ++i) _auditAccount(_accounts[i]);
        for (uint256 i = 0; i < _deals.length; ++i) {
            _auditState(i);
            for (uint256 j = 0; j < _deals[i].sheet.milestones.length; ++j) {
                _auditRecord(i, j);
                _auditSplit(i, j);
            }
        }
        _auditHeld();
    }

    /// @return owed What the contract itself says it owes to anybody, with what came in uninvited.
    /// @return held What the token says the contract holds.
    function books() external view returns (uint256 owed, uint256 held) {
        for (uint256 i = 0; i < _accounts.length; ++i) {
            owed += quittance.balanceOf(_accounts[i]);
            owed += quittance.refusedOf(_accounts[i]);
        }
        for (uint256 i = 0; i < _deals.length; ++i) {
            (, , uint96 unsettled, , ) = quittance.dealOf(_deals[i].id);
            owed += unsettled;
        }
        owed += _uninvited;
        held = usdc.balanceOf(address(quittance));
    }

    /// @notice Everybody else is gone, and the token pays nobody: whom each state protects ends it alone, within the
    /// bound that follows from the terms. Then the token relents, and all rows are emptied by their owners.
    function endEverything() external {
        if (!_paused) usdc.pause();
        _paused = true;
        uint256 bound = _latestEnd();
        if (bound > block.timestamp) VM.warp(bound);
        for (uint256 i = 0; i < _deals.length; ++i) {
            for (uint256 j = 0; j < _deals[i].sheet.milestones.length; ++j) this.exit(i, j);
            (, , uint96 unsettled, , ) = quittance.dealOf(_deals[i].id);
            _hold(unsettled == 0, 13, "a deal has money left after every exit");
        }
        usdc.unpause();
        _paused = false;
        if (_listed[address(quittance)]) usdc.unBlacklist(address(quittance));
        for (uint256 i = 0; i < _accounts.length; ++i) _emptyOut(_accounts[i]);
        _hold(usdc.balanceOf(address(quittance)) == _uninvited, 1, "money stays behind when everybody has left");
        ++done["endEverything"];
    }

    /// @dev External, so that it reads the clock after the warp.
    function exit(uint256 deal, uint256 milestone) external {
        require(msg.sender == address(this));
        Dice memory dice = Dice(deal * 32 + milestone);
        Phase phase = _milestones[deal][milestone].phase;
        if (phase == Phase.Settled) return;
        if (phase == Phase.Pending) _reclaim(dice, deal, milestone);
        else _settle(dice, deal, milestone, _deals[deal].sheet.seller);
        _hold(_milestones[deal][milestone].phase == Phase.Settled, 13, "an exit was shut");
    }

    /// @dev What a milestone does next, whoever has to do it.
    function _advance(Dice memory dice, uint256 deal, uint256 milestone) internal {
        this.advance(dice.roll(type(uint256).max), deal, milestone);
    }

    /// @dev External, so that it reads the clock after the warp.
    function advance(uint256 seed, uint256 deal, uint256 milestone) external {
        require(msg.sender == address(this));
        Dice memory dice = Dice(seed);
        Phase phase = _milestones[deal][milestone].phase;
        if (phase == Phase.Pending) {
            uint256 choice = dice.roll(4);
            if (choice == 0) _deliver(dice, deal, milestone);
            else if (choice == 1) _reclaim(dice, deal, milestone);
            else _judge(dice, deal, milestone);
        } else if (phase == Phase.Delivered && dice.oneIn(2)) {
            _judge(dice, deal, milestone);
        } else {
            _settle(dice, deal, milestone, _relayer);
        }
    }

    function _auditSplit(uint256 deal, uint256 milestone) private {
        uint256 toSeller = _milestones[deal][milestone].toSeller;
        uint256 toBuyer = _milestones[deal][milestone].toBuyer;
        uint256 settlements = _milestones[deal][milestone].settlements;
        bool settled = _milestones[deal][milestone].phase == Phase.Settled;
        _hold(settlements == (settled ? 1 : 0), 4, "a milestone settled more than once");
        if (settled) _hold(toSeller + toBuyer == _amount(deal, milestone), 5, "the parts are not the amount");
    }

    /// @return latest By when every milestone of every deal can have ended, computed from the terms alone.
    function _latestEnd() private view returns (uint256 latest) {
        for (uint256 i = 0; i < _deals.length; ++i) {
            uint256 windows = uint256(_deals[i].sheet.verdictWindow) + _deals[i].sheet.contestWindow;
            for (uint256 j = 0; j < _deals[i].sheet.milestones.length; ++j) {
                uint256 end = uint256(_deals[i].sheet.milestones[j].deadline) + windows + 1;
                if (end > latest) latest = end;
            }
        }
    }

    function _emptyOut(address account) private {
        if (_listed[account]) usdc.unBlacklist(account);
        uint256 before = usdc.balanceOf(account);
        uint256 refused = quittance.refusedOf(account);
        uint96 row = quittance.balanceOf(account);
        if (refused != 0) quittance.retryRefused(account);
        if (row != 0) {
            VM.prank(account);
            quittance.withdraw(account, row);
        }
        _hold(usdc.balanceOf(account) == before + row + refused, 18, "a refused row did not reach its account");
    }
}
