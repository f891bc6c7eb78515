// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {DealState} from "../types/DealState.sol";
import {Contest} from "../types/Contest.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView, PackedTerms} from "../libraries/PackedTerms.sol";
import {Authorizations} from "./Authorizations.sol";

/// @dev Where deals are kept with all that happens to them, and how an operation finds the one its caller's terms name.
abstract contract Terms is Authorizations {
    struct Deal {
        DealState state;
    }

    mapping(bytes32 dealId => Deal) internal _deals;
    mapping(bytes32 dealId => mapping(uint256 milestone => MilestoneRecord)) internal _records;
    mapping(bytes32 dealId => mapping(uint256 milestone => mapping(uint256 round => Contest))) internal _contests;
    mapping(bytes32 dealId => mapping(uint256 milestone => DrawnRound)) internal _rounds;

    function _read(bytes calldata terms) internal view returns (TermsView read, bytes32 dealId) {
        return PackedTerms.read(terms, _domainSeparator());
    }

    /// @dev The same number, without the mask that the compiler would put before each use of it.
    function _index(uint8 milestone) internal pure returns (uint256 index) {
        // Touches no memory; arguments of calls are checked to be as short as their type.
        assembly ("memory-safe") {
            index := milestone
        }
    }

    /// @dev For what may follow a settlement.
    function _knownMilestone(bytes32 dealId, uint256 milestone) internal view returns (DealState state) {
        state = _deals[dealId].state;
        if (milestone >= state.milestoneCount()) _refuseMilestone(dealId, state, milestone);
    }

    /// @return deal Where the deal is kept.
    /// @return state What is kept: a deal that exists, in which `milestone` does and is not settled.
    function _liveMilestone(
        bytes32 dealId,
        uint256 milestone
    ) internal view returns (Deal storage deal, DealState state) {
        deal = _deals[dealId];
        state = deal.state;
        if (!state.isLive(milestone)) _refuseMilestone(dealId, state, milestone);
    }

    function _refuseMilestone(bytes32 dealId, DealState state, uint256 milestone) private pure {
        if (!state.exists()) revert IDeals.Quittance_DealUnknown(dealId);
        uint256 count = state.milestoneCount();
        if (milestone >= count) revert IDeals.Quittance_MilestoneUnknown(dealId, milestone, count);
        revert IDeals.Quittance_MilestoneAlreadySettled(dealId, milestone);
    }
}
