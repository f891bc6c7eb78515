// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Act, State, Windows} from "./lifecycle/Lifecycle.sol";
import {Play} from "./lifecycle/Play.sol";

/// @notice Promise 13 under any windows: where `Lifecycle.t.sol` enumerates every state for a few terms, here a random
/// way is taken under random terms. At its end every act is compared with the model, and somebody ends it alone within
/// the bound.
contract ExitsTest is Play {
    uint256 private constant STEPS = 12;

    function testFuzz_13_anyWayUnderAnyTermsHasItsExit(
        uint256 term,
        uint256 windows,
        uint256 kind,
        uint256 way
    ) external {
        Windows memory fuzzed = _fuzzedWindows(term, windows, kind);
        _openWith(fuzzed, kind >> 8);
        (Act[] memory path, State memory state, uint256 elapsed) = _wander(fuzzed, way);
        (, uint256 rest, bool found) = _exitFrom(fuzzed, state);
        VM.assertTrue(found, "no exit");
        VM.assertLe(elapsed + rest, _bound(fuzzed), "the exit is beyond the bound");
        _agree(_visit(abi.encodeCall(this.visit, (fuzzed, path))));
        _agree(_visit(abi.encodeCall(this.depart, (fuzzed, path))));
    }

    function _agree(string memory difference) private pure {
        VM.assertTrue(bytes(difference).length == 0, difference);
    }

    /// @dev The parties' own word ends everything: seldom.
    function _wander(
        Windows memory windows,
        uint256 way
    ) private pure returns (Act[] memory path, State memory state, uint256 elapsed) {
        path = new Act[](STEPS);
        uint256 length;
        state = _first(windows);
        for (uint256 tries = 0; tries < 64 && length < STEPS; ++tries) {
            way = uint256(keccak256(abi.encode(way)));
            Act act = Act(way % ACTS);
            bool joint = act == Act.Release || act == Act.Refund || act == Act.Agree || act == Act.Cancel;
            if ((joint || act == Act.Amend) && (way >> 32) % 16 != 0) continue;
            (bool allowed, State memory next) = _step(windows, state, act);
            if (!allowed) continue;
            if (act >= Act.WaitLast) elapsed += _waits(state, act);
            // The bound of new terms counts from when they replace the old ones.
            if (act == Act.Amend) elapsed = 0;
            path[length++] = act;
            state = next;
        }
        assembly ("memory-safe") {
            mstore(path, length)
        }
    }
}
