// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../contracts/types/MilestoneRecord.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealBase} from "./support/DealBase.sol";
import {Medians} from "./support/Medians.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM, Vm} from "./support/Vm.sol";

/// @dev Promises 6, 7 and 8 against the contract itself. With a passing score and a payout step of 1 the payout is the
/// score, so that what is on record has both bounds and a verdict has their common value.
contract MedianDeterminacyTest is DealBase {
    struct Outcome {
        bool decided;
        uint256 lowest;
        uint256 highest;
    }

    uint256[4] private SIZES = [uint256(1), 3, 5, 7];

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < SIZES.length; ++i) {
            TermsFixture memory fixture = _exact(SIZES[i]);
            _open(fixture);
            _deliver(fixture, 0);
            fixture = _stepped(SIZES[i]);
            _open(fixture);
            _deliver(fixture, 0);
        }
    }

    function testFuzz_BoundsAreThoseOfAllCompletions(uint256 seed) external {
        uint256 size = SIZES[seed % 4];
        uint16[] memory scores = _scores(size, seed);
        uint256 members = _atLeastAQuorum(size, uint256(keccak256(abi.encode(seed))));
        Outcome memory outcome = _submit(_exact(size), scores, members);
        (uint256 lowest, uint256 highest) = _extremes(scores, members);
        VM.assertEq(outcome.lowest, lowest, "lowest");
        VM.assertEq(outcome.highest, highest, "highest");
        VM.assertEq(outcome.decided, lowest == highest, "decided");
        uint256 median = Medians.ofScores(scores);
        VM.assertTrue(lowest <= median && median <= highest, "the panel's median is between them");
        if (outcome.decided) VM.assertEq(lowest, median, "and is what was decided");
    }

    function testFuzz_TwoDecidingSetsPayTheSame(uint256 seed) external {
        uint256 size = SIZES[1 + (seed % 3)];
        uint16[] memory scores = _scores(size, seed);
        TermsFixture memory fixture = _stepped(size);
        Outcome memory first = _submit(fixture, scores, _atLeastAQuorum(size, uint256(keccak256(abi.encode(seed, 1)))));
        Outcome memory second = _submit(
            fixture,
            scores,
            _atLeastAQuorum(size, uint256(keccak256(abi.encode(seed, 2))))
        );
        Outcome memory all = _submit(fixture, scores, (1 << size) - 1);
        VM.assertTrue(all.decided, "the whole panel always decides");
        if (first.decided) VM.assertEq(first.lowest, all.lowest, "the first as the whole panel");
        if (second.decided) VM.assertEq(second.lowest, all.lowest, "the second as the whole panel");
        VM.assertEq(all.lowest, _payout(fixture, Medians.ofScores(scores)), "the median's payout");
    }

    function testFuzz_FewerThanAQuorumCannotLeaveTheHonestRange(uint256 seed) external {
        uint256 size = SIZES[1 + (seed % 3)];
        TermsFixture memory fixture = _stepped(size);
        uint16[] memory scores = _scores(size, seed);
        uint256 corrupt = uint256(keccak256(abi.encode(seed, "corrupt"))) % ((size + 1) / 2);
        uint256 lowest = 10_000;
        uint256 highest;
        bool agree = seed % 2 == 0;
        for (uint256 i = 0; i < size; ++i) {
            // Where the corrupt ones sit rotates with the seed.
            if ((i + (seed >> 128)) % size < corrupt) continue;
            if (agree) scores[i] = 7_300;
            if (scores[i] < lowest) lowest = scores[i];
            if (scores[i] > highest) highest = scores[i];
        }
        Outcome memory outcome = _submit(fixture, scores, _atLeastAQuorum(size, seed >> 64));
        if (!outcome.decided) return;
        VM.assertGe(outcome.lowest, _payout(fixture, lowest), "not below");
        VM.assertLe(outcome.lowest, _payout(fixture, highest), "not above");
    }

    function testFuzz_NothingIsDecidedWithoutAQuorumOfDistinctPositions(uint256 seed, uint8 copies) external {
        uint256 size = SIZES[1 + (seed % 3)];
        TermsFixture memory fixture = _exact(size);
        uint256 distinct = (size + 1) / 2 - 1;
        SignedBallot[] memory ballots = new SignedBallot[](distinct + (copies % 20));
        for (uint256 i = 0; i < ballots.length; ++i) {
            uint8 position = uint8(i < distinct ? i : uint256(keccak256(abi.encode(seed, i))) % distinct);
            ballots[i] = _ballot(fixture, 0, EVIDENCE, position, FULL);
        }
        if (seed % 2 == 0) _sort(ballots);
        (bool recorded, ) = address(quittance).call(
            abi.encodeCall(IVerdicts.submitVerdict, (fixture.whole(), 0, EVIDENCE, BallotBox.pack(ballots)))
        );
        MilestoneRecord memory record = quittance.milestoneOf(_dealId(fixture), 0);
        VM.assertEq(record.round, 0, "not decided");
        VM.assertEq(record.highestPayout, 0, "nor narrowed");
        VM.assertEq(recorded, ballots.length == distinct, "recorded where each position votes once");
    }

    // ---- the contract's answer, taken back ----

    function _submit(
        TermsFixture memory fixture,
        uint16[] memory scores,
        uint256 members
    ) private returns (Outcome memory outcome) {
        bytes memory call = abi.encodeCall(
            IVerdicts.submitVerdict,
            (fixture.whole(), 0, EVIDENCE, BallotBox.pack(_chosen(fixture, scores, members)))
        );
        uint256 snapshot = VM.snapshotState();
        VM.recordLogs();
        (bool recorded, ) = address(quittance).call(call);
        VM.assertTrue(recorded, "recorded");
        Vm.Log[] memory logs = VM.getRecordedLogs();
        MilestoneRecord memory record = quittance.milestoneOf(_dealId(fixture), 0);
        VM.revertToState(snapshot);
        (outcome.decided, outcome.lowest) = _verdictIn(logs);
        outcome.highest = outcome.lowest;
        if (!outcome.decided) (outcome.lowest, outcome.highest) = (record.lowestPayout, record.highestPayout);
    }

    function _verdictIn(Vm.Log[] memory logs) private pure returns (bool decided, uint256 payout) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IVerdicts.VerdictReached.selector) continue;
            (, bytes memory verdict) = abi.decode(logs[i].data, (bytes32, bytes));
            return (true, (uint256(uint8(verdict[2])) << 8) | uint8(verdict[3]));
        }
    }

    function _chosen(
        TermsFixture memory fixture,
        uint16[] memory scores,
        uint256 members
    ) private view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](_count(members));
        uint256 next;
        for (uint8 i = 0; i < scores.length; ++i) {
            if ((members >> i) & 1 == 1) ballots[next++] = _ballot(fixture, 0, EVIDENCE, i, scores[i]);
        }
    }

    // ---- the model ----

    /// @dev Tries every completion of the missing scores with 0, 10000 and every score that is there.
    function _extremes(uint16[] memory scores, uint256 members) private pure returns (uint256 lowest, uint256 highest) {
        uint256 size = scores.length;
        uint16[] memory candidates = new uint16[](size + 2);
        for (uint256 i = 0; i < size; ++i) candidates[i] = scores[i];
        candidates[size + 1] = FULL;
        uint256 missing = size - _count(members);
        uint256 completions = candidates.length ** missing;
        lowest = type(uint256).max;
        for (uint256 c = 0; c < completions; ++c) {
            uint16[] memory whole = new uint16[](size);
            uint256 rest = c;
            for (uint256 i = 0; i < size; ++i) {
                if ((members >> i) & 1 == 1) {
                    whole[i] = scores[i];
                } else {
                    whole[i] = candidates[rest % candidates.length];
                    rest /= candidates.length;
                }
            }
            uint256 median = Medians.ofScores(whole);
            if (median < lowest) lowest = median;
            if (median > highest) highest = median;
        }
    }

    function _payout(TermsFixture memory fixture, uint256 score) private pure returns (uint256) {
        return score < fixture.passingScore ? 0 : (score / fixture.payoutStep) * fixture.payoutStep;
    }

    // ---- what is tried ----

    function _exact(uint256 size) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.panel = _panel(size);
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
    }

    function _stepped(uint256 size) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.panel = _panel(size);
        (fixture.passingScore, fixture.payoutStep) = (3_000, 2_500);
    }

    /// @dev Few distinct values, so that sets agree often; 0 and 10000 among them.
    function _scores(uint256 size, uint256 seed) private pure returns (uint16[] memory scores) {
        scores = new uint16[](size);
        for (uint256 i = 0; i < size; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, "score", i)));
            scores[i] = random % 3 == 0 ? uint16(random % 10_001) : uint16((random >> 16) % 5) * 2_500;
        }
    }

    /// @return members A bitmap of positions, a quorum at least.
    function _atLeastAQuorum(uint256 size, uint256 random) private pure returns (uint256 members) {
        members = random & ((1 << size) - 1);
        for (uint256 i = 0; _count(members) < (size + 1) / 2; ++i) members |= 1 << ((i + (random >> 32)) % size);
    }

    function _count(uint256 members) private pure returns (uint256 count) {
        for (; members != 0; members >>= 1) count += members & 1;
    }

    function _sort(SignedBallot[] memory ballots) private pure {
        for (uint256 i = 1; i < ballots.length; ++i) {
            for (uint256 j = i; j > 0 && ballots[j - 1].position > ballots[j].position; --j) {
                (ballots[j - 1], ballots[j]) = (ballots[j], ballots[j - 1]);
            }
        }
    }
}
