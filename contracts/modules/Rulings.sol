// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../interfaces/IContests.sol";
import {IRulings} from "../interfaces/IRulings.sol";
import {Cause} from "../types/Settlement.sol";
import {Capabilities} from "../types/Key.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {ProvisionalPayouts} from "./ProvisionalPayouts.sol";

/// @dev The arbiter: the last round, final when it speaks, and nothing when it does not.
abstract contract Rulings is ProvisionalPayouts, IRulings {
    bytes32 private constant RULING_TYPEHASH = keccak256(
        "Ruling(bytes32 deal,uint8 milestone,bytes32 evidence,uint16 payout)"
    );

    /// @inheritdoc IRulings
    function rule(bytes calldata terms, uint8 milestone, uint16 payout, bytes calldata signature) external {
        // Checks
        (TermsView read, bytes32 dealId) = _read(terms);
        _liveMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        if (record.contests != 2) revert Quittance_NoRulingDue(dealId, milestone);
        uint256 end = _endOfRuling(read, dealId, milestone);
        if (block.timestamp >= end) revert Quittance_RulingWindowEnded(dealId, milestone, end, block.timestamp);
        if (payout > PayoutRule.FULL) revert Quittance_PayoutTooLarge(payout, PayoutRule.FULL);
        address arbiter = read.arbiter();
        bytes32 structHash = keccak256(abi.encode(RULING_TYPEHASH, dealId, milestone, record.evidence, payout));
        _requireAuthorization(arbiter, _hashTypedDataV4(structHash), signature, Capabilities.NONE);
        // Effects
        emit MilestoneRuled(dealId, arbiter, milestone, payout);
        _release(dealId, milestone, ROUND_3);
        uint96 bond = uint96(read.bond());
        _credit(arbiter, bond);
        if (bond != 0) emit IContests.BondEarned(dealId, arbiter, milestone, ROUND_3, bond);
        // Effects, then Interactions
        _settleAt(read, dealId, milestone, record, payout, Cause.Ruling);
    }
}
