// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IRatings} from "../../../contracts/interfaces/IRatings.sol";
import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {BallotBox, SignedBallot} from "../../contracts/support/BallotBox.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {Attempt} from "./Attempts.sol";
import {ContestActions} from "./ContestActions.sol";
import {Dice} from "./Dice.sol";
import {GhostDeal, GhostMilestone, Phase} from "./Model.sol";
import {Sitting} from "./Sittings.sol";
import {Statement, Word} from "./Words.sol";

/// @notice What later rounds do: a pool that answers honestly, lies or fails, jurors of round 2, the arbiter; and, when
/// all is over, ratings.
abstract contract RoundActions is ContestActions {
    function draw(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Round2, Phase.Round2);
        if (found) _draw(dice, deal, milestone);
    }

    function record(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Round2, Phase.Round2);
        if (found && dice.oneIn(4)) (found, deal, milestone) = _seek(dice, Phase.Provisional, Phase.Ruling);
        if (found && dice.oneIn(6)) (found, deal, milestone) = _seek(dice, Phase.Settled, Phase.Settled);
        if (found) _record(dice, deal, milestone);
    }

    function rule(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Ruling, Phase.Ruling);
        if (found) _rule(dice, deal, milestone);
    }

    function rate(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, ) = _pick(dice);
        if (!found) return;
        GhostDeal storage ghost = _deals[deal];
        bool byBuyer = dice.oneIn(2);
        address rater = byBuyer ? ghost.fixture.buyer : ghost.fixture.seller;
        if (dice.oneIn(12)) rater = _trader(dice);
        bool party = rater == ghost.fixture.buyer || rater == ghost.fixture.seller;
        byBuyer = rater == ghost.fixture.buyer;
        uint8 score = uint8(dice.oneIn(12) ? 101 : dice.roll(101));
        address rated = byBuyer ? ghost.fixture.seller : ghost.fixture.buyer;
        bytes32 digest = Digests.rating(address(quittance), ghost.id, rated, score, "why");
        Statement memory statement = _authorizes(dice, rater, digest, 0);
        Word memory word = _utter(dice, statement);
        Attempt memory attempt = Attempt({
            action: "rate",
            caller: statement.caller,
            data: abi.encodeCall(IRatings.rate, (ghost.packed, rater, score, "why", word.signature)),
            expected: party && score <= 100 && _canRate(deal, byBuyer),
            promised: 25
        });
        _subject(attempt, word);
        if (!_attemptOnce(dice, attempt)) return;
        if (byBuyer) ghost.buyerRated = true;
        else ghost.sellerRated = true;
        _auditRating(deal);
        _auditState(deal);
    }

    // ---- the draw ----

    function _draw(Dice memory dice, uint256 deal, uint256 milestone) internal {
        (bool honest, address[] memory panel) = _answer(dice, deal);
        Attempt memory attempt = Attempt({
            action: "draw",
            caller: dice.oneIn(2) ? _relayer : _stranger,
            data: abi.encodeCall(IPanelDraws.drawPanel, (_deals[deal].packed, uint8(milestone))),
            expected: honest && _canDraw(deal, milestone),
            promised: honest ? 12 : 14
        });
        bool ok = _attemptOnce(dice, attempt);
        if (!ok && !honest) ++done["poolMisbehaves"];
        if (!ok) return;
        _milestones[deal][milestone].panel = panel;
        _milestones[deal][milestone].drawnAt = uint40(block.timestamp);
        uint256 part = _deals[deal].fixture.bond / (2 * _deals[deal].fixture.panel.length + 2);
        _contests[deal][milestone][2].left -= part;
        _payBond(attempt.caller, part);
        _auditAccount(attempt.caller);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    /// @return honest The pool has been scripted to answer with a panel that this deal can have.
    function _answer(Dice memory dice, uint256 deal) private returns (bool honest, address[] memory panel) {
        TermsFixture memory fixture = _deals[deal].fixture;
        uint256 size = fixture.panel.length;
        uint256 most = 2 * size + 1 < POOL_JURORS ? 2 * size + 1 : POOL_JURORS;
        size += 2 * dice.roll((most - size) / 2 + 1);
        panel = new address[](size);
        uint256 seated;
        for (uint256 i = 0; seated < size; ++i) {
            if (dice.roll(POOL_JURORS - i) < size - seated) panel[seated++] = _poolJurors[i];
        }
        honest = !dice.oneIn(3);
        PoolMood mood = PoolMood.Answers;
        if (!honest) {
            uint256 lie = dice.roll(11);
            if (lie < 6) mood = PoolMood(lie + 1);
            else panel = _lie(fixture, panel, lie);
            if (mood == PoolMood.NeedsGas) mood = PoolMood.WritesState;
        }
        _pool.setMood(mood);
        _pool.setPanel(panel);
    }

    /// @dev A panel with one thing wrong: not odd, a party in it, another address of the terms, a juror of round 1, out
    /// of order.
    function _lie(
        TermsFixture memory fixture,
        address[] memory panel,
        uint256 lie
    ) private view returns (address[] memory) {
        uint256 last = panel.length - 1;
        if (lie == 10) return _seatNamed(fixture, panel);
        if (lie == 6) {
            assembly ("memory-safe") {
                mstore(panel, last)
            }
        } else if (lie == 7) {
            panel[last] = fixture.salt % 2 == 0 ? fixture.buyer : fixture.seller;
        } else if (lie == 8) {
            panel[last] = fixture.panel[0];
        } else {
            panel[0] = last == 0 ? address(0) : panel[last];
        }
        return panel;
    }

    /// @dev The marketplace, the panel's account or the arbiter, if the terms name it; else the pool.
    function _seatNamed(TermsFixture memory fixture, address[] memory panel) private view returns (address[] memory) {
        address[3] memory optional = [fixture.marketplace, fixture.panelAccount, fixture.arbiter];
        address seated = optional[fixture.salt % 3];
        if (seated == address(0)) seated = address(_pool);
        uint256 place = panel.length - 1;
        for (; place > 0 && panel[place - 1] > seated; --place) panel[place] = panel[place - 1];
        panel[place] = seated;
        return panel;
    }

    // ---- ballots of round 2 ----

    function _record(Dice memory dice, uint256 deal, uint256 milestone) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.panel.length == 0) return;
        Sitting memory sitting = _sitAgain(dice, deal, milestone);
        SignedBallot[] memory ballots = _ballots(dice, sitting);
        uint256 votes = _recordedBy(ghost.votes, sitting);
        bool fresh = votes != ghost.votes;
        bool forged = fresh && dice.oneIn(8) && _areNew(ghost.votes, ballots);
        Attempt memory attempt;
        attempt.action = "record";
        attempt.caller = dice.oneIn(2) ? _relayer : _stranger;
        attempt.expected = fresh && !forged && _canRecord(deal, milestone);
        attempt.promised = forged ? 6 : 12;
        bytes memory packed = forged ? _forge(dice, sitting, ballots) : BallotBox.pack(ballots);
        attempt.data = abi.encodeCall(
            IRounds.recordBallots,
            (_deals[deal].packed, uint8(milestone), _packed(ghost.panel), packed)
        );
        address[] memory payees = _payees(deal, milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return;
        bool settled = _recorded(sitting, votes);
        _auditTold(deal, milestone, settled);
        _auditDeal(deal, milestone, payees, worthBefore);
    }

    /// @dev Mostly fewer corrupt ones than a quorum.
    function _sitAgain(
        Dice memory dice,
        uint256 deal,
        uint256 milestone
    ) private view returns (Sitting memory sitting) {
        sitting.deal = deal;
        sitting.milestone = milestone;
        sitting.round = 2;
        sitting.panel = _milestones[deal][milestone].panel;
        sitting.evidence = _milestones[deal][milestone].evidence;
        Dice memory fixed_ = Dice(uint256(keccak256(abi.encode("corrupt", deal, milestone))));
        uint256 seats = sitting.panel.length;
        for (uint256 left = fixed_.roll(seats / 2 + 1); left != 0; --left) sitting.corrupt |= 1 << fixed_.roll(seats);
        _vote(dice, sitting);
    }

    /// @return settled The ballots decided, and no one is left to contest before.
    function _recorded(Sitting memory sitting, uint256 votes) private returns (bool settled) {
        GhostMilestone storage ghost = _milestones[sitting.deal][sitting.milestone];
        ghost.votes = votes;
        if (ghost.round == 2) {
            ++done["recordAfterVerdict"];
            return false;
        }
        sitting.present = 0;
        for (uint256 i = 0; i < sitting.panel.length; ++i) {
            uint256 lane = (votes >> (16 * i)) & 0xffff;
            if (lane == 0) continue;
            sitting.present |= 1 << i;
            sitting.scores[i] = lane - 1;
        }
        TermsFixture memory fixture = _deals[sitting.deal].fixture;
        (sitting.decided, sitting.payout) = _determine(fixture, sitting);
        if (!sitting.decided) {
            ++done["recordUndecided"];
            return false;
        }
        _auditRange(fixture, sitting);
        ghost.round = 2;
        ghost.payout = uint16(sitting.payout);
        ghost.provisionalSince = uint40(block.timestamp);
        settled = fixture.arbiter == address(0);
        ++done[settled ? "recordSettles" : "recordStands"];
        if (settled) _endJudged(sitting.deal, sitting.milestone, sitting.payout, false);
        else ghost.phase = Phase.Provisional;
    }

    /// @dev Compares the payout that the model expects of the round with the payout that the contract emitted.
    function _auditRange(TermsFixture memory fixture, Sitting memory sitting) private {
        uint256 quorum = (sitting.panel.length + 1) / 2;
        _hold(_bits(sitting.present) >= quorum, 6, "fewer positions than a quorum decided round 2");
        if (_bits(sitting.corrupt) >= quorum) return;
        (uint256 low, uint256 high) = _honestRange(_firstScores(sitting), sitting.corrupt);
        bool inside = sitting.payout >= _payoutFor(fixture, low) && sitting.payout <= _payoutFor(fixture, high);
        _hold(inside, 8, "corrupt jurors moved round 2 outside the honest range");
    }

    // ---- the arbiter ----

    function _rule(Dice memory dice, uint256 deal, uint256 milestone) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        if (fixture.arbiter == address(0)) return;
        uint16 payout = uint16(dice.oneIn(3) ? dice.roll(2) * FULL : dice.roll(FULL + 2));
        Attempt memory attempt;
        attempt.action = "rule";
        attempt.expected = payout <= FULL && _canRule(deal, milestone);
        attempt.promised = 12;
        Statement memory statement = _authorizes(dice, fixture.arbiter, _ruling(deal, milestone, payout), 2);
        attempt.caller = statement.caller;
        bytes memory signature = _utter(dice, statement).signature;
        attempt.data = abi.encodeCall(IRulings.rule, (_deals[deal].packed, uint8(milestone), payout, signature));
        address[] memory payees = _payees(deal, milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return;
        _contests[deal][milestone][3].held = false;
        _payBond(fixture.arbiter, fixture.bond);
        _endJudged(deal, milestone, payout, true);
        _counted(deal, payees, worthBefore, milestone);
    }

    function _ruling(uint256 deal, uint256 milestone, uint16 payout) private view returns (bytes32) {
        bytes32 evidence = _milestones[deal][milestone].evidence;
        return Digests.ruling(address(quittance), _deals[deal].id, uint8(milestone), evidence, payout);
    }
}
