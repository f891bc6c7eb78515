// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Rules} from "../types/TermsFields.sol";
import {
    ADJUDICATION_TYPEHASH,
    AMENDMENT_TYPEHASH,
    CONDITIONS_TYPEHASH,
    DISPUTE_RULES_TYPEHASH,
    EMPTY_LIST_HASH,
    TERMS_TYPEHASH,
    TYPED_DATA_PREFIX
} from "../types/TypeHashes.sol";
import {Calldata} from "./Calldata.sol";
import {JUROR_BYTES} from "./PackedPanel.sol";
import {
    ADJUDICATION_BYTES,
    AMOUNT_SHIFT,
    CONDITIONS_BYTES,
    DEADLINE_MASK,
    DEADLINE_SHIFT,
    MARKETPLACE_AT,
    MILESTONE_BYTES,
    PACT_AT,
    PANEL_ACCOUNT_AT,
    PackedTerms,
    SALT_AT,
    SCHEDULE_BYTES
} from "./PackedTerms.sol";
import {TermsView} from "./TermsView.sol";

/// @notice Hashes terms as EIP-712 typed data, out of their packed form. `PackedTerms` describes both.
library TermsHashes {
    // Where a field lies in the encoding of its struct, after the type hash.
    uint256 internal constant TERMS_BUYER = 0x20;
    uint256 private constant TERMS_FROM_LEDGER = 0x40;
    uint256 private constant TERMS_BUYER_TO_LEDGER = 0x60;
    uint256 private constant TERMS_SELLER_TO_LEDGER = 0x80;
    uint256 private constant TERMS_FEE = 0xa0;
    uint256 internal constant TERMS_AMOUNTS = 0xc0;
    uint256 internal constant TERMS_DEADLINES = 0xe0;
    uint256 internal constant TERMS_ADJUDICATION = 0x100;
    uint256 internal constant TERMS_BYTES = 0x120;
    uint256 internal constant ADJUDICATION_SELLER = 0x20;
    uint256 private constant ADJUDICATION_PANEL = 0x40;
    uint256 private constant ADJUDICATION_SCORE = 0x60;
    uint256 private constant ADJUDICATION_STEP = 0x80;
    uint256 private constant ADJUDICATION_WINDOW = 0xa0;
    uint256 private constant ADJUDICATION_FEE = 0xc0;
    uint256 internal constant ADJUDICATION_CONDITIONS = 0xe0;
    uint256 internal constant ADJUDICATION_ENCODED = 0x100;
    uint256 private constant CONDITIONS_WINDOW = 0x20;
    uint256 private constant CONDITIONS_SILENCE = 0x40;
    uint256 private constant CONDITIONS_MARKETPLACE = 0x60;
    uint256 private constant CONDITIONS_ACCOUNT = 0x80;
    uint256 internal constant CONDITIONS_PACT = 0xa0;
    uint256 internal constant CONDITIONS_SALT = 0xc0;
    uint256 internal constant CONDITIONS_OPEN_BY = 0xe0;
    uint256 private constant CONDITIONS_CATEGORY = 0x100;
    uint256 internal constant CONDITIONS_REFERENCE = 0x120;
    uint256 private constant CONDITIONS_DISPUTES = 0x140;
    uint256 private constant CONDITIONS_AMENDS = 0x160;
    uint256 internal constant CONDITIONS_ENCODED = 0x180;
    // A digest's preimage in the first words of memory: the last two bytes of a word, and two words.
    uint256 private constant PREIMAGE = 0x1e;
    uint256 private constant PREIMAGE_BYTES = 0x42;

    // How far a field is shifted down to the end of its word, and the masks of fields, for inline assembly.
    uint256 private constant ADDRESS_SHIFT = 96;
    uint256 private constant DESTINATIONS_SHIFT = 104;
    uint256 private constant BUYER_TO_LEDGER_SHIFT = 105;
    uint256 private constant SELLER_TO_LEDGER_SHIFT = 106;
    uint256 private constant AMOUNT_MASK = 0xffffffffffffffffffffffff;

    // Jurors are written three at a time.
    uint256 private constant TWO_JURORS_BYTES = 40;
    uint256 private constant THREE_JURORS_BYTES = 60;

    // ---- encodings in memory, for terms that differ in few words; `TermsTemplates` rewrites these words ----

    /// @return encoding Where the encoding of `Terms` lies in memory, without the hash of the adjudication.
    function encodeTerms(TermsView terms) internal pure returns (uint256 encoding) {
        hashTerms(terms.scheduleAt(), terms.funding(), 0, 0, TERMS_BYTES);
        return _keptLast(TERMS_BYTES);
    }

    /// @return encoding Where the encoding of `Adjudication` lies in memory, without the hash of the conditions.
    function encodeAdjudication(TermsView terms) internal pure returns (uint256 encoding) {
        hashAdjudication(terms.adjudicationAt(), terms.rules(), 0, ADJUDICATION_ENCODED);
        return _keptLast(ADJUDICATION_ENCODED);
    }

    /// @return encoding Where the encoding of `Conditions` lies in memory.
    function encodeConditions(TermsView terms) internal pure returns (uint256 encoding) {
        uint256 conditions = terms.conditionsAt();
        hashConditions(conditions, terms.contestWindow(), PackedTerms.optionsAt(conditions), CONDITIONS_ENCODED);
        return _keptLast(CONDITIONS_ENCODED);
    }

    /// @return The struct hash of the conditions: that of whole terms, or what brief terms have in their place.
    function hashOfConditions(TermsView terms) internal pure returns (bytes32) {
        uint256 conditions = TermsView.unwrap(terms) >> 64;
        if (conditions == 0) {
            unchecked {
                return bytes32(Calldata.wordAt(terms.panelAt() + JUROR_BYTES * terms.jurors()));
            }
        }
        return hashConditions(conditions, terms.contestWindow(), PackedTerms.optionsAt(conditions), 0);
    }

    /// @return encoding Where the memory starts that was set aside last.
    function _keptLast(uint256 length) private pure returns (uint256 encoding) {
        // The block reads the free memory pointer.
        assembly ("memory-safe") {
            encoding := sub(mload(0x40), length)
        }
    }

    // ---- hashes; the references are those of `TermsFixtures` in the tests ----

    // Each keeps as many bytes of its encoding in memory as it is asked for; on the common path none.

    /// @return dealId The EIP-712 digest of terms, from the schedule and the struct hash of the adjudication.
    function hashTerms(
        uint256 schedule,
        Funding funding,
        bytes32 adjudicationHash,
        bytes32 domainSeparator,
        uint256 kept
    ) internal pure returns (bytes32 dealId) {
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // The block writes both lists, and then the terms in their place, above the free memory pointer. It encodes the
        // digest in the first three words of memory; the third is the free memory pointer, which is put back at the
        // end. The last boolean is not masked: a bit of the destinations that has no meaning makes another digest, of
        // no deal.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let at := add(schedule, SCHEDULE_BYTES)
            let size := shl(5, and(funding, 0xff))
            let end := add(free, size)
            let place := free
            // The test comes last. What is written of a milestone that is not there is not hashed.
            for {} 1 {} {
                let word := calldataload(at)
                mstore(place, shr(AMOUNT_SHIFT, word))
                mstore(add(place, size), and(shr(DEADLINE_SHIFT, word), DEADLINE_MASK))
                at := add(at, MILESTONE_BYTES)
                place := add(place, 0x20)
                if iszero(lt(place, end)) {
                    break
                }
            }
            let amountsHash := keccak256(free, size)
            let deadlinesHash := keccak256(end, size)
            mstore(free, termsTypeHash)
            mstore(add(free, TERMS_BUYER), shr(ADDRESS_SHIFT, calldataload(schedule)))
            mstore(add(free, TERMS_FROM_LEDGER), and(shr(DESTINATIONS_SHIFT, funding), 1))
            mstore(add(free, TERMS_BUYER_TO_LEDGER), and(shr(BUYER_TO_LEDGER_SHIFT, funding), 1))
            mstore(add(free, TERMS_SELLER_TO_LEDGER), and(shr(SELLER_TO_LEDGER_SHIFT, funding), 0x3f))
            mstore(add(free, TERMS_FEE), and(shr(8, funding), AMOUNT_MASK))
            mstore(add(free, TERMS_AMOUNTS), amountsHash)
            mstore(add(free, TERMS_DEADLINES), deadlinesHash)
            mstore(add(free, TERMS_ADJUDICATION), adjudicationHash)
            mstore(0x40, keccak256(free, TERMS_BYTES))
            mstore(0x00, TYPED_DATA_PREFIX)
            mstore(0x20, domainSeparator)
            dealId := keccak256(PREIMAGE, PREIMAGE_BYTES)
            mstore(0x40, add(free, kept))
        }
    }

    /// @return hash The struct hash of `Adjudication`.
    function hashAdjudication(
        uint256 adjudication,
        Rules rules,
        bytes32 conditionsHash,
        uint256 kept
    ) internal pure returns (bytes32 hash) {
        bytes32 typeHash = ADJUDICATION_TYPEHASH;
        // The block writes above the free memory pointer only: the panel, a word for each juror, and then the
        // adjudication in its place.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let juror := add(adjudication, ADJUDICATION_BYTES)
            let word := free
            let end := add(free, shl(5, and(shr(8, rules), 0xff)))
            // Three jurors at a time: what is written beyond the last one is not hashed.
            for {} lt(word, end) {
                word := add(word, 0x60)
            } {
                mstore(word, shr(ADDRESS_SHIFT, calldataload(juror)))
                mstore(add(word, 0x20), shr(ADDRESS_SHIFT, calldataload(add(juror, JUROR_BYTES))))
                mstore(add(word, 0x40), shr(ADDRESS_SHIFT, calldataload(add(juror, TWO_JURORS_BYTES))))
                juror := add(juror, THREE_JURORS_BYTES)
            }
            let panelHash := keccak256(free, sub(end, free))
            mstore(free, typeHash)
            mstore(add(free, ADJUDICATION_SELLER), shr(ADDRESS_SHIFT, rules))
            mstore(add(free, ADJUDICATION_PANEL), panelHash)
            mstore(add(free, ADJUDICATION_SCORE), and(shr(80, rules), 0xffff))
            mstore(add(free, ADJUDICATION_STEP), and(shr(64, rules), 0xffff))
            mstore(add(free, ADJUDICATION_WINDOW), and(shr(32, rules), 0xffffffff))
            mstore(add(free, ADJUDICATION_FEE), and(shr(16, rules), 0xffff))
            mstore(add(free, ADJUDICATION_CONDITIONS), conditionsHash)
            hash := keccak256(free, ADJUDICATION_ENCODED)
            if kept {
                mstore(0x40, add(free, kept))
            }
        }
    }

    /// @return hash The struct hash of `Conditions`.
    function hashConditions(
        uint256 conditions,
        uint256 contestWindow,
        uint256 options,
        uint256 kept
    ) internal pure returns (bytes32 hash) {
        bytes32 typeHash = CONDITIONS_TYPEHASH;
        bytes32 disputesHash = EMPTY_LIST_HASH;
        bytes32 amendsHash = EMPTY_LIST_HASH;
        uint256 category;
        bytes32 reference_;
        if (contestWindow != 0) disputesHash = _hashDisputes(conditions + CONDITIONS_BYTES);
        if (options != 0) {
            (category, reference_, amendsHash) = _hashOptional(
                PackedTerms.optionalAt(conditions, contestWindow),
                options
            );
        }
        // The block writes above the free memory pointer only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let word := calldataload(conditions)
            mstore(free, typeHash)
            mstore(add(free, CONDITIONS_WINDOW), shr(224, word))
            mstore(add(free, CONDITIONS_SILENCE), and(shr(208, word), 0xffff))
            mstore(add(free, CONDITIONS_MARKETPLACE), shr(ADDRESS_SHIFT, calldataload(add(conditions, MARKETPLACE_AT))))
            mstore(add(free, CONDITIONS_ACCOUNT), shr(ADDRESS_SHIFT, calldataload(add(conditions, PANEL_ACCOUNT_AT))))
            mstore(add(free, CONDITIONS_PACT), calldataload(add(conditions, PACT_AT)))
            word := calldataload(add(conditions, SALT_AT))
            mstore(add(free, CONDITIONS_SALT), shr(192, word))
            mstore(add(free, CONDITIONS_OPEN_BY), and(shr(152, word), DEADLINE_MASK))
            mstore(add(free, CONDITIONS_CATEGORY), category)
            mstore(add(free, CONDITIONS_REFERENCE), reference_)
            mstore(add(free, CONDITIONS_DISPUTES), disputesHash)
            mstore(add(free, CONDITIONS_AMENDS), amendsHash)
            hash := keccak256(free, CONDITIONS_ENCODED)
            if kept {
                mstore(0x40, add(free, kept))
            }
        }
    }

    /// @return The hash of a list of one `DisputeRules`.
    function _hashDisputes(uint256 disputes) private pure returns (bytes32) {
        unchecked {
            return
                _hashList(
                    keccak256(
                        abi.encode(
                            DISPUTE_RULES_TYPEHASH,
                            Calldata.wordAt(disputes) >> 160,
                            Calldata.addressAt(disputes + PackedTerms.POOL_AT),
                            Calldata.addressAt(disputes + PackedTerms.ARBITER_AT),
                            Calldata.wordAt(disputes + PackedTerms.RULING_WINDOW_AT) >> 224
                        )
                    )
                );
        }
    }

    /// @dev Reads what the options say follows, and checks that each is there for something.
    /// @return category Zero when there is none.
    /// @return reference_ Zero when there is none.
    /// @return amendsHash The hash of the list `amends`, with its one entry or none.
    function _hashOptional(
        uint256 optional,
        uint256 options
    ) private pure returns (uint256 category, bytes32 reference_, bytes32 amendsHash) {
        // Check: every option has a meaning.
        if (options > PackedTerms.ALL_OPTIONS) revert PackedTerms.Quittance_OptionsInvalid(options);
        if (options & PackedTerms.HAS_CATEGORY != 0) {
            category = PackedTerms.categoryAt(optional);
            // Check: a category that is named is not zero.
            if (category == 0) revert PackedTerms.Quittance_OptionsInvalid(options);
        }
        if (options & PackedTerms.HAS_REFERENCE != 0) {
            reference_ = bytes32(Calldata.wordAt(PackedTerms.referenceAt(optional, options)));
            // Check: a reference that is named is not zero.
            if (reference_ == 0) revert PackedTerms.Quittance_OptionsInvalid(options);
        }
        amendsHash = EMPTY_LIST_HASH;
        if (options & PackedTerms.AMENDS != 0) {
            unchecked {
                uint256 start = PackedTerms.amendmentAt(optional, options);
                amendsHash = _hashList(
                    keccak256(
                        abi.encode(
                            AMENDMENT_TYPEHASH,
                            Calldata.wordAt(start),
                            Calldata.wordAt(start + PackedTerms.REMAINDER_AT) >> 160,
                            Calldata.wordAt(start + PackedTerms.DELIVERED_AT) >> 224
                        )
                    )
                );
            }
        }
    }

    /// @return The hash of a list that has this entry alone.
    function _hashList(bytes32 entry) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(entry));
    }
}
