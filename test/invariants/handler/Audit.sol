// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Accounting} from "./Accounting.sol";
import {GhostContest, GhostDeal, GhostMilestone, Phase} from "./Model.sol";

/// @notice Compares everything that a call touched with the model, after every call: the balances, unclaimed payouts
/// and wallets of whom it can pay, the deal's slot, the milestone's record, and what the events hold.
abstract contract Audit is Accounting {
    uint256 private _turn;

    function _auditHeld() internal {
        uint256 held = usdc.balanceOf(address(quittance));
        uint256 owed = _balances + _refusals + _locked + _bonds + _reserved + _uninvited;
        _hold(held == owed, 1, "USDC held is not what is owed");
        // Of all accounts one after the other, no matter which was touched: what changed stays different until its turn
        // comes.
        if (_opened.length != 0) _auditBudget(_opened[++_turn % _opened.length]);
    }

    function _auditAccount(address account) internal returns (uint256 worth) {
        uint256 balance = quittance.balanceOf(account);
        uint256 refused = quittance.unclaimedPayoutOf(account);
        uint256 wallet = usdc.balanceOf(account);
        bool spent = _isOpened(account) && balance < _balance[account];
        _hold(balance == _balance[account], spent ? 21 : 3, "a balance differs from the model");
        _hold(refused == _unclaimedPayout[account], 18, "an unclaimed payout differs from the model");
        _hold(wallet == _walletOf[account], 3, "a wallet differs from the model");
        return balance + refused + wallet;
    }

    /// @dev Of an account that can commit money: with its treasury.
    function _auditPayer(address account) internal returns (uint256 worth) {
        address treasury = _treasuryOf(account);
        worth = _auditAccount(account);
        if (treasury != address(0)) worth += _auditAccount(treasury);
    }

    /// @return worth What the model says the account and its treasury have.
    function _worthOf(address account) internal view returns (uint256 worth) {
        worth = _balance[account] + _walletOf[account] + _unclaimedPayout[account];
        address treasury = _treasuryOf(account);
        if (treasury != address(0)) worth += _balance[treasury] + _walletOf[treasury] + _unclaimedPayout[treasury];
    }

    /// @dev The accounts that a milestone's end can pay, each once: the parties, the fee accounts, who paid bonds, the
    /// arbiter.
    function _payees(uint256 deal, uint256 milestone) internal view returns (address[] memory payees) {
        TermsFixture storage fixture = _deals[deal].fixture;
        payees = new address[](7 + fixture.panel.length);
        payees[0] = fixture.buyer;
        payees[1] = fixture.seller;
        uint256 count = _include(payees, 2, fixture.marketplace);
        count = _include(payees, count, fixture.panelAccount);
        if (_isShared(deal)) {
            for (uint256 i = 0; i < fixture.panel.length; ++i) count = _include(payees, count, fixture.panel[i]);
        }
        uint256 contests = _milestones[deal][milestone].contests;
        if (contests > 0) count = _include(payees, count, _contests[deal][milestone][2].payer);
        if (contests > 1) {
            count = _include(payees, count, _contests[deal][milestone][3].payer);
            count = _include(payees, count, fixture.arbiter);
        }
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @return worth What the model says `payees` have in balances, unclaimed payouts and wallets, and the bonds that
    /// are held.
    function _worth(address[] memory payees) internal view returns (uint256 worth) {
        worth = _bonds;
        for (uint256 i = 0; i < payees.length; ++i) {
            address payee = payees[i];
            worth += _balance[payee] + _unclaimedPayout[payee] + _walletOf[payee];
        }
    }

    /// @dev After a call that paid out of a deal: everyone it can pay, the deal, the milestone, and the whole.
    function _auditDeal(uint256 deal, uint256 milestone, address[] memory payees, uint256 worthBefore) internal {
        uint256 worth = _bonds;
        for (uint256 i = 0; i < payees.length; ++i) worth += _auditAccount(payees[i]);
        GhostDeal storage ghost = _deals[deal];
        if (worth < worthBefore) _breach(3, "a payout made the parties poorer");
        else ghost.paidOut += worth - worthBefore;
        _auditState(deal);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    function _auditState(uint256 deal) internal {
        GhostDeal storage ghost = _deals[deal];
        (uint40 openedAt, uint8 count, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(ghost.id);
        uint256 expectedSettled;
        uint256 expectedRecorded;
        for (uint256 i = 0; i < count; ++i) {
            GhostMilestone storage milestone = _milestones[deal][i];
            if (milestone.phase == Phase.Settled) expectedSettled |= 1 << i;
            if (milestone.deliveredAt != 0 || milestone.provisionalSince != 0) expectedRecorded |= 1 << i;
        }
        _hold(openedAt == ghost.openedAt && count == ghost.fixture.milestones.length, 4, "a deal's opening changed");
        _hold(settled == expectedSettled, 4, "the settled milestones differ from the model");
        _hold(recorded == expectedRecorded, 11, "the recorded milestones differ from the model");
        _hold(unsettled == ghost.unsettled, 3, "a deal's unsettled money differs from the model");
        _hold(
            ghost.paidOut + ghost.movedOn + unsettled == ghost.funded,
            3,
            "what left a deal and what is in it are not its funding"
        );
    }

    function _auditRecord(uint256 deal, uint256 milestone) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        MilestoneRecord memory record = quittance.milestoneOf(_deals[deal].id, uint8(milestone));
        _hold(record.evidence == ghost.evidence, 11, "evidence changed");
        _hold(record.deliveredAt == ghost.deliveredAt, 11, "the time of a delivery changed");
        _hold(record.round == ghost.round, 12, "the round that decided differs");
        _hold(record.contests == ghost.contests, 12, "the number of contests differs");
        _hold(record.drawnAt == ghost.drawnAt, 12, "the time of the draw differs");
        // A round at work has moved nothing: only once it decides does what stands change.
        uint256 promised = ghost.contests == 0 || ghost.round == 2 ? 7 : 14;
        _hold(record.provisionalPayout == ghost.payout, promised, "the provisional payout differs");
        if (ghost.contests == 0)
            _hold(record.provisionalSince == ghost.provisionalSince, 12, "since when it stands differs");
        _auditInterval(deal, milestone, record);
        uint256 released;
        for (uint256 round = 2; round < 2 + uint256(ghost.contests); ++round) {
            if (!_contests[deal][milestone][round].held) released |= 1 << (round - 2);
        }
        _hold(record.released == released, 16, "the bonds that have gone differ from the model");
    }

    /// @dev What is on record of a round that is at work, and since when the parties have ended a contest.
    function _auditInterval(uint256 deal, uint256 milestone, MilestoneRecord memory record) private {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        _hold(record.endedAt == ghost.endedAt, 12, "when the parties ended a contest differs");
        if (ghost.phase == Phase.Settled) return;
        TermsFixture memory fixture = _deals[deal].fixture;
        bool first = ghost.phase == Phase.Delivered;
        (bool reached, uint256 lowest, uint256 highest) = _intervalOf(
            fixture,
            first ? ghost.book : ghost.votes,
            first ? fixture.panel.length : ghost.panel.length
        );
        if (!first && ghost.phase != Phase.Round2) reached = false;
        _hold(record.lowestPayout == (reached ? lowest : 0), 28, "the lower end of the interval differs");
        _hold(record.highestPayout == (reached ? highest : 0), 28, "the upper end of the interval differs");
        if (!first && !_isShared(deal)) return;
        uint256 book = quittance.bookOf(_deals[deal].id, uint8(milestone));
        _hold(book == ghost.book | ghost.late, 28, "the book differs");
    }

    function _auditRating(uint256 deal) internal {
        GhostDeal storage ghost = _deals[deal];
        (uint40 settledAt, bool buyerRated, bool sellerRated) = quittance.ratingOf(ghost.id);
        _hold(settledAt == ghost.settledAt, 25, "since when a deal can be rated differs");
        _hold(buyerRated == ghost.buyerRated && sellerRated == ghost.sellerRated, 25, "who has rated differs");
    }

    // ---- what was emitted ----

    /// @dev The events that the last call emitted for a milestone: its parts, once; a verdict of round 2; where bonds
    /// went.
    function _auditTold(uint256 deal, uint256 milestone, bool settled) internal {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        uint256 emitted;
        for (uint256 i = 0; i < logs.length; ++i) {
            Vm.Log memory log = logs[i];
            if (log.emitter != address(quittance) || log.topics.length < 2) continue;
            bytes32 kind = log.topics[0];
            bool ours = log.topics[1] == _deals[deal].id;
            if (kind == ISettlements.MilestoneSettled.selector) {
                _hold(ours, 4, "a milestone of another deal was settled by an event");
                _auditParts(deal, milestone, log.data);
                ++emitted;
            } else if (kind == IContests.BondReturned.selector || kind == IContests.BondEarned.selector) {
                _hold(ours, 16, "an event has a bond of another deal");
                _checkBondEvent(deal, milestone, kind == IContests.BondReturned.selector, log.data);
            } else if (kind == IVerdicts.VerdictReached.selector) {
                (, bytes memory verdict) = abi.decode(log.data, (bytes32, bytes));
                uint256 payout = (uint256(uint8(verdict[2])) << 8) | uint8(verdict[3]);
                _hold(ours && payout == _milestones[deal][milestone].payout, 7, "the verdict of round 2 differs");
            }
        }
        _hold(emitted == (settled ? 1 : 0), 4, "a settlement was not emitted exactly once");
    }

    function _auditParts(uint256 deal, uint256 milestone, bytes memory data) private {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        // Packed: milestone 1, cause 1, toSeller 12, toBuyer 12, six zero bytes.
        uint256 settlement = abi.decode(data, (uint256));
        (uint96 toSeller, uint96 toBuyer) = (uint96(settlement >> 144), uint96(settlement >> 48));
        _hold(settlement >> 248 == milestone, 4, "another milestone was settled by an event");
        uint256 amount = _deals[deal].fixture.milestones[milestone].amount;
        _hold(uint256(toSeller) + toBuyer == amount, 5, "the parts emitted are not the amount");
        _hold(toSeller == ghost.toSeller && toBuyer == ghost.toBuyer, 5, "the parts emitted differ from the model");
    }

    function _checkBondEvent(uint256 deal, uint256 milestone, bool returned, bytes memory data) private {
        (uint8 which, uint8 round, uint96 amount) = abi.decode(data, (uint8, uint8, uint96));
        GhostContest storage contest = _contests[deal][milestone][round];
        _hold(which == milestone && contest.payer != address(0), 16, "a bond that never was went somewhere");
        _hold(!contest.held, 16, "a bond went somewhere before it was due");
        if (returned) contest.returned += amount;
        else contest.earned += amount;
        _auditBond(contest);
    }

    /// @dev What is left of a bond goes back whole or is earned whole; never both, never twice.
    function _auditBond(GhostContest storage contest) private {
        bool once = contest.returned == 0 || contest.earned == 0;
        _hold(once && contest.returned + contest.earned <= contest.left, 16, "a bond went to two destinations");
    }

    function _include(address[] memory list, uint256 count, address account) internal pure returns (uint256) {
        for (uint256 i = 0; i < count; ++i) if (list[i] == account) return count;
        list[count] = account;
        return count + 1;
    }
}
