// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContests} from "../interfaces/IContests.sol";
import {IRulings} from "../interfaces/IRulings.sol";
import {Capabilities} from "../types/Key.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_3} from "../types/Round.sol";
import {Cause} from "../types/Settlement.sol";
import {RULING_TYPEHASH} from "../types/TypeHashes.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {ProvisionalPayouts} from "./ProvisionalPayouts.sol";

/// @dev The arbiter's round, the last one. A ruling is final at once; without one, the provisional payout is settled.
abstract contract Rulings is ProvisionalPayouts, IRulings {
    /// @inheritdoc IRulings
    function rule(bytes calldata terms, uint8 milestone, uint16 payout, bytes calldata signature) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        MilestoneRecord memory record = _records[dealId][milestone];
        // Check: the milestone is before the arbiter.
        if (record.contests != 2) revert Quittance_NoRulingDue(dealId, milestone);
        uint256 end = _endOfRuling(fields, dealId, milestone);
        // Check: the ruling window has not ended.
        if (block.timestamp >= end) revert Quittance_RulingWindowEnded(dealId, milestone, end, block.timestamp);
        // Check: the payout is at most everything.
        if (payout > FULL_PAYOUT) revert Quittance_PayoutTooLarge(payout, FULL_PAYOUT);
        address arbiter = fields.arbiter();
        bytes32 structHash = keccak256(abi.encode(RULING_TYPEHASH, dealId, milestone, record.evidence, payout));
        // Check: the arbiter called or signed.
        _requireAuthorization(arbiter, _hashTypedDataV4(structHash), signature, Capabilities.DELIVER);
        // Effects
        emit MilestoneRuled(dealId, arbiter, milestone, payout);
        _release(dealId, milestone, ROUND_3);
        uint96 bond = uint96(fields.bond());
        _credit(arbiter, bond);
        if (bond != 0) emit IContests.BondEarned(dealId, arbiter, milestone, ROUND_3, bond);
        // Effects, then Interactions
        _settleAt(fields, dealId, milestone, record, payout, Cause.Ruling);
    }
}
