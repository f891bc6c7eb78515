// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotBook} from "../../contracts/libraries/BallotBook.sol";
import {PayoutRule} from "../../contracts/libraries/PayoutRule.sol";
import {Medians} from "./support/Medians.sol";
import {VM} from "./support/Vm.sol";

/// @notice Promise 28 and promise 8 of the book of ballots, against a model that tries completions and counts votes.
contract IntervalTest {
    struct Panel {
        uint16[] scores; // what each juror thinks
        uint256[2] book;
        uint256 size;
        uint256 quorum;
        uint256 passingScore;
        uint256 payoutStep;
    }

    function testFuzz_promise_28_NarrowsInAnyOrder(uint256 seed) external pure {
        Panel memory panel = _panelOf(seed);
        uint256 median = _payout(panel, Medians.ofScores(panel.scores));
        (uint256 lowest, uint256 highest) = (0, 10_000);
        uint256[] memory order = _order(panel.size, seed);
        for (uint256 i = 0; i < panel.size; ++i) {
            _record(panel, order[i], panel.scores[order[i]]);
            (bool reached, uint256 low, uint256 high) = _interval(panel);
            VM.assertEq(reached, i + 1 >= panel.quorum, "from a quorum on");
            if (!reached) continue;
            VM.assertTrue(low >= lowest && high <= highest, "narrower");
            VM.assertTrue(low <= median && median <= high, "around the median");
            (lowest, highest) = (low, high);
        }
        VM.assertEq(lowest, highest, "the whole panel decides");
    }

    function testFuzz_promise_28_IsWhatCompletionsPay(uint256 seed) external pure {
        Panel memory panel = _panelOf(seed);
        uint256 members = seed >> 200;
        for (uint256 i = 0; i < panel.size; ++i) {
            if ((members >> i) & 1 == 1) _record(panel, i, panel.scores[i]);
        }
        (bool reached, uint256 low, uint256 high) = _interval(panel);
        if (!reached) return;
        uint256 least = 10_000;
        uint256 most;
        // The median is monotone in every score, so the missing ones at both ends give both ends; any other is between.
        for (uint256 c = 0; c < 1 << panel.size; ++c) {
            uint16[] memory whole = new uint16[](panel.size);
            for (uint256 i = 0; i < panel.size; ++i) {
                whole[i] =
                    (members >> i) & 1 == 1
                        ? panel.scores[i]
                        : (c >> i) & 1 == 1
                            ? 10_000
                            : 0;
            }
            uint256 payout = _payout(panel, Medians.ofScores(whole));
            if (payout < least) least = payout;
            if (payout > most) most = payout;
        }
        VM.assertEq(low, least, "lowest");
        VM.assertEq(high, most, "highest");
    }

    function testFuzz_promise_28_ClampingMovesTowardsTheMedian(uint256 seed, uint16 provisional) external pure {
        Panel memory panel = _panelOf(seed);
        uint256 before = uint256(provisional) % 10_001;
        uint256 median = _payout(panel, Medians.ofScores(panel.scores));
        uint256[] memory order = _order(panel.size, seed);
        uint256 votes = panel.quorum + ((seed >> 190) % (panel.size - panel.quorum + 1));
        for (uint256 i = 0; i < votes; ++i) _record(panel, order[i], panel.scores[order[i]]);
        (, uint256 low, uint256 high) = _interval(panel);
        uint256 moved = PayoutRule.clamp(before, low, high);
        VM.assertLe(_distance(moved, median), _distance(before, median), "never away from it");
        VM.assertEq(before < median ? moved <= median || moved == before : moved >= median, true, "nor past it");
    }

    function testFuzz_promise_8_InsideTheHonestRange(uint256 seed, uint16 provisional) external pure {
        Panel memory panel = _panelOf(seed);
        uint256 outside = (seed >> 180) % panel.quorum; // c + s, fewer than a quorum
        uint256 corrupt = (seed >> 170) % (outside + 1);
        uint256[] memory order = _order(panel.size, seed);
        uint256 least = 10_000;
        uint256 most;
        for (uint256 i = outside; i < panel.size; ++i) {
            uint256 payout = _payout(panel, panel.scores[order[i]]);
            if (payout < least) least = payout;
            if (payout > most) most = payout;
        }
        // In any order, and a corrupt juror with a second ballot that says the opposite: the first counts.
        uint256[] memory coming = _order(panel.size, uint256(keccak256(abi.encode(seed))));
        for (uint256 i = 0; i < panel.size; ++i) {
            uint256 rank = _rankOf(order, coming[i]);
            if (rank >= corrupt && rank < outside) continue; // silent
            uint16 score = panel.scores[coming[i]];
            if (rank < corrupt) score = (seed >> i) & 1 == 1 ? 10_000 : 0;
            _record(panel, coming[i], score);
            if (rank < corrupt) _record(panel, coming[i], 10_000 - score);
        }
        (bool reached, uint256 low, uint256 high) = _interval(panel);
        VM.assertTrue(reached, "the honest ones are a quorum");
        uint256 result = PayoutRule.clamp(uint256(provisional) % 10_001, low, high);
        VM.assertTrue(low >= least && high <= most, "the whole interval is");
        VM.assertTrue(result >= least && result <= most, "inside the honest range");
    }

    // ---- the book ----

    /// @dev As `BallotBook.add` does with a signature: passes over a position that voted.
    function _record(Panel memory panel, uint256 position, uint16 score) private pure {
        if (BallotBook.has(panel.book, position)) return;
        panel.book[position / 16] |= (uint256(score) + 1) << (16 * (position % 16));
    }

    function _interval(Panel memory panel) private pure returns (bool reached, uint256 lowest, uint256 highest) {
        return BallotBook.interval(panel.book, panel.size, panel.passingScore, panel.payoutStep);
    }

    // ---- the model ----

    function _panelOf(uint256 seed) private pure returns (Panel memory panel) {
        panel.size = 1 + 2 * (seed % 5);
        panel.quorum = (panel.size + 1) / 2;
        uint256[4] memory steps = [uint256(0), 1, 500, 2_500];
        panel.payoutStep = steps[(seed >> 8) % 4];
        panel.passingScore = 1 + ((seed >> 16) % 8_000);
        panel.scores = new uint16[](panel.size);
        for (uint256 i = 0; i < panel.size; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Half of the panels are close to each other, as honest jurors are.
            panel.scores[i] = uint16(seed & 0x1000 == 0 ? random % 10_001 : 6_700 + (random % 600));
        }
    }

    function _payout(Panel memory panel, uint256 score) private pure returns (uint256) {
        if (score < panel.passingScore) return 0;
        return panel.payoutStep == 0 ? 10_000 : (score / panel.payoutStep) * panel.payoutStep;
    }

    function _order(uint256 size, uint256 seed) private pure returns (uint256[] memory order) {
        order = new uint256[](size);
        for (uint256 i = 0; i < size; ++i) {
            uint256 place = uint256(keccak256(abi.encode(seed, "order", i))) % (i + 1);
            order[i] = order[place];
            order[place] = i;
        }
    }

    function _rankOf(uint256[] memory order, uint256 position) private pure returns (uint256 rank) {
        for (; order[rank] != position; ++rank) {}
    }

    function _distance(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }
}
