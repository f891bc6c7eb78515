// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {LatestEnd} from "../../support/contracts/LatestEnd.sol";
import {Act, Lifecycle, State, Windows} from "./Lifecycle.sol";

/// @notice All states that can be reached, how each is reached first, and at the latest when.
struct Atlas {
    Windows windows;
    State[] states;
    uint256 count;
    /// @dev Of each state but the first: where it was reached from first, and by what.
    uint256[] parents;
    Act[] by;
    /// @dev Seconds after opening.
    uint256[] latest;
    /// @dev From, to and the seconds between, 64 bits each.
    uint256[] edges;
    uint256 edgeCount;
}

/// @notice Enumerates the states breadth first over acts and time, and checks that each has its exit.
abstract contract Atlases is Lifecycle {
    uint256 private constant MOST_STATES = 4_000;

    mapping(bytes32 world => mapping(bytes32 state => uint256 oneBased)) private _found;
    uint256 private _worlds;
    LatestEnd private _latestEnd;

    function _explore(Windows memory windows) internal returns (Atlas memory atlas) {
        atlas.windows = windows;
        atlas.states = new State[](MOST_STATES);
        atlas.parents = new uint256[](MOST_STATES);
        atlas.by = new Act[](MOST_STATES);
        atlas.latest = new uint256[](MOST_STATES);
        atlas.edges = new uint256[](MOST_STATES * ACTS);
        bytes32 world = bytes32(++_worlds);
        _indexOf(atlas, world, _first(windows));
        for (uint256 here = 0; here < atlas.count; ++here) {
            for (uint256 act = 0; act < ACTS; ++act) _follow(atlas, world, here, Act(act));
        }
        _date(atlas);
    }

    function _follow(Atlas memory atlas, bytes32 world, uint256 here, Act act) private {
        (bool allowed, State memory next) = _step(atlas.windows, atlas.states[here], act);
        if (!allowed) return;
        uint256 before = atlas.count;
        uint256 index = _indexOf(atlas, world, next);
        if (index == before) (atlas.parents[index], atlas.by[index]) = (here, act);
        // The bound of new terms counts from when they replace the old ones.
        if (act == Act.Amend) return;
        uint256 elapsed = act >= Act.WaitLast ? _waits(atlas.states[here], act) : 0;
        atlas.edges[atlas.edgeCount++] = (here << 128) | (index << 64) | elapsed;
    }

    /// @dev Any order will do when repeated until nothing moves: there is no way back to a state.
    function _date(Atlas memory atlas) private pure {
        uint256[] memory latest = atlas.latest;
        bool moved = true;
        while (moved) {
            moved = false;
            for (uint256 i = 0; i < atlas.edgeCount; ++i) {
                uint256 edge = atlas.edges[i];
                uint256 date = latest[edge >> 128] + uint64(edge);
                if (date <= latest[uint64(edge >> 64)]) continue;
                latest[uint64(edge >> 64)] = date;
                moved = true;
            }
        }
    }

    function _indexOf(Atlas memory atlas, bytes32 world, State memory state) private returns (uint256 index) {
        bytes32 name = keccak256(abi.encode(state));
        index = _found[world][name];
        if (index != 0) return index - 1;
        index = atlas.count++;
        atlas.states[index] = state;
        _found[world][name] = index + 1;
    }

    /// @return path What leads to a state from opening, the first act first.
    function _pathTo(Atlas memory atlas, uint256 index) internal pure returns (Act[] memory path) {
        uint256 length;
        for (uint256 here = index; here != 0; here = atlas.parents[here]) ++length;
        path = new Act[](length);
        for (uint256 here = index; here != 0; here = atlas.parents[here]) path[--length] = atlas.by[here];
    }

    // ---- exits ----

    /// @dev What one who is entitled can do with everybody else absent: the buyer reclaims; anyone settles and
    /// releases.
    function _alone(uint256 turn) private pure returns (Act) {
        return [Act.Reclaim, Act.Settle, Act.ReleaseSecond, Act.ReleaseThird, Act.WaitEnd][turn];
    }

    /// @return path From a state to a final one, by such acts and the passing of time alone.
    /// @return elapsed How long that takes.
    /// @return found There is such a path.
    function _exitFrom(
        Windows memory windows,
        State memory state
    ) internal pure returns (Act[] memory path, uint256 elapsed, bool found) {
        path = new Act[](16);
        uint256 length;
        while (!_isFinal(state) && length < 16) {
            bool moved;
            for (uint256 turn = 0; turn < 5 && !moved; ++turn) {
                State memory next;
                (moved, next) = _step(windows, state, _alone(turn));
                if (!moved) continue;
                if (_alone(turn) == Act.WaitEnd) elapsed += _waits(state, Act.WaitEnd);
                path[length++] = _alone(turn);
                state = next;
            }
            if (!moved) break;
        }
        found = _isFinal(state);
        assembly ("memory-safe") {
            mstore(path, length)
        }
    }

    /// @return trap A state without an exit, or with one beyond the bound; the number of states when there is none.
    /// @return latest The latest second, counted from opening, at which anything has ended.
    function _trapIn(Atlas memory atlas, uint256 bound) internal pure returns (uint256 trap, uint256 latest) {
        for (trap = 0; trap < atlas.count; ++trap) {
            (, uint256 elapsed, bool found) = _exitFrom(atlas.windows, atlas.states[trap]);
            uint256 end = atlas.latest[trap] + elapsed;
            if (!found || end > bound) return (trap, end);
            if (end > latest) latest = end;
        }
    }

    /// @return What both parties compute from the terms on the day they sign: seconds after opening.
    function _bound(Windows memory windows) internal returns (uint256) {
        if (address(_latestEnd) == address(0)) _latestEnd = new LatestEnd();
        return _latestEnd.latestEnd(windows.term, windows.verdict, windows.contest, windows.ruling);
    }
}
