// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../support/Vm.sol";
import {PoolBase} from "./support/PoolBase.sol";

/// @notice Who is drawn from a pool whose seats mature in a week, as on a live chain.
contract MaturityTest is PoolBase {
    uint40 private constant WEEK = 7 days;

    function setUp() public override {
        super.setUp();
        pool = IJurorPool(_deployMaturing(address(escrow), STAKE, FEE, PENALTY, WEEK));
    }

    function test_SeatsMatureAWeekBeforeThePayoutBecomesProvisional() external {
        _takeSeats(_owner(0), 0, 1);
        _passSeed();
        for (uint40 i = 0; i < 3; ++i) {
            uint256 since = NOW + WEEK - 1 + i;
            if (i == 0) _refuses(since, since);
            else VM.assertEq(_drawn(since, since).length, 1, "old enough");
        }
    }

    /// @dev A window of a week in which the payout can be contested makes no seat older.
    function test_AgeCountsFromThePayoutAndNotFromTheContest() external {
        _takeSeats(_owner(0), 0, 1);
        _passSeed();
        for (uint40 i = 0; i < 3; ++i) {
            uint256 openedAt = NOW + 100 * WEEK + i;
            _refuses(NOW + WEEK - 1, openedAt);
            VM.assertEq(_drawn(NOW + WEEK, openedAt).length, 1, "old enough");
        }
    }

    /// @dev Seats of several seconds, so that the number of seats by time is looked up.
    function test_YoungSeatsBesideOldOnes() external {
        for (uint256 i = 0; i < 5; ++i) {
            VM.warp(NOW + i);
            _takeSeats(_owner(i), i, 1);
        }
        _passSeed();
        for (uint256 i = 0; i < 5; ++i) {
            address[] memory panel = _drawn(NOW + WEEK + i, NOW + 2 * WEEK);
            VM.assertEq(panel.length, i < 2 ? 1 : 3, "of those that are old enough, in odd numbers");
            for (uint256 young = i + 1; young < 5; ++young) {
                VM.assertFalse(_includes(panel, _juror(young)), "too young");
            }
        }
    }

    /// @dev The number of a vacant seat is old; who took it again is not.
    function test_ASeatThatIsTakenAgainIsYoung() external {
        _seatJurors(2);
        VM.warp(NOW + WEEK);
        _leave(0);
        VM.warp(NOW + WEEK + UNBONDING);
        pool.withdrawStake(0);
        VM.assertEq(_takeSeats(_owner(7), 7, 1)[0], 0, "the vacant seat");
        _passSeed();
        uint256 since = NOW + 2 * WEEK + UNBONDING;
        address[] memory panel = _drawn(since - 1, since - 1);
        VM.assertEq(panel[0], _juror(1), "the old one alone");
        VM.assertEq(pool.draw(DEAL, 0, since, since, BLOCK, 1, _only(_juror(1)))[0], _juror(7), "a week later");
    }

    /// @dev A change of the key makes a seat no younger.
    function test_AChangedKeyKeepsTheAgeOfItsSeat() external {
        _takeSeats(_owner(0), 0, 1);
        VM.warp(NOW + WEEK - 1);
        _changeKey(0, 3);
        _passSeed();
        VM.assertEq(_drawn(NOW + WEEK, NOW + WEEK)[0], _juror(3), "the new key");
    }

    /// @dev Closed in the second before the contest, although it was open when the payout became provisional.
    function test_ClosingCountsUntilTheContest() external {
        _takeSeats(_owner(0), 0, 1);
        VM.warp(NOW + 2 * WEEK);
        _leave(0);
        _passSeed();
        VM.assertEq(_drawn(NOW + WEEK, NOW + 2 * WEEK).length, 1, "closed in the second of the contest");
        _refuses(NOW + WEEK, NOW + 2 * WEEK + 1);
    }

    function test_NoSeatIsOldEnoughBeforeAnyTimeHasPassed() external {
        _takeSeats(_owner(0), 0, 1);
        _passSeed();
        _refuses(0, NOW + WEEK);
        _refuses(WEEK - 1, NOW + WEEK);
    }

    function _drawn(uint256 since, uint256 openedAt) private view returns (address[] memory) {
        return pool.draw(DEAL, 0, since, openedAt, BLOCK, 1, new address[](0));
    }

    function _refuses(uint256 since, uint256 openedAt) private {
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_TooFewJurors.selector, 0, 1));
        pool.draw(DEAL, 0, since, openedAt, BLOCK, 1, new address[](0));
    }

    function _only(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }
}
