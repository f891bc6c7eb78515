// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../interfaces/IDeals.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {TermsView, TermsWire} from "../libraries/TermsWire.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Where deals are kept, and how an operation finds the one its caller's terms name.
abstract contract Terms is Ledger, IDeals {
    struct Deal {
        DealState state;
    }

    mapping(bytes32 dealId => Deal) internal _deals;
    mapping(bytes32 dealId => mapping(uint256 milestone => MilestoneRecord)) internal _records;

    /// @inheritdoc IDeals
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId) {
        (, dealId) = _read(terms);
    }

    /// @inheritdoc IDeals
    function dealOf(
        bytes32 dealId
    ) external view returns (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) {
        DealState state = _deals[dealId].state;
        return (
            state.openedAt(),
            state.milestoneCount(),
            state.unsettled(),
            state.settledBitmap(),
            state.recordedBitmap()
        );
    }

    /// @inheritdoc IDeals
    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory) {
        return _records[dealId][milestone];
    }

    function _read(bytes calldata terms) internal view returns (TermsView read, bytes32 dealId) {
        return TermsWire.read(terms, _domainSeparator());
    }

    /// @dev The same number, without the mask that the compiler would put before each use of it.
    function _index(uint8 milestone) internal pure returns (uint256 index) {
        // Touches no memory; arguments of calls are checked to be as short as their type.
        assembly ("memory-safe") {
            index := milestone
        }
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

    /// @dev The caller itself, or whoever signed: an empty signature speaks for the caller only.
    function _requireConsent(address signer, bytes32 digest, bytes calldata signature) internal view {
        if (signature.length == 0 && msg.sender == signer) return;
        if (!Signatures.isValid(signer, digest, signature)) revert Quittance_InvalidSignature(signer, digest);
    }

    function _refuseMilestone(bytes32 dealId, DealState state, uint256 milestone) private pure {
        if (!state.exists()) revert Quittance_DealUnknown(dealId);
        uint256 count = state.milestoneCount();
        if (milestone >= count) revert Quittance_MilestoneUnknown(dealId, milestone, count);
        revert Quittance_MilestoneAlreadySettled(dealId, milestone);
    }
}
