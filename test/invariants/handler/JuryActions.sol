// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ISharedFees} from "../../../contracts/interfaces/ISharedFees.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotBox, SignedBallot} from "../../contracts/support/BallotBox.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {GhostDeal, GhostMilestone, Phase} from "./Model.sol";
import {Sitting, Sittings} from "./Sittings.sol";
import {Statement, Word} from "./Words.sol";

/// @notice Deliveries and verdicts.
abstract contract JuryActions is Sittings {
    string internal constant EVIDENCE_URI = "ipfs://evidence";

    /// @dev Per payout rule: medians, and the payouts they gave.
    mapping(bytes32 rule => uint256[2][]) private _seen;

    function deliver(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Pending, Phase.Pending);
        if (found) _deliver(dice, deal, milestone);
    }

    function judge(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Pending, Phase.Delivered);
        if (found) _judge(dice, deal, milestone);
    }

    function _deliver(Dice memory dice, uint256 deal, uint256 milestone) internal {
        GhostDeal storage ghost = _deals[deal];
        address seller = ghost.fixture.seller;
        bytes32 evidence = _evidence(dice, deal, milestone);
        Statement memory statement = _authorizes(dice, seller, _deliveryDigest(deal, milestone, evidence), 2);
        Word memory word = _utter(dice, statement);
        Attempt memory attempt = Attempt({
            action: "deliver",
            caller: statement.caller,
            data: abi.encodeCall(
                IDeliveries.deliver,
                (ghost.packed, uint8(milestone), evidence, EVIDENCE_URI, word.signature)
            ),
            expected: _canDeliver(deal, milestone),
            promised: _milestones[deal][milestone].phase != Phase.Pending ? 11 : 12
        });
        _subject(attempt, word);
        if (!_attemptOnce(dice, attempt)) return;
        GhostMilestone storage delivered = _milestones[deal][milestone];
        delivered.phase = Phase.Delivered;
        delivered.evidence = evidence;
        delivered.deliveredAt = uint40(block.timestamp);
        _sellerSigned[keccak256(abi.encode(ghost.id, milestone, evidence))] = true;
        _auditState(deal);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    function _judge(Dice memory dice, uint256 deal, uint256 milestone) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        bool delivered = ghost.phase == Phase.Delivered;
        bytes32 evidence = delivered && !dice.oneIn(8) ? ghost.evidence : _evidence(dice, deal, milestone);
        Sitting memory sitting = _sit(dice, deal, milestone, evidence);
        if (delivered) return _judgeDelivered(dice, sitting);
        Attempt memory attempt = _submission(dice, sitting);
        address[] memory payees = _payees(deal, milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return;
        _auditVerdict(sitting);
        _judged(sitting);
        _auditDeal(deal, milestone, payees, worthBefore);
    }

    /// @dev Evidence on-chain: ballots go on record, one or many, and the first of each juror counts.
    function _judgeDelivered(Dice memory dice, Sitting memory sitting) private {
        GhostMilestone storage ghost = _milestones[sitting.deal][sitting.milestone];
        if (dice.oneIn(2)) sitting.present = 1 << dice.roll(sitting.panel.length);
        SignedBallot[] memory ballots = _ballots(dice, sitting);
        uint256 book = _recordedBy(ghost.book, sitting);
        bool fresh = book != ghost.book;
        bool forged = fresh && dice.oneIn(8) && _areNew(ghost.book, ballots);
        bool sameEvidence = sitting.evidence == ghost.evidence;
        bool timely = _canJudge(sitting.deal, sitting.milestone);
        Attempt memory attempt;
        attempt.action = "judgeDelivered";
        attempt.caller = dice.oneIn(2) ? _relayer : _stranger;
        attempt.expected = timely && sameEvidence && fresh && !forged;
        attempt.promised =
            timely && !sameEvidence
                ? 11
                : forged
                    ? 6
                    : 12;
        bytes memory packed = forged ? _forge(dice, sitting, ballots) : BallotBox.pack(ballots);
        attempt.data = abi.encodeCall(
            IVerdicts.submitVerdict,
            (_deals[sitting.deal].packed, uint8(sitting.milestone), sitting.evidence, packed)
        );
        address[] memory payees = _payees(sitting.deal, sitting.milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return;
        if (_isOnRecord(sitting, book)) {
            _auditVerdict(sitting);
            _judged(sitting);
        }
        _auditDeal(sitting.deal, sitting.milestone, payees, worthBefore);
    }

    /// @return decided Whether the ballots on record decide. The sitting is theirs from now on.
    function _isOnRecord(Sitting memory sitting, uint256 book) private returns (bool decided) {
        GhostMilestone storage ghost = _milestones[sitting.deal][sitting.milestone];
        TermsFixture memory fixture = _deals[sitting.deal].fixture;
        uint256[] memory first = _firstScores(sitting);
        (sitting.present, sitting.equivocal) = (0, false);
        for (uint256 i = 0; i < sitting.panel.length; ++i) {
            uint256 lane = (book >> (16 * i)) & 0xffff;
            if (lane == 0) continue;
            sitting.present |= 1 << i;
            sitting.scores[i] = lane - 1;
            if (lane - 1 != first[i]) sitting.equivocal = true;
        }
        (sitting.decided, sitting.payout) = _determine(fixture, sitting);
        (bool reached, uint256 lowest, uint256 highest) = _intervalOf(fixture, book, sitting.panel.length);
        _hold(sitting.decided == (reached && lowest == highest), 28, "an interval that met decided nothing");
        if (reached && !sitting.equivocal) {
            uint256 whole = _payoutFor(fixture, _median(first));
            _hold(lowest <= whole && whole <= highest, 28, "the interval does not contain the whole panel's payout");
            (bool before, uint256 low, uint256 high) = _intervalOf(fixture, ghost.book, sitting.panel.length);
            _hold(!before || (low <= lowest && highest <= high), 28, "the interval became wider");
        }
        if (sitting.decided) return true;
        ghost.book = book;
        ++done[reached ? "judgeNarrows" : "judgeRecords"];
    }

    /// @dev After round 1: jurors who share the fee put ballots on record. No payout and no window follows from them.
    function recordLate(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Provisional, Phase.Delivered);
        if (found && dice.oneIn(4)) (found, deal, milestone) = _seek(dice, Phase.Round2, Phase.Ruling);
        if (found && dice.oneIn(8)) (found, deal, milestone) = _seek(dice, Phase.Settled, Phase.Settled);
        if (found) _recordLate(dice, deal, milestone);
    }

    function _recordLate(Dice memory dice, uint256 deal, uint256 milestone) private {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        Sitting memory sitting = _sit(dice, deal, milestone, ghost.evidence);
        if (dice.oneIn(2)) sitting.present = 1 << dice.roll(sitting.panel.length);
        SignedBallot[] memory ballots = _ballots(dice, sitting);
        uint256 known = ghost.book | ghost.late;
        uint256 lanes = _recordedBy(known, sitting);
        bool fresh = lanes != known;
        bool forged = fresh && dice.oneIn(8) && _areNew(known, ballots);
        bool waits = _isShared(deal) && ghost.phase != Phase.Settled;
        Attempt memory attempt;
        attempt.action = "recordLate";
        attempt.caller = dice.oneIn(2) ? _relayer : _stranger;
        attempt.expected = waits && (ghost.judged || _earnedByQuorum(deal, milestone)) && fresh && !forged;
        attempt.promised = forged ? 6 : 12;
        bytes memory packed = forged ? _forge(dice, sitting, ballots) : BallotBox.pack(ballots);
        attempt.data = abi.encodeCall(ISharedFees.recordLateBallots, (_deals[deal].packed, uint8(milestone), packed));
        if (!_attemptOnce(dice, attempt)) return;
        ghost.late = lanes;
        _auditState(deal);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    /// @return votes Those on record with the new ones of the sitting: the first of a juror counts.
    function _recordedBy(uint256 votes, Sitting memory sitting) internal pure returns (uint256) {
        for (uint256 i = 0; i < sitting.panel.length; ++i) {
            if ((sitting.present >> i) & 1 == 0 || (votes >> (16 * i)) & 0xffff != 0) continue;
            votes |= (sitting.scores[i] + 1) << (16 * i);
        }
        return votes;
    }

    /// @dev The first ballot and the last are of jurors that have not voted: whatever is forged about them is read.
    function _areNew(uint256 votes, SignedBallot[] memory ballots) internal pure returns (bool) {
        uint256 first = ballots[0].position;
        uint256 last = ballots[ballots.length - 1].position;
        return (votes >> (16 * first)) & 0xffff == 0 && (votes >> (16 * last)) & 0xffff == 0;
    }

    /// @dev The ballots of a sitting, some forged, with a delivery behind them where one is due, some not the seller's.
    function _submission(Dice memory dice, Sitting memory sitting) private returns (Attempt memory attempt) {
        GhostMilestone storage ghost = _milestones[sitting.deal][sitting.milestone];
        SignedBallot[] memory ballots = _ballots(dice, sitting);
        attempt.action = "judge";
        attempt.caller = dice.oneIn(2) ? _relayer : _stranger;
        bool forged = ballots.length != 0 && dice.oneIn(8);
        bytes memory packed = forged ? _forge(dice, sitting, ballots) : BallotBox.pack(ballots);
        bool proven = true;
        if (ghost.phase == Phase.Pending) {
            // What is to stand needs the seller's word for its evidence, whatever it pays.
            bool due = sitting.payout != FULL || _deals[sitting.deal].fixture.contestWindow != 0;
            if (due || dice.oneIn(6)) (packed, proven) = _attachDelivery(dice, sitting, packed);
            proven = proven || !due;
        }
        bool timely = _canJudge(sitting.deal, sitting.milestone);
        attempt.expected = timely && !forged && sitting.decided && proven;
        attempt.promised = 12;
        if (timely && (forged || !sitting.decided)) attempt.promised = 6;
        else if (timely && !proven) attempt.promised = 10;
        bytes memory terms = _jurysTerms(dice, sitting.deal, sitting.milestone);
        attempt.data = abi.encodeCall(
            IVerdicts.submitVerdict,
            (terms, uint8(sitting.milestone), sitting.evidence, packed)
        );
    }

    function _judged(Sitting memory sitting) private {
        TermsFixture storage fixture = _deals[sitting.deal].fixture;
        if (sitting.equivocal) ++done["judgeEquivocal"];
        ++done[
            sitting.payout == 0
                ? "judgeNothing"
                : sitting.payout == FULL
                    ? "judgeFull"
                    : "judgePart"
        ];
        if (_isShared(sitting.deal)) {
            _milestones[sitting.deal][sitting.milestone].late = _recordedBy(0, sitting);
        }
        if (fixture.contestWindow != 0) {
            ++done["judgeStanding"];
            _stand(sitting.deal, sitting.milestone, sitting.evidence, sitting.payout);
            return;
        }
        _earn(sitting.deal, sitting.milestone);
        _end(sitting.deal, sitting.milestone, (fixture.milestones[sitting.milestone].amount * sitting.payout) / FULL);
    }

    /// @dev Promises 6 to 10, on the payout that the contract emitted.
    function _auditVerdict(Sitting memory sitting) private {
        GhostDeal storage ghost = _deals[sitting.deal];
        uint256 payout = _emittedPayout(ghost.id);
        _hold(payout == sitting.payout, 7, "the payout is not that of the median of the completions");
        _checkMedian(sitting, payout);
        bytes32 delivery = keccak256(abi.encode(ghost.id, sitting.milestone, sitting.evidence));
        bool free = payout == FULL && ghost.fixture.contestWindow == 0;
        _hold(free || _sellerSigned[delivery], 10, "a verdict without the seller's signature on its evidence");
    }

    /// @dev Promises 6 to 9: what a quorum decided is the whole panel's median, and within the honest range.
    function _checkMedian(Sitting memory sitting, uint256 payout) internal {
        GhostDeal storage ghost = _deals[sitting.deal];
        TermsFixture memory fixture = ghost.fixture;
        uint256 quorum = (fixture.panel.length + 1) / 2;
        _hold(_bits(sitting.present) >= quorum, 6, "fewer positions than a quorum decided");
        uint256[] memory first = _firstScores(sitting);
        uint256 median = _median(first);
        if (!sitting.equivocal) {
            _hold(payout == _payoutFor(fixture, median), 7, "the payout is not that of the whole panel's median");
        }
        if (_bits(ghost.corrupt) < quorum) {
            (uint256 low, uint256 high) = _honestRange(first, ghost.corrupt);
            _hold(payout >= _payoutFor(fixture, low), 8, "corrupt jurors moved the payout below the honest range");
            _hold(payout <= _payoutFor(fixture, high), 8, "corrupt jurors moved the payout above the honest range");
        }
        _hold(payout <= FULL, 9, "a payout above the full amount");
        if (!sitting.equivocal) _auditMonotone(fixture, median, payout);
    }

    function _auditMonotone(TermsFixture memory fixture, uint256 median, uint256 payout) private {
        uint256[2][] storage seen = _seen[keccak256(abi.encode(fixture.passingScore, fixture.payoutStep))];
        for (uint256 i = 0; i < seen.length; ++i) {
            bool monotone = median >= seen[i][0] ? payout >= seen[i][1] : payout <= seen[i][1];
            _hold(monotone, 9, "a better median paid less");
        }
        if (seen.length < 8) seen.push([median, payout]);
    }

    function _honestRange(uint256[] memory scores, uint256 corrupt) internal pure returns (uint256 low, uint256 high) {
        low = type(uint256).max;
        for (uint256 i = 0; i < scores.length; ++i) {
            if ((corrupt >> i) & 1 == 1) continue;
            if (scores[i] < low) low = scores[i];
            if (scores[i] > high) high = scores[i];
        }
    }

    function _emittedPayout(bytes32 id) private returns (uint256 payout) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(quittance) || logs[i].topics[0] != IVerdicts.VerdictReached.selector)
                continue;
            _hold(logs[i].topics[1] == id, 7, "the verdict of another deal was emitted");
            (, bytes memory verdict) = abi.decode(logs[i].data, (bytes32, bytes));
            return (uint256(uint8(verdict[2])) << 8) | uint8(verdict[3]);
        }
        return type(uint256).max;
    }

    /// @return Ballots with a delivery behind them.
    /// @return Whether it is the seller's for this evidence.
    function _attachDelivery(
        Dice memory dice,
        Sitting memory sitting,
        bytes memory packed
    ) private returns (bytes memory, bool) {
        (uint256 deal, uint256 milestone) = (sitting.deal, sitting.milestone);
        address seller = _deals[deal].fixture.seller;
        uint256 style = dice.roll(30);
        if (style == 0) return (packed, false);
        if (style == 1 && !_isOpened(_deals[deal].fixture.buyer)) seller = _deals[deal].fixture.buyer;
        else if (style < 3) seller = _stranger;
        bytes32 evidence = style == 3 ? keccak256(abi.encode(sitting.evidence)) : sitting.evidence;
        if (style == 4) milestone ^= 1;
        Statement memory statement = _authorizes(dice, seller, _deliveryDigest(deal, milestone, evidence), 2);
        statement.caller = address(0);
        Word memory word = _utter(dice, statement);
        bool good = style > 4 && word.good;
        if (good) _sellerSigned[keccak256(abi.encode(_deals[deal].id, milestone, evidence))] = true;
        return (BallotBox.withDelivery(packed, EVIDENCE_URI, word.signature), good);
    }

    function _deliveryDigest(uint256 deal, uint256 milestone, bytes32 evidence) private view returns (bytes32) {
        return Digests.delivery(address(quittance), _deals[deal].id, uint8(milestone), evidence, EVIDENCE_URI);
    }

    /// @dev Brief wherever the specification says that nothing of the conditions is needed.
    function _jurysTerms(Dice memory dice, uint256 deal, uint256 milestone) private returns (bytes memory) {
        TermsFixture memory fixture = _deals[deal].fixture;
        bool free = fixture.marketplaceFee == 0 && fixture.verificationFee == 0 && fixture.contestWindow == 0;
        if (!free || _milestones[deal][milestone].phase == Phase.Delivered || dice.oneIn(3)) return _deals[deal].packed;
        ++done["briefTerms"];
        return fixture.brief();
    }

    /// @dev One of two pieces of work that the seller could show.
    function _evidence(Dice memory dice, uint256 deal, uint256 milestone) internal pure returns (bytes32) {
        return keccak256(abi.encode("work", deal, milestone, dice.roll(2)));
    }

    function _bits(uint256 mask) internal pure returns (uint256 count) {
        for (; mask != 0; mask &= mask - 1) ++count;
    }
}
