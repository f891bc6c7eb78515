// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRounds} from "../interfaces/IRounds.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2, ROUND_3} from "../types/Round.sol";
import {BOND_TYPEHASH} from "../types/TypeHashes.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev What follows from a contest and the time: when its round ends, whether it is over, and the id of its bond.
abstract contract ContestFacts is Terms {
    /// @dev Round 2 runs from the contest, not from the draw. Its ballots are taken until this second.
    function _endOfRound(TermsView terms, bytes32 dealId, uint256 milestone) internal view returns (uint256) {
        return _contests[dealId][milestone][ROUND_2].openedAt + terms.verdictWindow();
    }

    /// @dev The arbiter's round runs from the second contest. A ruling is taken until this second.
    function _endOfRuling(TermsView terms, bytes32 dealId, uint256 milestone) internal view returns (uint256) {
        return _contests[dealId][milestone][ROUND_3].openedAt + terms.rulingWindow();
    }

    /// @dev Checks that round 2 has not ended.
    function _requireRunning(TermsView terms, bytes32 dealId, uint256 milestone) internal view {
        uint256 end = _endOfRound(terms, dealId, milestone);
        // Check: the round takes ballots.
        if (block.timestamp >= end) revert IRounds.Quittance_RoundEnded(dealId, milestone, end, block.timestamp);
    }

    /// @return Whether round 2 takes no more ballots: its time has passed, or the milestone was settled without it.
    function _isOver(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        DealState state,
        MilestoneRecord memory record
    ) internal view returns (bool) {
        if (state.isSettled(milestone) && record.round != ROUND_2) return true;
        return block.timestamp >= _endOfRound(terms, dealId, milestone);
    }

    /// @return The EIP-712 digest of a bond: what its payer signs, the nonce of its ERC-3009 authorisation, and what
    /// its policy counts it under.
    function _bondId(
        address payer,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        address contester,
        uint96 amount
    ) internal view returns (bytes32) {
        return
            _hashTypedDataV4(keccak256(abi.encode(BOND_TYPEHASH, payer, dealId, milestone, round, contester, amount)));
    }
}
