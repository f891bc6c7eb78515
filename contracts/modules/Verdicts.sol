// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {DealState} from "../types/DealState.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {ROUND_1} from "../types/Round.sol";
import {Rules} from "../types/TermsFields.sol";
import {BALLOT_BYTES, BallotSet} from "../libraries/BallotSet.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {DeliveryRules} from "./DeliveryRules.sol";
import {Judging} from "./Judging.sol";

/// @dev Round 1 of a milestone that was not delivered on-chain: one call brings the ballots that decide.
abstract contract Verdicts is DeliveryRules, Judging, IVerdicts {
    // Where the parts of `VerdictReached` lie in its data, after the evidence. The verdict is a header of 4 bytes and
    // the ballots.
    uint256 private constant VERDICT_OFFSET = 0x20;
    uint256 private constant VERDICT_LENGTH = 0x40;
    uint256 private constant VERDICT = 0x60;
    uint256 private constant VERDICT_ENTRIES = 0x64;
    uint256 private constant HEADER_BYTES = 4;

    /// @inheritdoc IVerdicts
    function submitVerdict(bytes calldata terms, uint8 milestone, bytes32 evidence, bytes calldata ballots) external {
        uint256 index = _index(milestone);
        bytes32 domainSeparator = _domainSeparator();
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = TermsReader.read(terms, domainSeparator, 0);
        BallotSet.Question question = BallotSet.ask(domainSeparator, dealId, index, ROUND_1, evidence);
        Deal storage deal = _deals[dealId];
        DealState state = deal.state;
        // Check: the deal has that milestone, which was neither settled nor delivered nor judged.
        if (!state.isUntouched(index)) return _submitRecorded(dealId, index, evidence);
        // Check: the evidence is not zero.
        if (evidence == 0) revert IDeliveries.Quittance_EvidenceZero();
        uint256 fee = fields.verificationFee();
        // Ballots of jurors who share the fee are the concern of `SharedFees`.
        if (fee != 0 && fields.panelAccount() == address(0)) return _submitToBook();
        uint256 deadline = fields.deadline(index);
        // Check: the deadline has not passed.
        if (block.timestamp > deadline) _refuseLate(dealId, index, deadline);
        Rules rules = fields.rules();
        // Check: the ballots are signed by the panel, and decide.
        (uint256 payout, uint256 end) = _decide(rules, fields.panelAt(), question, ballots);
        if ((payout ^ FULL_PAYOUT) | rules.contestWindow() != 0) {
            // Check: the seller delivered that evidence.
            _requireDelivery(rules.seller(), dealId, index, evidence, BallotSet.rest(ballots, end));
        }
        // Effects
        _emitVerdictReached(dealId, index, evidence, payout, ballots);
        if (fee != 0) _creditFee(dealId, fields.panelAccount(), milestone, fee);
        // Effects, then Interactions
        _applyVerdict(fields, dealId, deal, state, index, evidence, payout, fee);
    }

    /// @dev A delivery on-chain, or a verdict, is the concern of `DeliveredVerdicts`.
    function _submitRecorded(bytes32 dealId, uint256 milestone, bytes32 evidence) private {
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        // Check: the evidence is not zero.
        if (evidence == 0) revert IDeliveries.Quittance_EvidenceZero();
        _submitToBook();
    }

    /// @dev Runs `DeliveredVerdicts` with the same calldata, and returns to the caller.
    function _submitToBook() internal virtual;

    /// @return payout What the ballots decide, in basis points.
    /// @return end Where the ballots end in calldata.
    function _decide(
        Rules rules,
        uint256 panel,
        BallotSet.Question question,
        bytes calldata ballots
    ) private view returns (uint256 payout, uint256 end) {
        uint256 lowest;
        uint256 highest;
        (lowest, highest, end) = BallotSet.tally(ballots, question, panel, rules.jurors());
        uint256 passingScore = rules.passingScore();
        uint256 payoutStep = rules.payoutStep();
        payout = PayoutRule.payoutOf(lowest, passingScore, payoutStep);
        if (highest != lowest) {
            uint256 highestPayout = PayoutRule.payoutOf(highest, passingScore, payoutStep);
            // Check: the missing ballots could not change the payout.
            if (payout != highestPayout) revert Quittance_VerdictUndetermined(payout, highestPayout);
        }
    }

    /// @dev Does what `emit VerdictReached(dealId, evidence, verdict)` does, for less gas. The fuzz tests of
    /// `BallotSet` compare both.
    function _emitVerdictReached(
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        uint256 payout,
        bytes calldata ballots
    ) private {
        bytes32 topic = VerdictReached.selector;
        uint256 header = (milestone << 24) | (uint256(ROUND_1) << 16) | payout;
        // The block writes above the free memory pointer only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let entries := mul(BALLOT_BYTES, byte(0, calldataload(ballots.offset)))
            let length := add(HEADER_BYTES, entries)
            mstore(free, evidence)
            mstore(add(free, VERDICT_OFFSET), VERDICT_LENGTH)
            mstore(add(free, VERDICT_LENGTH), length)
            mstore(add(free, VERDICT), shl(224, header))
            calldatacopy(add(free, VERDICT_ENTRIES), add(ballots.offset, 1), entries)
            mstore(add(free, add(VERDICT_ENTRIES, entries)), 0)
            log2(free, add(VERDICT, and(add(length, 0x1f), not(0x1f))), topic, dealId)
        }
    }
}
