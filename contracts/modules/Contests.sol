// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContests} from "../interfaces/IContests.sol";
import {Commitment} from "../types/Commitment.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {Capabilities} from "../types/Key.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {BOND_TYPEHASH, CONTEST_TYPEHASH} from "../types/TypeHashes.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {PackedPanel} from "../libraries/PackedPanel.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
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
        uint256 since = _requireContestable(fields, dealId, milestone, payout);
        uint8 round = ROUND_2 + _records[dealId][milestone].contests;
        bytes32 digest = _contestDigest(dealId, milestone, round, payout, payment.payer);
        // Check: the contester called or signed.
        _requireAuthorization(contester, digest, signature, Capabilities.NONE);
        bytes32 nonce = bondNonce(dealId, milestone, round, contester);
        // Effects
        _open(dealId, milestone, round, payout, payment.payer);
        _recordContest(dealId, milestone, payout, since, contester == fields.buyer());
        uint96 bond = uint96(fields.bond());
        emit ContestOpened(dealId, contester, milestone, round, payout, payment.payer, bond, payment.fromWallet);
        // Check: the payer agreed, and its policy allows it if it is a managed account. Then Effects.
        if (!payment.fromWallet) return _takeBond(fields, nonce, bond, contester, payment);
        // Interactions
        _receive(payment.payer, bond, payment.validBefore, nonce, payment.signature);
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
        if (round != ROUND_2 || BallotBook.isEmpty(drawn.scores)) {
            // Effects
            return _returnBond(fields, dealId, milestone, round);
        }
        // Check: `panel` is the panel that was drawn.
        _requirePanel(drawn.panelHash, panel);
        // Effects
        _release(dealId, milestone, round);
        _shareJurorReward(fields, dealId, milestone, record, drawn.scores, panel);
    }

    /// @inheritdoc IContests
    function bondNonce(bytes32 dealId, uint8 milestone, uint8 round, address contester) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(BOND_TYPEHASH, dealId, milestone, round, contester)));
    }

    /// @inheritdoc IContests
    function contestOf(bytes32 dealId, uint8 milestone, uint8 round) external view returns (Contest memory) {
        return _contests[dealId][milestone][round];
    }

    /// @dev Takes the bond from a balance. A contester that pays the bond itself has agreed by the signature of its
    /// contest, which names the payer.
    function _takeBond(
        TermsView terms,
        bytes32 nonce,
        uint96 bond,
        address contester,
        BondPayment calldata payment
    ) private {
        address payer = payment.payer;
        if (_isOpened(payer)) {
            address[] memory payees = new address[](terms.arbiter() == address(0) ? 1 : 2);
            payees[0] = terms.pool();
            if (payees.length == 2) payees[1] = terms.arbiter();
            Commitment memory bonded = Commitment(payer, nonce, Capabilities.COMMIT, bond, terms.category(), payees);
            // Check: the account's key and its policy allow it. Then Effects.
            return _commit(bonded, payment.signature);
        }
        // Check: another payer called or signed.
        if (payer != contester) _requireAuthorization(payer, nonce, payment.signature, Capabilities.COMMIT);
        _take(payer, bond);
    }

    /// @dev Checks that a payout is provisional and can be contested now.
    /// @return since When it became provisional.
    function _requireContestable(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 payout
    ) private view returns (uint256 since) {
        // Check: the deal has that milestone, which is not settled.
        (, DealState state) = _liveMilestone(dealId, milestone);
        // Check: the milestone was delivered or judged.
        MilestoneRecord memory record = _recordOf(dealId, state, milestone);
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
        return provisional.since;
    }

    function _open(bytes32 dealId, uint256 milestone, uint256 round, uint16 payout, address payer) private {
        _contests[dealId][milestone][round] = Contest({
            payer: payer,
            openedAt: uint40(block.timestamp),
            openedInBlock: uint40(block.number),
            payout: payout
        });
    }

    /// @dev Stores the contest in the milestone's record. A payout for silence that is contested is stored as the
    /// provisional one.
    function _recordContest(bytes32 dealId, uint256 milestone, uint16 payout, uint256 since, bool byBuyer) private {
        MilestoneRecord storage record = _records[dealId][milestone];
        uint8 contests = record.contests;
        record.provisionalPayout = payout;
        record.provisionalSince = uint40(since);
        if (byBuyer) record.byBuyer |= uint8(1 << contests);
        record.contests = contests + 1;
    }

    /// @dev Pays equal parts of the juror reward to the jurors who voted. When the round decided, only those within one
    /// payout step of its payout share; a juror whose ballot decided is always one of them. The first gets what
    /// division leaves.
    function _shareJurorReward(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        MilestoneRecord memory record,
        uint256[2] memory scores,
        bytes calldata panel
    ) private {
        uint256 jurors = panel.size();
        address[] memory shareholders = new address[](jurors);
        uint256 count;
        for (uint256 position; position != jurors; ++position) {
            if (!BallotBook.has(scores, position)) continue;
            if (record.round == ROUND_2 && !_isNear(terms, BallotBook.scoreOf(scores, position), record)) continue;
            shareholders[count++] = panel.jurorAt(position);
        }
        uint256 jurorReward = terms.bond();
        for (uint256 i; i != count; ++i) {
            uint256 share = i == 0 ? jurorReward / count + (jurorReward % count) : jurorReward / count;
            if (share == 0) continue;
            _credit(shareholders[i], uint96(share));
            emit BondEarned(dealId, shareholders[i], milestone, ROUND_2, uint96(share));
        }
    }

    function _isNear(TermsView terms, uint256 score, MilestoneRecord memory record) private pure returns (bool) {
        uint256 payout = PayoutRule.payoutOf(score, terms.passingScore(), terms.payoutStep());
        uint256 decided = record.provisionalPayout;
        return (payout > decided ? payout - decided : decided - payout) <= terms.payoutStep();
    }

    function _contestDigest(
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        address payer
    ) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CONTEST_TYPEHASH, dealId, milestone, round, payout, payer)));
    }
}
