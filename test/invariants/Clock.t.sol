// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Staged} from "./Staged.sol";

/// @notice Promise 12, second by second: of an action and what follows it exactly one is enabled. Each state is entered at a
/// fuzzed moment under fuzzed terms and looked at on both sides of every boundary, and at one second anywhere.
contract ClockTest is Staged {
    function testFuzz_12_pendingAllowsWorkOrReclaimNeverBoth(uint256 term, uint256 windows, uint256 anywhere) external {
        _openFuzzed(windows, windows >> 64, term, windows >> 128);
        uint256 deadline = _terms.milestones[0].deadline;
        uint256[4] memory seconds_ = [deadline - 1, deadline, deadline + 1, _within(anywhere, NOW, deadline * 2)];
        for (uint256 i = 0; i < seconds_.length; ++i) {
            _warp(seconds_[i]);
            bool open = _clock <= deadline;
            VM.assertEq(_canDeliver(), open, "deliver up to the deadline, inclusive");
            VM.assertEq(_canJudge(), open, "judge up to the deadline, inclusive");
            VM.assertEq(_canReclaim(), !open, "reclaim from the second after it");
            VM.assertFalse(_canSettle(), "nothing stands");
            _bothMayGiveUp();
        }
    }

    function testFuzz_12_deliveredAwaitsVerdictThenSettles(
        uint256 term,
        uint256 windows,
        uint256 moment,
        uint256 anywhere
    ) external {
        _openFuzzed(windows, windows >> 64, term, windows >> 128);
        uint256 silence = _bring(State.Delivered, moment) + _terms.verdictWindow;
        uint256 end = silence + _terms.contestWindow;
        uint256[6] memory seconds_ = [
            silence - 1,
            silence,
            silence + 1,
            end - 1,
            end,
            _within(anywhere, _clock, end * 2)
        ];
        for (uint256 i = 0; i < seconds_.length; ++i) {
            _warp(seconds_[i]);
            bool judging = _canJudge();
            bool settling = _canSettle();
            VM.assertEq(judging, _clock < silence, "judge while the verdict window runs");
            VM.assertEq(settling, _clock >= end, "settle once the contest window has run too");
            if (_terms.contestWindow == 0) VM.assertTrue(judging != settling, "exactly one of the two");
            VM.assertFalse(judging && settling, "never both");
            VM.assertFalse(_canDeliver() || _canReclaim(), "what was delivered stays delivered");
            _bothMayGiveUp();
        }
    }

    function testFuzz_12_standingSettlesAfterItsWindow(
        uint256 term,
        uint256 windows,
        uint256 moment,
        uint256 anywhere
    ) external {
        _openFuzzed(windows, _within(windows >> 64, 10 minutes, 30 days), term, windows >> 128);
        uint256 end = _bring(State.Standing, moment) + _terms.contestWindow;
        uint256[4] memory seconds_ = [end - 1, end, end + 1, _within(anywhere, _clock, end * 2)];
        for (uint256 i = 0; i < seconds_.length; ++i) {
            _warp(seconds_[i]);
            VM.assertEq(_canSettle(), _clock >= end, "settle from the end of the contest window on");
            VM.assertFalse(_canJudge() || _canDeliver() || _canReclaim(), "the first verdict is the round's");
            _bothMayGiveUp();
        }
    }

    function testFuzz_12_settledAllowsNothing(uint256 term, uint256 windows, uint256 anywhere) external {
        _openFuzzed(windows, 0, term, windows >> 128);
        _judge(_terms, 0, FULL);
        uint256 deadline = _terms.milestones[0].deadline;
        uint256[3] memory seconds_ = [deadline, deadline + 1, _within(anywhere, deadline, deadline * 2)];
        for (uint256 i = 0; i < seconds_.length; ++i) {
            _warp(seconds_[i]);
            VM.assertFalse(_canDeliver() || _canJudge() || _canReclaim() || _canSettle(), "final");
            VM.assertFalse(_canAccept() || _canConcede(), "final for the parties too");
        }
    }

    /// @dev Accept and concede end a milestone from any state before settled.
    function _bothMayGiveUp() private {
        VM.assertTrue(_canAccept(), "the buyer may accept");
        VM.assertTrue(_canConcede(), "the seller may concede");
    }
}
