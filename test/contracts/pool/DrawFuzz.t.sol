// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Crowd} from "../../invariants/pool/Crowd.sol";
import {VM} from "../support/Vm.sol";

/// @notice The draw against a model that is written from the documentation, and promise 23: whatever is done in the
/// pool after a contest, its draw stays what it was.
contract DrawFuzzTest is Crowd {
    function setUp() public override {
        begin();
    }

    /// @dev A history, then a contest: whom it draws is compared with the model.
    function testFuzz_TheDrawIsTheModels(uint256 seed) external {
        _live(seed, 40);
        this.contest(seed);
        _requireKept();
    }

    /// @dev A history, a contest, and each call of the pool in any order after it, in its own second or later.
    function testFuzz_23_noCallAfterTheContestChangesTheDraw(uint256 seed) external {
        _live(seed, 25);
        uint256 before = _duties.length;
        this.contest(seed & ~uint256(3));
        if (_duties.length == before) return;
        for (uint256 i = 0; i < 25; ++i) {
            _act(uint256(keccak256(abi.encode(seed, "after", i))));
            promise23_aDrawStaysAsItWas(before);
        }
        _requireKept();
    }

    function _live(uint256 seed, uint256 acts) private {
        for (uint256 i = 0; i < 4; ++i) this.takeSeats(uint256(keccak256(abi.encode(seed, "first", i))));
        _pass(AGE);
        for (uint256 i = 0; i < acts; ++i) _act(uint256(keccak256(abi.encode(seed, i))));
    }

    function _act(uint256 seed) private {
        uint256 which = seed % 13;
        seed >>= 8;
        if (which < 2) this.takeSeats(seed);
        else if (which < 3) this.changeKey(seed);
        else if (which < 4) this.leaveSeat(seed);
        else if (which < 5) this.withdrawStake(seed);
        else if (which < 6) this.contest(seed);
        else if (which < 7) this.vote(seed);
        else if (which < 8) this.endRound(seed);
        else if (which < 9) this.reportAbsence(seed);
        else if (which < 10) this.reportEquivocation(seed);
        else if (which < 11) this.collectReward(seed);
        else if (which < 12) this.topUpSeat(seed);
        else this.passTime(seed & ~uint256(3));
    }

    function _requireKept() private view {
        uint256[3] memory promises = [uint256(2), 23, 24];
        for (uint256 i = 0; i < 3; ++i) {
            string memory breach = this.breachOf(promises[i]);
            VM.assertTrue(bytes(breach).length == 0, breach);
        }
    }
}
