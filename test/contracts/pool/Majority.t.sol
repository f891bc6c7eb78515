// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../support/Vm.sol";
import {PoolBase} from "./support/PoolBase.sol";

/// @notice What a majority costs, by simulation: real draws of panels of seven from pools of the sizes that
/// docs/juror-pool.md states. In each, nine panels of ten have a majority of the taken seats.
contract MajorityTest is PoolBase {
    uint256 private constant DRAWS = 500;
    uint256 private constant TAKEN = 1 << 128;

    function test_24SeatsAgainst10() external {
        _requireNineOfTen(10, 24);
    }

    function test_128SeatsAgainst50() external {
        _requireNineOfTen(50, 128);
    }

    function test_516SeatsAgainst200() external {
        _requireNineOfTen(200, 516);
    }

    /// @dev As many as the honest ones give a coin's toss.
    function test_AsManyAsTheOthersIsATossUp() external {
        uint256 won = _wins(50, 50);
        VM.assertGe(won, (DRAWS * 40) / 100, "two of five at least");
        VM.assertLe(won, (DRAWS * 60) / 100, "three of five at most");
    }

    /// @dev Within four of a hundred: three standard deviations of that many draws.
    function _requireNineOfTen(uint256 honest, uint256 taken) private {
        uint256 won = _wins(honest, taken);
        VM.assertGe(won, (DRAWS * 86) / 100, "nine of ten, by and large");
        VM.assertLe(won, (DRAWS * 95) / 100, "and not many more");
    }

    /// @return won How many of the drawn panels of seven have four of the taken seats or more.
    function _wins(uint256 honest, uint256 taken) private returns (uint256 won) {
        for (uint256 i = 0; i < honest; ++i) _sit(address(uint160(0x100000 + i)));
        for (uint256 i = 0; i < taken; ++i) _sit(address(uint160(TAKEN + i)));
        VM.warp(NOW + 1);
        uint40 openedAt = _contest();
        for (uint256 i = 0; i < DRAWS; ++i) {
            address[] memory panel = pool.draw(bytes32(i), 0, openedAt, openedAt, BLOCK, 3, new address[](0));
            uint256 wrong;
            for (uint256 j = 0; j < panel.length; ++j) if (uint160(panel[j]) >= TAKEN) ++wrong;
            if (wrong > panel.length / 2) ++won;
        }
    }

    /// @dev A juror takes a seat for itself.
    function _sit(address juror) private {
        _fund(juror, 1);
        VM.prank(juror);
        pool.takeSeats(juror, 1, 0, "");
    }
}
