// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Atlas, Atlases} from "./lifecycle/Atlas.sol";
import {Act, Kind, Period, State, Windows} from "./lifecycle/Lifecycle.sol";
import {Play} from "./lifecycle/Play.sol";

/// @notice Promise 13, exhaustively: every state that a milestone can reach, enumerated breadth first over acts and
/// time in a model and played on the real contract step by step; from each that is not final, one who is entitled ends
/// it alone, within the bound that both parties compute from the terms.
contract LifecycleTest is Play {
    function test_13_everyReachableStateHasItsExit_withoutContests() external {
        _check(Windows(10 days, 3 days, 0, 0));
    }

    function test_13_everyReachableStateHasItsExit_withoutArbiter() external {
        _check(Windows(10 days, 3 days, 1 days, 0));
    }

    function test_13_everyReachableStateHasItsExit_withArbiter() external {
        _check(Windows(10 days, 3 days, 1 days, 2 days));
    }

    /// @dev Round 2 still takes ballots while the arbiter rules, and after.
    function test_13_everyReachableStateHasItsExit_longRounds() external {
        _check(Windows(1, 30 days, 10 minutes, 11 minutes));
    }

    function test_13_everyReachableStateHasItsExit_longContests() external {
        _check(Windows(2 days, 10 minutes, 30 days, 30 days));
    }

    /// @dev A deal that another one became has the same states, and the bound of its own terms.
    function test_13_everyReachableStateHasItsExit_afterAnAmendment() external {
        _check(Windows(10 days, 3 days, 1 days, 2 days), AMENDED);
    }

    function _check(Windows memory windows) private {
        _check(windows, 0);
    }

    /// @param origin `AMENDED`, or how the parties are paid.
    function _check(Windows memory windows, uint256 origin) private {
        Atlas memory atlas = _explore(windows);
        (uint256 trap, uint256 latest) = _trapIn(atlas, _bound(windows));
        VM.assertEq(trap, atlas.count, "a state has no exit within the bound");
        // Each step was taken at its last second: what is missing is one second a window.
        VM.assertGe(latest + 5, _bound(windows), "the bound is not what the ladder can take");
        _openWith(windows, origin);
        string memory difference = _play(atlas);
        VM.assertTrue(bytes(difference).length == 0, difference);
    }
}

/// @notice The checker itself: it finds a state without an exit, and a contract that is not the model.
contract TrapTest is Atlases {
    /// @dev An arbiter that never answers keeps the milestone permanently.
    function _allows(State memory state, Act act) internal pure override returns (bool) {
        return !(state.kind == Kind.Arbiter && act == Act.Settle) && super._allows(state, act);
    }

    function test_13_aStateWithoutAnExitIsFound() external {
        Windows memory windows = Windows(10 days, 3 days, 1 days, 2 days);
        Atlas memory atlas = _explore(windows);
        (uint256 trap, ) = _trapIn(atlas, _bound(windows));
        VM.assertTrue(trap < atlas.count, "the trap was not found");
        VM.assertEq(uint256(atlas.states[trap].kind), uint256(Kind.Arbiter), "another state was taken for the trap");
    }

    function test_13_anExitBeyondTheBoundIsFound() external {
        Windows memory windows = Windows(10 days, 3 days, 1 days, 0);
        Atlas memory atlas = _explore(windows);
        (uint256 trap, ) = _trapIn(atlas, _bound(windows) - 3);
        VM.assertTrue(trap < atlas.count, "the late exit was not found");
    }
}

/// @notice A model that knows of one act less, or of one more, than the real contract.
contract StrayTest is Play {
    function _allows(State memory state, Act act) internal pure override returns (bool) {
        bool silentRound = state.kind == Kind.Round2 && state.period == Period.Contestable;
        return !(silentRound && act == Act.Contest) && super._allows(state, act);
    }

    function test_13_aStateThatTheModelLacksIsFound() external {
        Windows memory windows = Windows(1 days, 3 days, 1 days, 2 days);
        Atlas memory atlas = _explore(windows);
        _openWith(windows, 0);
        VM.assertTrue(bytes(_play(atlas)).length != 0, "contract and model seem to agree");
    }
}
