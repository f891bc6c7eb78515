// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_1} from "../types/Round.sol";
import {PayoutRule} from "../libraries/PayoutRule.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Settling} from "./Settling.sol";

/// @dev What a verdict of round 1 does, whether its evidence is on-chain or not: it earns the panel's fee, and is final
/// at once, or provisional for the contest window.
abstract contract Judging is Settling {
    /// @param evidence Zero when it is stored already.
    /// @param fee What leaves the deal of the verification fee. The caller has credited it.
    function _applyVerdict(
        TermsView terms,
        bytes32 dealId,
        Deal storage deal,
        DealState state,
        uint256 milestone,
        bytes32 evidence,
        uint256 payout,
        uint256 fee
    ) internal {
        // Effects
        if (terms.contestWindow() == 0) {
            uint256 amount = terms.amount(milestone);
            (uint256 toSeller, uint256 toBuyer) = PayoutRule.split(amount, payout);
            deal.state = state.settle(milestone).stamp().spend(amount, fee);
            // Interactions
            _distribute(terms, dealId, uint8(milestone), toSeller, toBuyer);
        } else {
            deal.state = state.record(milestone).spend(0, fee);
            MilestoneRecord storage record = _records[dealId][milestone];
            if (evidence != 0) record.evidence = evidence;
            record.provisionalSince = uint40(block.timestamp);
            record.provisionalPayout = uint16(payout);
            record.round = ROUND_1;
            record.judged = true;
            record.lowestPayout = 0;
            record.highestPayout = 0;
        }
    }

    /// @dev Stores the payouts that the panel of the running round can still decide. The provisional payout is moved
    /// between them at the round's end.
    function _recordInterval(bytes32 dealId, uint256 milestone, uint256 lowest, uint256 highest) internal {
        MilestoneRecord storage record = _records[dealId][milestone];
        record.lowestPayout = uint16(lowest);
        record.highestPayout = uint16(highest);
    }
}
