// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../support/Vm.sol";
import {Blocks} from "./support/Blocks.sol";
import {PoolBase} from "./support/PoolBase.sol";

contract DrawTest is PoolBase {
    uint256 private constant SEED_BLOCK = BLOCK + SEED_DELAY;

    // ---- seeds ----

    function test_RevertWhen_TheSeedBlockIsNotPast() external {
        _seatJurors(3);
        VM.warp(NOW + 1);
        for (uint256 number = BLOCK; number <= SEED_BLOCK; number += SEED_DELAY) {
            Blocks.roll(number);
            Blocks.write(SEED_BLOCK, number);
            bytes memory unknown = abi.encodeWithSelector(
                IJurorPool.JurorPool_SeedUnknown.selector,
                SEED_BLOCK,
                number
            );
            VM.expectRevert(unknown);
            pool.draw(DEAL, 0, NOW + 1, NOW + 1, BLOCK, 1, new address[](0));
            VM.expectRevert(unknown);
            pool.pinSeed(BLOCK);
            VM.assertEq(pool.seedBlockOf(BLOCK), SEED_BLOCK, "the block to come");
        }
        _at(SEED_BLOCK + 1);
        VM.assertEq(pool.draw(DEAL, 0, NOW + 1, NOW + 1, BLOCK, 1, new address[](0)).length, 3, "drawn");
    }

    function test_SeedsReachBack8191Blocks() external {
        _seatJurors(20);
        VM.warp(NOW + 1);
        _at(SEED_BLOCK + 1);
        bytes32 first = _hash(_draw(NOW + 1, 3));
        _at(SEED_BLOCK + 256);
        VM.assertEq(_hash(_draw(NOW + 1, 3)), first, "the last block that BLOCKHASH gives");
        _at(SEED_BLOCK + 257);
        VM.assertEq(_hash(_draw(NOW + 1, 3)), first, "the first that only the ring gives");
        _at(SEED_BLOCK + 8191);
        VM.assertEq(pool.seedBlockOf(BLOCK), SEED_BLOCK, "still the first seed block");
        VM.assertEq(_hash(_draw(NOW + 1, 3)), first, "at the end of its reach");
        uint256 snapshot = VM.snapshotState();
        _at(SEED_BLOCK + 8192);
        VM.assertEq(pool.seedBlockOf(BLOCK), SEED_BLOCK + 8191, "the next seed block");
        bytes32 second = _hash(_draw(NOW + 1, 3));
        VM.assertNotEq(second, first, "another draw");
        _at(SEED_BLOCK + 2 * 8191);
        VM.assertEq(_hash(_draw(NOW + 1, 3)), second, "at the end of the second's reach");
        _at(SEED_BLOCK + 2 * 8191 + 1);
        VM.assertEq(pool.seedBlockOf(BLOCK), SEED_BLOCK + 2 * 8191, "the third seed block");
        VM.assertNotEq(_hash(_draw(NOW + 1, 3)), second, "a third draw");
        VM.revertToState(snapshot);
        pool.pinSeed(BLOCK);
        _at(SEED_BLOCK + 100_000);
        VM.assertEq(pool.seedBlockOf(BLOCK), SEED_BLOCK, "pinned");
        VM.assertEq(_hash(_draw(NOW + 1, 3)), first, "permanently");
    }

    function test_PinsOnce() external {
        _at(SEED_BLOCK + 1);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeedPinned(BLOCK, SEED_BLOCK, Blocks.hashOf(SEED_BLOCK));
        VM.assertEq(pool.pinSeed(BLOCK), Blocks.hashOf(SEED_BLOCK), "the hash");
        _at(SEED_BLOCK + 9_000);
        VM.recordLogs();
        VM.assertEq(pool.pinSeed(BLOCK), Blocks.hashOf(SEED_BLOCK), "the same");
        VM.assertEq(VM.getRecordedLogs().length, 0, "nothing happened");
        VM.assertEq(pool.seedBlockOf(BLOCK + 1), SEED_BLOCK + 1 + 8191, "other blocks have their own");
        VM.assertEq(pool.pinSeed(BLOCK + 1), Blocks.hashOf(SEED_BLOCK + 1 + 8191), "the hash of the next seed block");
    }

    function test_RevertWhen_TheRingDoesNotTellTheHash() external {
        _seatJurors(3);
        VM.warp(NOW + 1);
        Blocks.roll(SEED_BLOCK + 300);
        bytes memory unknown = abi.encodeWithSelector(
            IJurorPool.JurorPool_SeedUnknown.selector,
            SEED_BLOCK,
            SEED_BLOCK + 300
        );
        VM.expectRevert(unknown);
        pool.draw(DEAL, 0, NOW + 1, NOW + 1, BLOCK, 1, new address[](0));
        VM.expectRevert(unknown);
        pool.pinSeed(BLOCK);
    }

    // ---- panels ----

    function test_Draws2nPlus1Ascending() external {
        _seatJurors(40);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        for (uint256 n = 1; n <= 15; n += 2) {
            address[] memory panel = _draw(openedAt, n);
            VM.assertEq(panel.length, 2 * n + 1, "size");
            _requireAscending(panel);
        }
    }

    function test_Draws31ForAPanelOf15() external {
        _seatJurors(31);
        VM.warp(NOW + 1);
        address[] memory panel = _draw(_contest(), 15);
        VM.assertEq(panel.length, 31, "actors");
        _requireAscending(panel);
    }

    function test_DrawsOthersForAnotherDealAndMilestone() external {
        _seatJurors(40);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        address[] memory none;
        bytes32 drawn = _hash(pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 3, none));
        VM.assertEq(_hash(pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 3, none)), drawn, "the same question");
        VM.assertNotEq(_hash(pool.draw(DEAL, 1, openedAt, openedAt, BLOCK, 3, none)), drawn, "another milestone");
        VM.assertNotEq(_hash(pool.draw(keccak256("2"), 0, openedAt, openedAt, BLOCK, 3, none)), drawn, "another deal");
    }

    function test_EverybodyIsDrawnAboutAsOften() external {
        _seatJurors(10);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        uint256[10] memory times;
        for (uint256 i = 0; i < 300; ++i) {
            address[] memory panel = pool.draw(bytes32(i), 0, openedAt, openedAt, BLOCK, 1, new address[](0));
            for (uint256 j = 0; j < 10; ++j) {
                if (_includes(panel, _juror(j))) ++times[j];
            }
        }
        for (uint256 j = 0; j < 10; ++j) {
            VM.assertGe(times[j], 60, "of 90 expected");
            VM.assertLe(times[j], 120, "of 90 expected");
        }
    }

    // ---- eligibility ----

    function test_SeatsTakenBeforeTheContestAreEligible() external {
        _seatJurors(1);
        VM.warp(NOW + 10);
        _takeSeats(_owner(1), 1, 1);
        VM.warp(NOW + 11);
        _takeSeats(_owner(2), 2, 1);
        _takeSeats(_owner(3), 3, 1);
        VM.warp(NOW + 12);
        _takeSeats(_owner(4), 4, 1);
        _passSeed();
        VM.assertEq(_draw(NOW + 10, 1).length, 1, "the first");
        VM.assertEq(_draw(NOW + 11, 1).length, 1, "the second makes it even");
        VM.assertEq(_draw(NOW + 12, 1).length, 3, "those of one second");
        address[] memory panel = _draw(NOW + 13, 2);
        VM.assertEq(panel.length, 5, "all");
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_TooFewJurors.selector, 0, 1));
        pool.draw(DEAL, 0, NOW, NOW, BLOCK, 1, new address[](0));
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_TooFewJurors.selector, 0, 1));
        pool.draw(DEAL, 0, 0, 0, BLOCK, 1, new address[](0));
    }

    function test_SeatsClosedBeforeTheContestAreNotEligible() external {
        _seatJurors(4);
        VM.warp(NOW + 100);
        _leave(0);
        _passSeed();
        for (uint256 i = 0; i < 3; ++i) {
            address[] memory panel = _draw(NOW + 99 + i, 3);
            if (i == 2) VM.assertFalse(_includes(panel, _juror(0)), "closed before");
            VM.assertEq(panel.length, 3, "three of four, or the three others");
        }
        _leave(1);
        _leave(2);
        VM.assertEq(_draw(NOW + 101, 1).length, 3, "closed in that second");
        VM.assertEq(_draw(NOW + 102, 1).length, 1, "closed before");
    }

    function test_KeysAreThoseOfTheContest() external {
        _seatJurors(1);
        VM.warp(NOW + 100);
        _changeKey(0, 7);
        VM.warp(NOW + 100 + UNBONDING);
        _changeKey(0, 8);
        _passSeed();
        VM.assertEq(_draw(NOW + 101, 1)[0], _juror(7), "before the second change");
        VM.assertEq(_draw(NOW + 100 + UNBONDING, 1)[0], _juror(7), "in its second");
        VM.assertEq(_draw(NOW + 101 + UNBONDING, 1)[0], _juror(8), "after it");
    }

    function test_TheFirstKeyCountsUntilItIsChanged() external {
        _seatJurors(1);
        VM.warp(NOW + 100);
        _changeKey(0, 7);
        _passSeed();
        VM.assertEq(_draw(NOW + 1, 1)[0], _juror(0), "the second after joining");
        VM.assertEq(_draw(NOW + 100, 1)[0], _juror(0), "in the second of the change");
        VM.assertEq(_draw(NOW + 101, 1)[0], _juror(7), "after it");
    }

    function test_AKeyChangedInTheSecondOfJoiningIsTheFirst() external {
        _seatJurors(1);
        _changeKey(0, 7);
        _changeKey(0, 8);
        VM.warp(NOW + 1);
        _changeKey(0, 9);
        _passSeed();
        VM.assertEq(_draw(NOW + 1, 1)[0], _juror(8), "the one it had at the end of that second");
        VM.assertEq(_draw(NOW + 2, 1)[0], _juror(9), "the one after");
    }

    function test_ExcludedKeysAndOwnersAreNotDrawn() external {
        _seatJurors(5);
        _takeSeats(_owner(0), 5, 1);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        address[] memory excluded = new address[](3);
        excluded[0] = address(0xb0b);
        excluded[1] = _juror(1);
        excluded[2] = _owner(0);
        address[] memory panel = pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 1, excluded);
        VM.assertEq(panel.length, 3, "three of six");
        for (uint256 i = 2; i < 5; ++i) VM.assertTrue(_includes(panel, _juror(i)), "the others");
        excluded[0] = _juror(4);
        VM.assertEq(pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 1, excluded).length, 1, "two make one");
    }

    function test_AnOwnersExclusionDoesNotExcludeItsKeyOnAnothersSeat() external {
        _seatJurors(1);
        _takeSeats(_owner(1), 0, 1);
        VM.warp(NOW + 1);
        address[] memory excluded = new address[](1);
        excluded[0] = _owner(0);
        uint40 openedAt = _contest();
        address[] memory panel = pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 1, excluded);
        VM.assertEq(panel[0], _juror(0), "by the other owner's seat");
    }

    function test_OneKeyIsDrawnOnce() external {
        _takeSeats(_owner(0), 0, 50);
        _takeSeats(_owner(1), 1, 1);
        _takeSeats(_owner(2), 2, 1);
        VM.warp(NOW + 1);
        address[] memory panel = _draw(_contest(), 3);
        VM.assertEq(panel.length, 3, "three keys");
        _requireAscending(panel);
    }

    function test_EvenNumbersDropTheLastDrawn() external {
        _seatJurors(6);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        bool[6] memory dropped;
        for (uint256 i = 0; i < 60; ++i) {
            address[] memory panel = pool.draw(bytes32(i), 0, openedAt, openedAt, BLOCK, 3, new address[](0));
            VM.assertEq(panel.length, 5, "one less");
            _requireAscending(panel);
            for (uint256 j = 0; j < 6; ++j) {
                if (!_includes(panel, _juror(j))) dropped[j] = true;
            }
        }
        for (uint256 j = 0; j < 6; ++j) VM.assertTrue(dropped[j], "the one that was drawn last, in whichever place");
    }

    function test_RevertWhen_FewerThanNAreEligible() external {
        _seatJurors(4);
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        VM.assertEq(_draw(openedAt, 3).length, 3, "enough for three");
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_TooFewJurors.selector, 3, 5));
        pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 5, new address[](0));
    }

    function test_RevertWhen_ThereAreNoSeats() external {
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_TooFewJurors.selector, 0, 1));
        pool.draw(DEAL, 0, openedAt, openedAt, BLOCK, 1, new address[](0));
    }

    function test_FindsTheLastFewAmongManyVacantSeats() external {
        _takeSeats(_owner(9), 9, 200);
        _seatJurors(3);
        for (uint256 i = 0; i < 200; ++i) _leave(i);
        VM.warp(NOW + UNBONDING);
        for (uint256 i = 0; i < 200; ++i) pool.withdrawStake(i);
        VM.warp(NOW + UNBONDING + 1);
        address[] memory panel = _draw(_contest(), 1);
        VM.assertEq(panel.length, 3, "all three");
        VM.assertFalse(_includes(panel, _juror(9)), "not who left");
    }

    function _at(uint256 number) private {
        Blocks.roll(number);
        Blocks.write(pool.seedBlockOf(BLOCK), number);
        Blocks.write(pool.seedBlockOf(BLOCK + 1), number);
    }

    function _hash(address[] memory panel) private pure returns (bytes32) {
        return keccak256(abi.encode(panel));
    }

    function _requireAscending(address[] memory panel) private pure {
        for (uint256 i = 1; i < panel.length; ++i) VM.assertTrue(panel[i - 1] < panel[i], "strictly ascending");
    }
}
