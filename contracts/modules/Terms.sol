// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAgreements} from "../interfaces/IAgreements.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {DealState} from "../types/DealState.sol";
import {Contest} from "../types/Contest.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Stores deals with all that happens to them, and finds the deal that a caller's terms name.
abstract contract Terms is Authorizations {
    struct Deal {
        DealState state;
    }

    mapping(bytes32 dealId => Deal) internal _deals;
    mapping(bytes32 dealId => mapping(uint256 milestone => MilestoneRecord)) internal _records;
    mapping(bytes32 dealId => mapping(uint256 milestone => mapping(uint256 round => Contest))) internal _contests;
    mapping(bytes32 dealId => mapping(uint256 milestone => DrawnRound)) internal _rounds;
    /// @dev Ballots of round 1, in lanes as `BallotBook` has them: those on an on-chain delivery that did not decide
    /// yet, and those of jurors who share a fee that waits.
    mapping(bytes32 dealId => mapping(uint256 milestone => uint256)) internal _books;

    /// @dev Finds the fields of terms, and their EIP-712 digest.
    function _read(bytes calldata terms) internal view returns (TermsView fields, bytes32 dealId) {
        return TermsReader.read(terms, _domainSeparator(), 0);
    }

    /// @return index The same number, without the mask that the compiler would put before each of its uses.
    function _index(uint8 milestone) internal pure returns (uint256 index) {
        // The block touches no memory. The arguments of calls are checked to be as short as their type.
        assembly ("memory-safe") {
            index := milestone
        }
    }

    /// @dev Checks that a milestone exists, for what can follow a settlement.
    function _knownMilestone(bytes32 dealId, uint256 milestone) internal view returns (DealState state) {
        state = _deals[dealId].state;
        // Check: the deal exists and has that milestone.
        if (milestone >= state.milestoneCount()) _refuseMilestone(dealId, state, milestone);
    }

    /// @dev Checks that a milestone exists and is not settled.
    /// @return deal Where the deal is stored.
    /// @return state What is stored of it.
    function _liveMilestone(
        bytes32 dealId,
        uint256 milestone
    ) internal view returns (Deal storage deal, DealState state) {
        deal = _deals[dealId];
        state = deal.state;
        // Check: the deal exists and has that milestone, which is not settled.
        if (!state.isLive(milestone)) _refuseMilestone(dealId, state, milestone);
    }

    /// @dev Always reverts, with the reason why nothing is left of the deal.
    function _refuseEnded(DealState state, bytes32 dealId) internal pure {
        if (state.isAmended()) revert IDeals.Quittance_DealAmended(dealId);
        revert IAgreements.Quittance_DealAlreadySettled(dealId);
    }

    /// @dev Always reverts, with the reason why the milestone is not live.
    function _refuseMilestone(bytes32 dealId, DealState state, uint256 milestone) private pure {
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        uint256 count = state.milestoneCount();
        if (milestone >= count) revert IDeals.Quittance_MilestoneUnknown(dealId, milestone, count);
        if (state.isAmended()) revert IDeals.Quittance_DealAmended(dealId);
        revert IDeals.Quittance_MilestoneAlreadySettled(dealId, milestone);
    }
}
