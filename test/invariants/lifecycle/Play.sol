// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {ExitsBase} from "../ExitsBase.sol";
import {Atlas, Atlases} from "./Atlas.sol";
import {Act, Kind, State, Windows} from "./Lifecycle.sol";

/// @notice Plays the model on the real contract: from every state every act, and every exit alone.
abstract contract Play is ExitsBase, Atlases {
    /// @dev How a visit ends, so that nothing of it stays: empty when contract and model agree.
    error Visited(string difference);

    /// @return difference The first between the real contract and the model; empty when there is none.
    function _play(Atlas memory atlas) internal returns (string memory difference) {
        for (uint256 here = 0; here < atlas.count; ++here) {
            Act[] memory path = _pathTo(atlas, here);
            difference = _visit(abi.encodeCall(this.visit, (atlas.windows, path)));
            if (bytes(difference).length != 0) return string.concat(difference, " after ", _pathInWords(path));
            difference = _visit(abi.encodeCall(this.depart, (atlas.windows, path)));
            if (bytes(difference).length != 0) return string.concat(difference, " after ", _pathInWords(path));
        }
    }

    function _visit(bytes memory data) internal returns (string memory difference) {
        (bool ok, bytes memory reason) = address(this).call(data);
        if (ok || bytes4(reason) != Visited.selector) return "a visit failed by itself";
        assembly ("memory-safe") {
            let length := sub(mload(reason), 4)
            reason := add(reason, 4)
            mstore(reason, length)
        }
        return abi.decode(reason, (string));
    }

    /// @notice Goes the way to a state and tries every act there.
    function visit(Windows calldata windows, Act[] calldata path) external {
        State memory state = _walk(windows, path);
        for (uint256 act = 0; act < uint256(Act.WaitLast); ++act) {
            (bool allowed, State memory next) = _step(windows, state, Act(act));
            string memory difference = _visit(abi.encodeCall(this.compare, (Act(act), allowed, next)));
            if (bytes(difference).length != 0) revert Visited(difference);
        }
        revert Visited("");
    }

    /// @notice One act, and what the contract remembers then.
    function compare(Act act, bool allowed, State calldata next) external {
        if (_do(act) != allowed) revert Visited(string.concat(_name(act), allowed ? " is refused" : " goes through"));
        State memory expected = next;
        if (!_agrees(expected)) revert Visited(string.concat(_name(act), " leads elsewhere"));
        revert Visited("");
    }

    /// @notice Goes the way to a state; then everybody but who exits is gone, the pool is mute and the token pays no
    /// one.
    function depart(Windows calldata windows, Act[] calldata path) external {
        State memory state = _walk(windows, path);
        pool.setMood(PoolMood.BurnsGas);
        usdc.pause();
        (Act[] memory exits, , ) = _exitFrom(windows, state);
        for (uint256 i = 0; i < exits.length; ++i) state = _advance(windows, state, exits[i]);
        if (_unsettled(_id) != 0 || _settled(_id) != 1) revert Visited("the exit leaves money");
        uint256 owed = quittance.balanceOf(BUYER) + quittance.unclaimedPayoutOf(BUYER);
        owed += quittance.balanceOf(SELLER) + quittance.unclaimedPayoutOf(SELLER) + quittance.balanceOf(ARBITER);
        owed += quittance.balanceOf(MARKETPLACE) + quittance.balanceOf(PANEL_ACCOUNT) + quittance.balanceOf(PAYER);
        owed += quittance.balanceOf(STRANGER); // makes the draws
        address[] memory jurors = _drawnPanel(DRAWN);
        for (uint256 i = 0; i < jurors.length; ++i) owed += quittance.balanceOf(jurors[i]);
        if (owed != usdc.balanceOf(address(quittance))) revert Visited("the exit leaves money with no one");
        revert Visited("");
    }

    function _walk(Windows memory windows, Act[] memory path) private returns (State memory state) {
        // The chain's clock is not undone with what a visit did.
        _warp(NOW);
        state = _first(windows);
        for (uint256 i = 0; i < path.length; ++i) state = _advance(windows, state, path[i]);
    }

    function _advance(Windows memory windows, State memory state, Act act) private returns (State memory next) {
        (, next) = _step(windows, state, act);
        if (act >= Act.WaitLast) _warp(_clock + _waits(state, act));
        else if (!_do(act)) revert Visited(string.concat(_name(act), " is refused on the way"));
    }

    /// @dev Checks that the contract's views of the milestone agree with the model.
    function _agrees(State memory state) private view returns (bool) {
        MilestoneRecord memory record = quittance.milestoneOf(_id, 0);
        if ((_settled(_id) == 1) != (state.kind == Kind.Settled)) return false;
        if ((record.deliveredAt != 0) != state.delivered || record.round != state.round) return false;
        if (record.contests != state.contests) return false;
        uint256 made = (1 << state.contests) - 1;
        if (made & ~uint256(record.released) != state.bonds) return false;
        (, bytes32 panelHash, uint256[2] memory scores, uint40 openedAt, bool over) = quittance.roundOf(_packed(), 0);
        if ((panelHash != 0) != state.drawn || (openedAt != 0) != (state.contests != 0)) return false;
        if (scores[0] != (state.votedOne ? 1 : 0) + (state.votedMost ? (1 << 16) + (1 << 32) : 0)) return false;
        return state.contests == 0 || over == (state.ballots == 0);
    }

    function _pathInWords(Act[] memory path) private pure returns (string memory words) {
        for (uint256 i = 0; i < path.length; ++i) words = string.concat(words, i == 0 ? "" : ", ", _name(path[i]));
    }

    function _name(Act act) internal pure returns (string memory) {
        return
            [
                "deliver",
                "judge",
                "release",
                "refund",
                "agree",
                "cancel",
                "reclaim",
                "settle",
                "contest",
                "draw",
                "vote one",
                "vote most",
                "rule",
                "release the second round's bond",
                "release the third round's bond",
                "amend",
                "wait to the last second",
                "wait to the end"
            ][uint256(act)];
    }
}
