// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MILESTONE_BYTES, PACT_AT, SALT_AT} from "./PackedTerms.sol";
import {ADDRESS_BYTES, OPEN_BY_BYTES, SALT_BYTES, TermsTemplates, WORD_BYTES} from "./TermsTemplates.sol";
import {TermsView} from "./TermsView.sol";

/// @notice Writes the fields that an item repeats into a packed copy of the terms that it shares.
library TermsCopies {
    /// @param copy Whole terms in memory, as long as `terms`.
    /// @param terms Whole terms that were read, so that each field lies within them.
    /// @param varies Which fields the item repeats, one bit each, as `IOpenBatches` describes them.
    /// @param at Where the item starts in calldata.
    function rewrite(bytes memory copy, TermsView terms, uint256 varies, uint256 at) internal pure {
        // Offsets in memory, which may lie below those in calldata: the difference wraps around, and so does each sum.
        unchecked {
            uint256 shift = _start(copy) - terms.scheduleAt();
            if (varies & TermsTemplates.BUYER != 0) at = _copy(shift + terms.scheduleAt(), at, ADDRESS_BYTES);
            if (varies & TermsTemplates.MILESTONES != 0) {
                at = _copy(shift + terms.milestonesAt(), at, MILESTONE_BYTES * terms.milestoneCount());
            }
            if (varies & TermsTemplates.SELLER != 0) at = _copy(shift + terms.adjudicationAt(), at, ADDRESS_BYTES);
            if (varies & TermsTemplates.CONDITIONS == 0) return;
            uint256 conditions = shift + terms.conditionsAt();
            if (varies & TermsTemplates.PACT != 0) at = _copy(conditions + PACT_AT, at, WORD_BYTES);
            if (varies & TermsTemplates.SALT != 0) at = _copy(conditions + SALT_AT, at, SALT_BYTES);
            if (varies & TermsTemplates.OPEN_BY != 0) {
                at = _copy(conditions + SALT_AT + SALT_BYTES, at, OPEN_BY_BYTES);
            }
            if (varies & TermsTemplates.REFERENCE != 0) _copy(shift + terms.referenceAt(), at, WORD_BYTES);
        }
    }

    function _start(bytes memory copy) private pure returns (uint256 start) {
        // The block touches no memory.
        assembly ("memory-safe") {
            start := add(copy, 0x20)
        }
    }

    /// @return Where the next field starts in calldata.
    function _copy(uint256 to, uint256 from, uint256 length) private pure returns (uint256) {
        // The block writes within the copy of the terms.
        assembly ("memory-safe") {
            calldatacopy(to, from, length)
        }
        unchecked {
            return from + length;
        }
    }
}
