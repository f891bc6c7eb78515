// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../interfaces/IContests.sol";
import {Capabilities} from "../types/Key.sol";
import {Commitment} from "../types/Commitment.sol";
import {Contest} from "../types/Contest.sol";
import {DealState} from "../types/DealState.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {BallotBook} from "../libraries/BallotBook.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {Rounds} from "./Rounds.sol";

/// @dev Bonds: in with a contest, out to one destination.
abstract contract Contests is Rounds, IContests {
    bytes32 private constant CONTEST_TYPEHASH = keccak256(
        "Contest(bytes32 deal,uint8 milestone,uint8 round,uint16 payout,address payer)"
    );
    bytes32 private constant BOND_TYPEHASH = keccak256(
        "Bond(bytes32 deal,uint8 milestone,uint8 round,address contester)"
    );

    /// @inheritdoc IContests
    function contest(
        bytes calldata terms,
        uint8 milestone,
        address contester,
        uint16 payout,
        bytes calldata signature,
        BondPayment calldata payment
    ) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        if (contester != read.buyer() && contester != read.seller()) revert Quittance_NotAParty(dealId, contester);
        uint256 since = _requireContestable(read, dealId, milestone, payout);
        uint8 round = ROUND_2 + _records[dealId][milestone].contests;
        bytes32 digest = _contestDigest(dealId, milestone, round, payout, payment.payer);
        _requireAuthorization(contester, digest, signature, Capabilities.NONE);
        bytes32 nonce = bondNonce(dealId, milestone, round, contester);
        // Effects
        _open(dealId, milestone, round, payout, payment.payer);
        _recordContest(dealId, milestone, payout, since, contester == read.buyer());
        uint96 bond = uint96(read.bond());
        emit ContestOpened(dealId, contester, milestone, round, payout, payment.payer, bond, payment.fromWallet);
        // Checks of the payer's word, and of its policy where it has one, then Effects
        if (!payment.fromWallet) return _takeBond(read, nonce, bond, contester, payment);
        // Interactions
        _receive(payment.payer, bond, payment.validBefore, nonce, payment.signature);
    }

    /// @inheritdoc IContests
    function releaseBond(bytes calldata terms, uint8 milestone, uint8 round, bytes calldata panel) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        DealState state = _knownMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        if (round < ROUND_2 || round >= ROUND_2 + record.contests || (record.released >> (round - ROUND_2)) & 1 == 1) {
            revert Quittance_NoBond(dealId, milestone, round);
        }
        bool due =
            round == ROUND_2
                ? _isOver(read, dealId, milestone, state, record)
                : state.isSettled(milestone) || block.timestamp >= _endOfRuling(read, dealId, milestone);
        if (!due) revert Quittance_BondNotDue(dealId, milestone, round);
        DrawnRound memory drawn = _rounds[dealId][milestone];
        if (round != ROUND_2 || BallotBook.isEmpty(drawn.scores)) {
            // Effects
            return _returnBond(read, dealId, milestone, round);
        }
        _requirePanel(drawn.panelHash, panel);
        // Effects
        _release(dealId, milestone, round);
        _shareJurorReward(read, dealId, milestone, record, drawn.scores, panel);
    }

    /// @inheritdoc IContests
    function bondNonce(bytes32 dealId, uint8 milestone, uint8 round, address contester) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(BOND_TYPEHASH, dealId, milestone, round, contester)));
    }

    /// @inheritdoc IContests
    function contestOf(bytes32 dealId, uint8 milestone, uint8 round) external view returns (Contest memory) {
        return _contests[dealId][milestone][round];
    }

    /// @dev A wallet that contests pays by the signature of its contest, which names it as the payer.
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
            return _commit(bonded, payment.signature);
        }
        if (payer != contester) _requireAuthorization(payer, nonce, payment.signature, Capabilities.COMMIT);
        _take(payer, bond);
    }

    /// @return since When what is contested began to stand.
    function _requireContestable(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 payout
    ) private view returns (uint256 since) {
        (, DealState state) = _liveMilestone(dealId, milestone);
        MilestoneRecord memory record = _recordOf(dealId, state, milestone);
        ProvisionalPayout memory provisional = _provisional(terms, dealId, milestone, record);
        if (provisional.last) revert Quittance_NoFurtherRound(dealId, milestone);
        if (block.timestamp < provisional.since) revert Quittance_NoProvisionalPayout(dealId, milestone);
        if (block.timestamp >= provisional.end) {
            revert Quittance_ContestWindowEnded(dealId, milestone, provisional.end, block.timestamp);
        }
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

    /// @dev A silence that is contested is put on record as what stands.
    function _recordContest(bytes32 dealId, uint256 milestone, uint16 payout, uint256 since, bool byBuyer) private {
        MilestoneRecord storage record = _records[dealId][milestone];
        uint8 contests = record.contests;
        record.provisionalPayout = payout;
        record.provisionalSince = uint40(since);
        if (byBuyer) record.byBuyer |= uint8(1 << contests);
        record.contests = contests + 1;
    }

    /// @dev Equal parts for those who were on time and, when the round decided, within one payout step of its payout, which
    /// the ballots that decided always are; what division leaves goes to the first of them.
    function _shareJurorReward(
        TermsView terms,
        bytes32 dealId,
        uint8 milestone,
        MilestoneRecord memory record,
        uint256[2] memory scores,
        bytes calldata panel
    ) private {
        uint256 jurors = panel.length / 20;
        address[] memory shareholders = new address[](jurors);
        uint256 count;
        for (uint256 position; position != jurors; ++position) {
            if (!BallotBook.has(scores, position)) continue;
            if (record.round == ROUND_2 && !_isNear(terms, BallotBook.scoreOf(scores, position), record)) continue;
            shareholders[count++] = BallotBook.jurorAt(panel, position);
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
