// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../../contracts/support/Vm.sol";
import {Calendar} from "./Calendar.sol";
import {Dice} from "./Dice.sol";

/// @notice One call of the contract, and whether the model says it must go through.
struct Attempt {
    string action;
    address caller;
    bytes data;
    bool expected;
    /// @dev The promise that is broken when the contract disagrees.
    uint256 promised;
}

/// @notice A call that went through; it must not go through again.
struct Done {
    address caller;
    bytes data;
}

/// @notice Makes the calls. A difference between contract and model is kept as a breach of a numbered promise; the
/// campaign's invariant reads the breaches.
abstract contract Attempts is Calendar {
    uint256 private constant REMEMBERED = 32;

    mapping(string action => uint256) public tried;
    mapping(string action => uint256) public done;
    /// @notice One bit a promise: it is broken.
    uint256 public broken;
    /// @notice What broke a promise first; empty while it holds.
    mapping(uint256 promised => string) public breachOf;

    Done[] internal _past;
    uint256 private _forgotten;
    /// @dev The call just made went through with little gas: whatever differs after it is promise 17's breach too.
    bool private _starving;

    /// @dev Goes first with too little gas now and then: that may fail, but must not lead anywhere else (promise 17).
    function _attempt(Dice memory dice, Attempt memory attempt) internal returns (bool ok) {
        ++tried[attempt.action];
        if (dice.oneIn(6)) {
            VM.recordLogs();
            uint256 limit = dice.between(30_000, 450_000);
            VM.prank(attempt.caller);
            (ok, ) = address(quittance).call{gas: limit}(attempt.data);
            if (ok) ++done["lowGas"];
            else if (attempt.expected) ++done["starved"];
        }
        _starving = ok;
        if (!ok) {
            VM.recordLogs();
            VM.prank(attempt.caller);
            (ok, ) = address(quittance).call(attempt.data);
        }
        if (ok && !attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " went through"));
        if (!ok && attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " was refused"));
        if (ok) ++done[attempt.action];
    }

    /// @dev For a call whose right to happen is spent with it.
    function _attemptOnce(Dice memory dice, Attempt memory attempt) internal returns (bool ok) {
        ok = _attempt(dice, attempt);
        if (!ok) return false;
        if (_past.length < REMEMBERED) {
            _past.push(Done(attempt.caller, attempt.data));
        } else {
            _past[_forgotten++ % REMEMBERED] = Done(attempt.caller, attempt.data);
        }
    }

    function _breach(uint256 promised, string memory what) internal {
        _note(promised, what);
        if (_starving) _note(17, string.concat("on low gas: ", what));
    }

    function _hold(bool truth, uint256 promised, string memory what) internal {
        if (!truth) _breach(promised, what);
    }

    function _note(uint256 promised, string memory what) private {
        if ((broken >> promised) & 1 == 1) return;
        broken |= 1 << promised;
        breachOf[promised] = what;
    }
}
