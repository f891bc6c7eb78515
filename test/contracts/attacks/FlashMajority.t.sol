// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RealPoolBase} from "../support/RealPoolBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The contester that takes the majority of the seats for one case, and would leave with every stake. Seats
/// count only when they were taken `maturity` before what is contested became provisional, so a majority must be held
/// before there is a case.
contract FlashMajorityTest is RealPoolBase {
    uint256 private constant HONEST = 10;
    uint256 private constant BOUGHT = 40;
    uint256 private constant FIRST_BOUGHT_KEY = 0x70000;
    address private constant SYBIL = address(0x5b11);

    /// @return bought How many of seven jurors the seats that were taken at `takenAt` get, in a contest at
    /// `contestedAt` of a verdict of NOW.
    function _bought(uint40 takenAt, uint40 contestedAt) private returns (uint256 bought) {
        _seatHonest(HONEST);
        TermsFixture memory fixture = _beforePool();
        fixture.contestWindow = 30 days;
        if (takenAt < NOW) _buyAt(takenAt);
        VM.warp(NOW);
        _stand(fixture, 0);
        if (takenAt >= NOW) _buyAt(takenAt);
        VM.warp(contestedAt);
        _contest(fixture, SELLER, 0);
        _passSeed();
        bytes memory panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(panel.length, 140, "seven drawn");
        return _countOf(panel, FIRST_BOUGHT_KEY, BOUGHT);
    }

    function _buyAt(uint40 takenAt) private {
        VM.warp(takenAt);
        for (uint256 i = 0; i < BOUGHT; ++i) _take(SYBIL, FIRST_BOUGHT_KEY + i, 1);
    }

    function test_SeatsTakenOneSecondBeforeTheContestAreNotDrawn() external {
        VM.assertEq(_bought(NOW + 10, NOW + 11), 0, "none of forty");
    }

    /// @dev The verdict is seen, forty seats are taken, and a contest window of thirty days is waited out.
    function test_SeatsTakenAfterTheVerdictAreNotDrawnHoweverLongTheContestWaits() external {
        VM.assertEq(_bought(NOW + 1, NOW + 30 days - 1), 0, "none of forty");
    }

    function test_SeatsOfLessThanAWeekBeforeTheVerdictAreNotDrawn() external {
        VM.assertEq(_bought(NOW - MATURITY + 1, NOW + 11), 0, "none of forty");
    }

    /// @dev A majority that was held a week before there was anything to contest remains possible.
    function test_SeatsOfAWeekBeforeTheVerdictAreDrawn() external {
        VM.assertGe(_bought(NOW - MATURITY, NOW + 11), 4, "the majority of the panel");
    }
}
