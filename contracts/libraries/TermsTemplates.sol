// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calldata} from "./Calldata.sol";
import {AMOUNT_SHIFT, DEADLINE_MASK, DEADLINE_SHIFT, MILESTONE_BYTES} from "./PackedTerms.sol";
import {TermsHashes} from "./TermsHashes.sol";
import {TermsView} from "./TermsView.sol";

// Bytes of the fields that an item repeats.
uint256 constant ADDRESS_BYTES = 20;
uint256 constant WORD_BYTES = 32;
uint256 constant SALT_BYTES = 8;
uint256 constant OPEN_BY_BYTES = 5;

/// @notice Terms in memory, encoded as EIP-712 hashes them, of which items rewrite the words that differ.
struct TermsTemplate {
    uint256 terms; // where the encoding of `Terms` lies in memory
    uint256 adjudication; // that of `Adjudication`
    uint256 conditions; // that of `Conditions`; 0 when no word of it differs
    uint256 milestones; // how many the terms have
    uint256 varies; // which fields each item repeats, one bit each, as `IBatches` describes them
}

/// @notice Hashes many terms that have most of their fields in common.
library TermsTemplates {
    uint256 internal constant BUYER = 1;
    uint256 internal constant MILESTONES = 2;
    uint256 internal constant SELLER = 4;
    uint256 internal constant PACT = 8;
    uint256 internal constant SALT = 16;
    uint256 internal constant OPEN_BY = 32;
    uint256 internal constant REFERENCE = 64;
    uint256 internal constant CONDITIONS = PACT | SALT | OPEN_BY | REFERENCE;

    /// @param terms Terms that were read. Brief terms do when no item repeats a field of the conditions.
    function make(TermsView terms, uint256 varies) internal pure returns (TermsTemplate memory template) {
        template.varies = varies;
        template.milestones = terms.milestoneCount();
        template.terms = TermsHashes.encodeTerms(terms);
        template.adjudication = TermsHashes.encodeAdjudication(terms);
        if (varies & CONDITIONS != 0) template.conditions = TermsHashes.encodeConditions(terms);
        _write(
            template.adjudication + TermsHashes.ADJUDICATION_CONDITIONS,
            uint256(TermsHashes.hashOfConditions(terms))
        );
        _hashAdjudication(template);
    }

    /// @param milestones How many the terms have.
    /// @return length How many bytes each item repeats of the terms.
    function sizeOf(uint256 varies, uint256 milestones) internal pure returns (uint256 length) {
        unchecked {
            if (varies & BUYER != 0) length = ADDRESS_BYTES;
            if (varies & MILESTONES != 0) length += MILESTONE_BYTES * milestones;
            if (varies & SELLER != 0) length += ADDRESS_BYTES;
            if (varies & PACT != 0) length += WORD_BYTES;
            if (varies & SALT != 0) length += SALT_BYTES;
            if (varies & OPEN_BY != 0) length += OPEN_BY_BYTES;
            if (varies & REFERENCE != 0) length += WORD_BYTES;
        }
    }

    /// @return Where in an item the milestones start, when items repeat them.
    function milestonesAt(TermsTemplate memory self) internal pure returns (uint256) {
        return self.varies & BUYER == 0 ? 0 : ADDRESS_BYTES;
    }

    /// @return at Where in an item the seller starts, when items repeat it.
    function sellerAt(TermsTemplate memory self) internal pure returns (uint256 at) {
        unchecked {
            at = self.milestonesAt();
            if (self.varies & MILESTONES != 0) at += MILESTONE_BYTES * self.milestones;
        }
    }

    /// @notice The struct hash of the terms that an item completes.
    /// @param at Where the item starts in calldata.
    function structHashWith(TermsTemplate memory self, uint256 at) internal pure returns (bytes32 structHash) {
        unchecked {
            uint256 varies = self.varies;
            if (varies & BUYER != 0) {
                _write(self.terms + TermsHashes.TERMS_BUYER, Calldata.wordAt(at) >> 96);
                at += ADDRESS_BYTES;
            }
            if (varies & MILESTONES != 0) {
                _writeMilestones(self, at);
                at += MILESTONE_BYTES * self.milestones;
            }
            if (varies & SELLER != 0) {
                _write(self.adjudication + TermsHashes.ADJUDICATION_SELLER, Calldata.wordAt(at) >> 96);
                at += ADDRESS_BYTES;
            }
            if (varies & CONDITIONS != 0) _writeConditions(self, varies, at);
            if (varies & (SELLER | CONDITIONS) != 0) _hashAdjudication(self);
            return _hash(self.terms, TermsHashes.TERMS_BYTES);
        }
    }

    function _writeConditions(TermsTemplate memory self, uint256 varies, uint256 at) private pure {
        unchecked {
            uint256 conditions = self.conditions;
            if (varies & PACT != 0) {
                _write(conditions + TermsHashes.CONDITIONS_PACT, Calldata.wordAt(at));
                at += WORD_BYTES;
            }
            if (varies & SALT != 0) {
                _write(conditions + TermsHashes.CONDITIONS_SALT, Calldata.wordAt(at) >> 192);
                at += SALT_BYTES;
            }
            if (varies & OPEN_BY != 0) {
                _write(conditions + TermsHashes.CONDITIONS_OPEN_BY, Calldata.wordAt(at) >> 216);
                at += OPEN_BY_BYTES;
            }
            if (varies & REFERENCE != 0) {
                _write(conditions + TermsHashes.CONDITIONS_REFERENCE, Calldata.wordAt(at));
            }
            bytes32 hash = _hash(conditions, TermsHashes.CONDITIONS_ENCODED);
            _write(self.adjudication + TermsHashes.ADJUDICATION_CONDITIONS, uint256(hash));
        }
    }

    function _writeMilestones(TermsTemplate memory self, uint256 at) private pure {
        uint256 bytes_ = self.milestones * 32;
        bytes32 amounts;
        bytes32 deadlines;
        // The block writes above the free memory pointer only: the amounts, and after them the deadlines.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let end := add(free, bytes_)
            for {
                let place := free
            } lt(place, end) {
                place := add(place, 0x20)
            } {
                let word := calldataload(at)
                mstore(place, shr(AMOUNT_SHIFT, word))
                mstore(add(place, bytes_), and(shr(DEADLINE_SHIFT, word), DEADLINE_MASK))
                at := add(at, MILESTONE_BYTES)
            }
            amounts := keccak256(free, bytes_)
            deadlines := keccak256(end, bytes_)
        }
        _write(self.terms + TermsHashes.TERMS_AMOUNTS, uint256(amounts));
        _write(self.terms + TermsHashes.TERMS_DEADLINES, uint256(deadlines));
    }

    function _hashAdjudication(TermsTemplate memory self) private pure {
        bytes32 hash = _hash(self.adjudication, TermsHashes.ADJUDICATION_ENCODED);
        _write(self.terms + TermsHashes.TERMS_ADJUDICATION, uint256(hash));
    }

    /// @param place In memory that was set aside.
    function _write(uint256 place, uint256 word) private pure {
        // The block writes memory that `TermsHashes` set aside.
        assembly ("memory-safe") {
            mstore(place, word)
        }
    }

    function _hash(uint256 start, uint256 length) private pure returns (bytes32 hash) {
        // The block reads memory that `TermsHashes` set aside.
        assembly ("memory-safe") {
            hash := keccak256(start, length)
        }
    }
}

using TermsTemplates for TermsTemplate global;
