// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IContests} from "../interfaces/IContests.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../interfaces/IProvisionalPayouts.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {Cause} from "../types/Settlement.sol";
import {PackedSettlement} from "../libraries/PackedSettlement.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {BondShares} from "../libraries/BondShares.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {ContestFacts} from "./ContestFacts.sol";
import {EarnedFees} from "./EarnedFees.sol";
import {Judging} from "./Judging.sol";

/// @dev Derives the provisional payout of a milestone from stored facts and the time: what it is, until when it can be
/// contested, and when it can be settled.
abstract contract ProvisionalPayouts is Judging, EarnedFees, ContestFacts, IProvisionalPayouts {
    /// @notice `payout` is provisional from `since` on. It can be contested while since <= now < end, unless it is the
    /// last round's, and settled from `end` on.
    struct ProvisionalPayout {
        uint256 payout;
        uint256 since;
        uint256 end;
        bool last;
    }

    /// @inheritdoc IProvisionalPayouts
    function settle(bytes calldata terms, uint8 milestone) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        (, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the milestone was delivered or judged.
        MilestoneRecord memory record = _recordOf(dealId, state, milestone);
        ProvisionalPayout memory provisional = _provisional(fields, dealId, milestone, record);
        // Check: the payout can no longer be contested.
        if (block.timestamp < provisional.end) {
            revert Quittance_WindowOpen(dealId, milestone, provisional.end, block.timestamp);
        }
        // Effects, then Interactions
        _settleAt(
            fields,
            dealId,
            milestone,
            record,
            provisional.payout,
            record.round == 0 ? Cause.Silence : Cause.Verdict
        );
    }

    /// @return What is stored of a milestone that was delivered or judged.
    function _recordOf(
        bytes32 dealId,
        DealState state,
        uint256 milestone
    ) internal view returns (MilestoneRecord memory) {
        // Check: the milestone was delivered or judged.
        if (!state.isRecorded(milestone)) revert Quittance_NoProvisionalPayout(dealId, milestone);
        return _records[dealId][milestone];
    }

    /// @dev The caller checks that the milestone has a record and is not settled.
    function _provisional(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        MilestoneRecord memory record
    ) internal view returns (ProvisionalPayout memory provisional) {
        provisional.payout = record.provisionalPayout;
        provisional.since = record.provisionalSince;
        if (record.contests == 0) {
            if (record.round == 0) {
                provisional.payout = terms.silencePayout();
                provisional.since = record.deliveredAt + terms.verdictWindow();
            }
        } else if (record.contests == 1) {
            if (record.round != ROUND_2) provisional.since = _endOfRound(terms, dealId, milestone);
            provisional.last = terms.arbiter() == address(0);
        } else {
            provisional.since = _endOfRuling(terms, dealId, milestone);
            provisional.last = true;
        }
        if (record.highestPayout != 0) {
            provisional.payout = PayoutRule.clamp(provisional.payout, record.lowestPayout, record.highestPayout);
        }
        provisional.end = provisional.last ? provisional.since : provisional.since + terms.contestWindow();
    }

    /// @dev Settles at a round's payout. Reimburses bonds that the losing side owes, and returns bonds that neither a
    /// juror nor the arbiter earned.
    function _settleAt(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        MilestoneRecord memory record,
        uint256 payout,
        Cause cause
    ) internal {
        // Effects
        uint256 amount = terms.amount(milestone);
        (uint256 toSeller, uint256 toBuyer) = PayoutRule.split(amount, payout);
        (uint256 fee, bool earned) = _feeLeft(terms, record);
        DealState state = _deals[dealId].state;
        _deals[dealId].state = state.settle(milestone).stamp().spend(amount, fee);
        emit ISettlements.MilestoneSettled(dealId, PackedSettlement.pack(milestone, cause, toSeller, toBuyer));
        uint256 returned;
        if (earned) _payPanel(terms, dealId, milestone, fee, _books[dealId][milestone]);
        else if (fee != 0) returned = _returnFee(terms, dealId, milestone, fee);
        toSeller -= _creditMarketplace(terms, dealId, milestone, toSeller);
        uint256 reimbursed;
        for (uint8 round = ROUND_2; round < ROUND_2 + record.contests; ++round) {
            bool spent =
                round == ROUND_2 ? !BallotBook.isEmpty(_rounds[dealId][milestone].scores) : cause == Cause.Ruling;
            if (!spent) {
                _returnBond(terms, dealId, milestone, round, record);
                continue;
            }
            bool byBuyer = _isByBuyer(record, round);
            bool again = round != ROUND_2 && byBuyer == _isByBuyer(record, ROUND_2);
            if (!again) reimbursed = 0;
            // What the contester gained, and was not reimbursed for before.
            uint256 gain = _gainOf(dealId, milestone, round, again, byBuyer, amount, payout);
            gain -= Math.min(gain, reimbursed);
            uint256 part = Math.min(byBuyer ? toSeller : toBuyer, gain);
            reimbursed = _reimburse(terms, dealId, milestone, round, part, record);
            if (byBuyer) toSeller -= reimbursed;
            else toBuyer -= reimbursed;
        }
        // Interactions
        _payParties(terms, dealId, terms.seller(), toSeller, toBuyer + returned);
    }

    /// @param again Whether the same party contested before.
    /// @param amount Of the milestone.
    /// @return By how much the contester's part of the amount is larger than by the first payout that it contested; 0
    /// unless it is better off than by the payout that it contested in this round.
    function _gainOf(
        bytes32 dealId,
        uint256 milestone,
        uint256 round,
        bool again,
        bool byBuyer,
        uint256 amount,
        uint256 payout
    ) private view returns (uint256) {
        uint256 contested = _contests[dealId][milestone][round].payout;
        uint256 first = again ? _contests[dealId][milestone][ROUND_2].payout : contested;
        bool better = byBuyer ? payout < contested && payout < first : payout > contested && payout > first;
        if (!better) return 0;
        (uint256 toSeller, uint256 toBuyer) = PayoutRule.split(amount, payout);
        (uint256 sellersFirst, uint256 buyersFirst) = PayoutRule.split(amount, first);
        return byBuyer ? toBuyer - buyersFirst : toSeller - sellersFirst;
    }

    function _isByBuyer(MilestoneRecord memory record, uint8 round) private pure returns (bool) {
        return (record.byBuyer >> (round - ROUND_2)) & 1 == 1;
    }

    /// @dev Reimburses the payer of a contest that proved right, out of the other side's part of the milestone.
    /// @return amount The bond, but at most `part`.
    function _reimburse(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint256 part,
        MilestoneRecord memory record
    ) private returns (uint256 amount) {
        amount = Math.min(terms.bond(), part);
        if (amount == 0) return 0;
        emit IContests.BondReimbursed(
            dealId,
            _contests[dealId][milestone][round].payer,
            milestone,
            round,
            uint96(amount)
        );
        _refundBond(terms, dealId, milestone, round, record, uint96(amount));
    }

    /// @dev Returns what is left of the bond of a contest to its payer, once.
    function _returnBond(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        MilestoneRecord memory record
    ) internal {
        if (!_release(dealId, milestone, round)) return;
        uint96 left = uint96(_bondLeft(terms, record, round));
        emit IContests.BondReturned(dealId, _contests[dealId][milestone][round].payer, milestone, round, left);
        _refundBond(terms, dealId, milestone, round, record, left);
    }

    /// @dev Credits a bond, or a part of it, to its payer. The bond's id is what the payer committed the money to.
    function _refundBond(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        MilestoneRecord memory record,
        uint96 amount
    ) private {
        Contest memory contest = _contests[dealId][milestone][round];
        address contester = _isByBuyer(record, round) ? terms.buyer() : terms.seller();
        bytes32 bondId = _bondId(contest.payer, dealId, milestone, round, contester, uint96(terms.bond()));
        _refund(bondId, contest.payer, amount, contest.openedAt);
    }

    /// @return What is left of the bond of a contest. The draw of a panel is paid from that of round 2.
    function _bondLeft(TermsView terms, MilestoneRecord memory record, uint8 round) internal pure returns (uint256) {
        bool drawn = round == ROUND_2 && record.drawnAt != 0;
        return BondShares.panelsPart(terms.bond(), terms.jurors(), drawn);
    }

    /// @return due Whether the bond was still held. From now on it is not.
    function _release(bytes32 dealId, uint256 milestone, uint8 round) internal returns (bool due) {
        MilestoneRecord storage record = _records[dealId][milestone];
        uint8 bit = uint8(1 << (round - ROUND_2));
        due = record.released & bit == 0;
        record.released |= bit;
    }
}
