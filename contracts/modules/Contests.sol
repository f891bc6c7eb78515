// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContests} from "../interfaces/IContests.sol";
import {Commitment} from "../types/Commitment.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {Capabilities} from "../types/Key.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {Payee, PayeeWords} from "../types/Payee.sol";
import {Purposes} from "../types/Purposes.sol";
import {ROUND_2} from "../types/Round.sol";
import {CONTEST_TYPEHASH} from "../types/TypeHashes.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {PackedPanel} from "../libraries/PackedPanel.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Rounds} from "./Rounds.sol";

/// @dev Takes a bond with each contest, and pays it out once.
abstract contract Contests is Rounds, IContests {
    using PackedPanel for bytes;

    /// @inheritdoc IContests
    function contest(
        bytes calldata terms,
        uint8 milestone,
        address contester,
        uint16 payout,
        bytes calldata signature,
        BondPayment calldata payment
    ) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: a party contests.
        if (contester != fields.buyer() && contester != fields.seller()) revert Quittance_NotAParty(dealId, contester);
        // Check: the payout is provisional, and can be contested now.
        MilestoneRecord memory record = _requireContestable(fields, dealId, milestone, payout);
        uint256 best = contester == fields.buyer() ? 0 : FULL_PAYOUT;
        // Check: the contester can gain by it.
        if (payout == best) revert Quittance_NothingToGain(dealId, contester, payout);
        uint8 round = ROUND_2 + record.contests;
        uint96 bond = uint96(fields.bond());
        // Check: the contester called or signed.
        _requireContester(
            contester,
            _contestDigest(dealId, milestone, round, payout, bond, payment),
            payout,
            signature
        );
        bytes32 bondId = _bondId(payment.payer, dealId, milestone, round, contester, bond);
        // Effects
        _open(dealId, milestone, round, payout, payment.payer);
        _recordContest(fields, dealId, milestone, payout, contester, record);
        // Check: the payer agreed, and its policy allows it if it is a managed account. Then Effects.
        if (!payment.fromWallet) _takeBond(fields, bondId, bond, contester, payment);
        emit ContestOpened(dealId, contester, milestone, round, payout, payment.payer, bond, payment.fromWallet);
        // Interactions
        if (payment.fromWallet) _receive(payment.payer, bond, payment.validBefore, bondId, payment.signature);
    }

    /// @inheritdoc IContests
    function releaseBond(bytes calldata terms, uint8 milestone, uint8 round, bytes calldata panel) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone.
        DealState state = _knownMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        // Check: that round had a contest, and its bond is still held.
        if (round < ROUND_2 || round >= ROUND_2 + record.contests || (record.released >> (round - ROUND_2)) & 1 == 1) {
            revert Quittance_NoBond(dealId, milestone, round);
        }
        bool due =
            round == ROUND_2
                ? _isOver(fields, dealId, milestone, state, record)
                : state.isSettled(milestone) || block.timestamp >= _endOfRuling(fields, dealId, milestone);
        // Check: the round is over.
        if (!due) revert Quittance_BondNotDue(dealId, milestone, round);
        DrawnRound memory drawn = _rounds[dealId][milestone];
        bool whole = drawn.panelHash != 0 && _isCutShort(fields, dealId, milestone, record);
        if (round != ROUND_2 || (!whole && BallotBook.isEmpty(drawn.scores))) {
            // Effects
            return _returnBond(fields, dealId, milestone, round, record);
        }
        // Check: `panel` is the panel that was drawn.
        _requirePanel(drawn.panelHash, panel);
        // Effects
        _release(dealId, milestone, round);
        _shareJurorReward(fields, dealId, milestone, drawn.scores, panel, record, whole);
    }

    /// @dev Checks that the contester called or signed.
    function _requireContester(address contester, bytes32 digest, uint16 payout, bytes calldata signature) private {
        // A later round can take from the contester what it has. At these two payouts it has nothing.
        bool safe = payout == 0 || payout == FULL_PAYOUT;
        _requireAuthorization(contester, digest, signature, safe ? Capabilities.NONE : Capabilities.SETTLE);
    }

    /// @dev Takes the bond from a balance. A contester that pays the bond itself has agreed by the signature of its
    /// contest, which names the payer and its balance.
    function _takeBond(
        TermsView terms,
        bytes32 bondId,
        uint96 bond,
        address contester,
        BondPayment calldata payment
    ) private {
        address payer = payment.payer;
        if (_isOpened(payer)) {
            Payee[] memory payees = new Payee[](terms.arbiter() == address(0) ? 1 : 2);
            payees[0] = PayeeWords.make(terms.pool(), bond);
            if (payees.length == 2) payees[1] = PayeeWords.make(terms.arbiter(), bond);
            Commitment memory bonded = Commitment({
                account: payer,
                digest: bondId,
                purpose: Purposes.PAY_BOND,
                capability: Capabilities.COMMIT,
                amount: bond,
                category: terms.category(),
                payees: payees
            });
            // Check: the account's key and its policy allow it. Then Effects.
            return _commit(bonded, payment.signature);
        }
        // Check: another payer called or signed.
        if (payer != contester) _requireAuthorization(payer, bondId, payment.signature, Capabilities.COMMIT);
        _take(payer, bond);
    }

    /// @dev Checks that a payout is provisional and can be contested now.
    /// @return record What is stored of the milestone, and since when the payout is provisional.
    function _requireContestable(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 payout
    ) private view returns (MilestoneRecord memory record) {
        // Check: the deal has that milestone, which is not settled.
        (, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the milestone was delivered or judged.
        record = _recordOf(dealId, state, milestone);
        ProvisionalPayout memory provisional = _provisional(terms, dealId, milestone, record);
        // Check: a further round follows.
        if (provisional.last) revert Quittance_NoFurtherRound(dealId, milestone);
        // Check: the payout is provisional by now.
        if (block.timestamp < provisional.since) revert Quittance_NoProvisionalPayout(dealId, milestone);
        // Check: the contest window has not ended.
        if (block.timestamp >= provisional.end) {
            revert Quittance_ContestWindowEnded(dealId, milestone, provisional.end, block.timestamp);
        }
        // Check: it is the payout that the contester means.
        if (payout != provisional.payout) revert Quittance_ProvisionalPayoutMismatch(provisional.payout, payout);
        record.provisionalSince = uint40(provisional.since);
    }

    function _open(bytes32 dealId, uint256 milestone, uint256 round, uint16 payout, address payer) private {
        _contests[dealId][milestone][round] = Contest({
            payer: payer,
            openedAt: uint40(block.timestamp),
            openedInBlock: uint40(block.number),
            payout: payout
        });
    }

    /// @dev Stores the contest in the milestone's record. A payout that round 1 or 2 left without a verdict is stored
    /// as the provisional one. The fee that the named panel earned by a quorum of ballots is credited to its account;
    /// jurors who share it have it when the milestone settles.
    function _recordContest(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint16 payout,
        address contester,
        MilestoneRecord memory record
    ) private {
        MilestoneRecord storage kept = _records[dealId][milestone];
        kept.provisionalPayout = payout;
        kept.provisionalSince = record.provisionalSince;
        kept.lowestPayout = 0;
        kept.highestPayout = 0;
        if (contester == terms.buyer()) kept.byBuyer = record.byBuyer | uint8(1 << record.contests);
        kept.contests = record.contests + 1;
        (uint256 fee, bool earned) = _feeLeft(terms, record);
        if (!earned) return;
        kept.judged = true;
        if (terms.panelAccount() == address(0)) return;
        _deals[dealId].state = _deals[dealId].state.spend(0, fee);
        _creditFee(dealId, terms.panelAccount(), milestone, fee);
    }

    /// @return Whether the parties ended round 2 before its time, and before it decided.
    function _isCutShort(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        MilestoneRecord memory record
    ) private view returns (bool) {
        if (record.endedAt == 0 || record.round == ROUND_2) return false;
        return record.endedAt < _endOfRound(terms, dealId, milestone);
    }

    /// @dev Pays equal parts of the juror reward to jurors of the drawn panel; the first gets what division leaves. All
    /// share when the parties cut their round short, voted or not. Otherwise those share who voted within one payout
    /// step of the interval that all recorded ballots leave; all who voted when they are too few for an interval.
    function _shareJurorReward(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        uint256[2] memory scores,
        bytes calldata panel,
        MilestoneRecord memory record,
        bool whole
    ) private {
        uint256 jurors = panel.size();
        address[] memory shareholders = new address[](jurors);
        uint256 count;
        (bool reached, uint256 lowest, uint256 highest) = BallotBook.interval(
            scores,
            jurors,
            terms.passingScore(),
            terms.payoutStep()
        );
        for (uint256 position; position != jurors; ++position) {
            if (!whole) {
                if (!BallotBook.has(scores, position)) continue;
                if (reached && !_isNear(terms, BallotBook.scoreOf(scores, position), lowest, highest)) continue;
            }
            shareholders[count++] = panel.jurorAt(position);
        }
        uint256 jurorReward = _bondLeft(terms, record, ROUND_2);
        for (uint256 i; i != count; ++i) {
            uint256 share = i == 0 ? jurorReward / count + (jurorReward % count) : jurorReward / count;
            if (share == 0) continue;
            _credit(shareholders[i], uint96(share));
            emit BondEarned(dealId, shareholders[i], milestone, ROUND_2, uint96(share));
        }
    }

    /// @return Whether the payout of a score is at most one payout step outside the interval.
    function _isNear(TermsView terms, uint256 score, uint256 lowest, uint256 highest) private pure returns (bool) {
        uint256 step = terms.payoutStep();
        uint256 payout = PayoutRule.payoutOf(score, terms.passingScore(), step);
        return payout + step >= lowest && payout <= highest + step;
    }

    function _contestDigest(
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        uint96 bond,
        BondPayment calldata payment
    ) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        CONTEST_TYPEHASH,
                        dealId,
                        milestone,
                        round,
                        payout,
                        bond,
                        payment.payer,
                        payment.fromWallet
                    )
                )
            );
    }
}
