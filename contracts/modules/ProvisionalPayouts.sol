// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContests} from "../interfaces/IContests.sol";
import {ISettlements} from "../interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../interfaces/IProvisionalPayouts.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2, ROUND_3} from "../types/Round.sol";
import {Cause} from "../types/Settlement.sol";
import {PackedSettlement} from "../libraries/PackedSettlement.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Settling} from "./Settling.sol";

/// @dev Derives the provisional payout of a milestone from stored facts and the time: what it is, until when it can be
/// contested, and when it can be settled.
abstract contract ProvisionalPayouts is Settling, IProvisionalPayouts {
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
        provisional.end = provisional.last ? provisional.since : provisional.since + terms.contestWindow();
    }

    /// @dev Round 2 runs from the contest, not from the draw. Its ballots are taken until this second.
    function _endOfRound(TermsView terms, bytes32 dealId, uint256 milestone) internal view returns (uint256) {
        return _contests[dealId][milestone][ROUND_2].openedAt + terms.verdictWindow();
    }

    /// @dev The arbiter's round runs from the second contest. A ruling is taken until this second.
    function _endOfRuling(TermsView terms, bytes32 dealId, uint256 milestone) internal view returns (uint256) {
        return _contests[dealId][milestone][ROUND_3].openedAt + terms.rulingWindow();
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
        uint256 fee = record.judged ? 0 : terms.verificationFee();
        DealState state = _deals[dealId].state;
        _deals[dealId].state = state.settle(milestone).stamp().spend(amount, fee);
        emit ISettlements.MilestoneSettled(dealId, PackedSettlement.pack(milestone, cause, toSeller, toBuyer));
        if (fee != 0) emit ISettlements.FeeReturned(dealId, terms.buyer(), milestone, uint96(fee));
        toSeller -= _creditMarketplace(terms, dealId, milestone, toSeller);
        if (record.contests != 0) _records[dealId][milestone].roundCompleted = true;
        for (uint8 round = ROUND_2; round < ROUND_2 + record.contests; ++round) {
            bool spent =
                round == ROUND_2 ? !BallotBook.isEmpty(_rounds[dealId][milestone].scores) : cause == Cause.Ruling;
            if (!spent) {
                _returnBond(terms, dealId, milestone, round);
            } else if (_isByBuyer(record, round)) {
                if (payout < _contests[dealId][milestone][round].payout) {
                    toSeller -= _reimburse(terms, dealId, milestone, round, toSeller);
                }
            } else if (payout > _contests[dealId][milestone][round].payout) {
                toBuyer -= _reimburse(terms, dealId, milestone, round, toBuyer);
            }
        }
        // Interactions
        _payParties(terms, dealId, terms.seller(), toSeller, toBuyer + fee);
    }

    function _isByBuyer(MilestoneRecord memory record, uint8 round) private pure returns (bool) {
        return (record.byBuyer >> (round - ROUND_2)) & 1 == 1;
    }

    /// @dev Reimburses the payer of a contest that proved right, out of the other side's part of the milestone.
    /// @return amount The bond, but at most that part.
    function _reimburse(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint256 part
    ) private returns (uint256 amount) {
        uint256 bond = terms.bond();
        amount = bond < part ? bond : part;
        if (amount == 0) return 0;
        Contest memory contest = _contests[dealId][milestone][round];
        emit IContests.BondReimbursed(dealId, contest.payer, milestone, round, uint96(amount));
        _refund(dealId, contest.payer, uint96(amount), contest.openedAt);
    }

    /// @dev Returns the bond of a contest to its payer, once.
    function _returnBond(TermsView terms, bytes32 dealId, uint8 milestone, uint8 round) internal {
        if (!_release(dealId, milestone, round)) return;
        Contest memory contest = _contests[dealId][milestone][round];
        uint96 bond = uint96(terms.bond());
        emit IContests.BondReturned(dealId, contest.payer, milestone, round, bond);
        _refund(dealId, contest.payer, bond, contest.openedAt);
    }

    /// @return due Whether the bond was still held. From now on it is not.
    function _release(bytes32 dealId, uint256 milestone, uint8 round) internal returns (bool due) {
        MilestoneRecord storage record = _records[dealId][milestone];
        uint8 bit = uint8(1 << (round - ROUND_2));
        due = record.released & bit == 0;
        record.released |= bit;
    }
}
