// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PayoutRule} from "../../../contracts/libraries/PayoutRule.sol";
import {VM} from "../support/Vm.sol";

contract PayoutRuleTest {
    uint256 private constant FULL = 10_000;

    function testFuzz_EndsAreFixed(uint16 passingScore, uint16 step) external pure {
        (uint256 mark, uint256 grid) = _rule(passingScore, step);
        VM.assertEq(PayoutRule.payoutOf(0, mark, grid), 0, "f(0)");
        VM.assertEq(PayoutRule.payoutOf(FULL, mark, grid), FULL, "f(10000)");
    }

    function testFuzz_MonotoneAndBounded(uint16 passingScore, uint16 step, uint16 one, uint16 other) external pure {
        (uint256 mark, uint256 grid) = _rule(passingScore, step);
        (uint256 low, uint256 high) = (uint256(one) % (FULL + 1), uint256(other) % (FULL + 1));
        if (low > high) (low, high) = (high, low);
        uint256 lowPayout = PayoutRule.payoutOf(low, mark, grid);
        uint256 highPayout = PayoutRule.payoutOf(high, mark, grid);
        VM.assertLe(lowPayout, highPayout, "monotone");
        VM.assertLe(highPayout, FULL, "bounded");
    }

    function testFuzz_ShapeOfTheRule(uint16 passingScore, uint16 step, uint16 any) external pure {
        (uint256 mark, uint256 grid) = _rule(passingScore, step);
        uint256 score = uint256(any) % (FULL + 1);
        uint256 payout = PayoutRule.payoutOf(score, mark, grid);
        if (score < mark) {
            VM.assertEq(payout, 0, "below the passing score");
        } else if (grid == 0) {
            VM.assertEq(payout, FULL, "all");
        } else {
            VM.assertEq(payout % grid, 0, "on the grid");
            VM.assertTrue(payout <= score && score < payout + grid, "within one step");
        }
    }

    function test_AroundThePassingScoreAndTheGrid() external pure {
        VM.assertEq(PayoutRule.payoutOf(5_999, 6_000, 0), 0, "one below");
        VM.assertEq(PayoutRule.payoutOf(6_000, 6_000, 0), FULL, "at it");
        VM.assertEq(PayoutRule.payoutOf(6_001, 6_000, 0), FULL, "one above");
        VM.assertEq(PayoutRule.payoutOf(6_499, 3_000, 500), 6_000, "one below a step");
        VM.assertEq(PayoutRule.payoutOf(6_500, 3_000, 500), 6_500, "at a step");
        VM.assertEq(PayoutRule.payoutOf(2_999, 3_000, 500), 0, "under the floor");
        VM.assertEq(PayoutRule.payoutOf(9_999, 1, 10_000), 0, "the coarsest grid");
    }

    function testFuzz_WellFormed(uint16 mark, uint16 grid) external pure {
        bool expected = mark >= 1 && mark <= FULL && (grid == 0 || (grid <= FULL && (FULL / grid) * grid == FULL));
        VM.assertEq(PayoutRule.isWellFormed(mark, grid), expected, "well formed");
    }

    function test_WellFormed_EveryDivisor() external pure {
        uint256 divisors;
        for (uint256 grid = 1; grid <= FULL + 1; ++grid) {
            if (PayoutRule.isWellFormed(1, grid)) ++divisors;
        }
        VM.assertEq(divisors, 25, "10000 has 25 divisors");
    }

    /// @return mark Any that is well formed.
    /// @return grid Any divisor of 10000, or none.
    function _rule(uint16 passingScore, uint16 step) private pure returns (uint256 mark, uint256 grid) {
        mark = 1 + (uint256(passingScore) % FULL);
        uint256 choice = uint256(step) % 26;
        if (choice != 25) grid = (2 ** (choice / 5)) * (5 ** (choice % 5));
        VM.assertTrue(PayoutRule.isWellFormed(mark, grid), "well formed");
    }
}
