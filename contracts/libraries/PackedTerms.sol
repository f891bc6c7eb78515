// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Milestone, Opening, Rules, Silence} from "../types/TermsFields.sol";
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

/// @dev Bytes of one milestone: amount 12 · deadline 5.
uint256 constant MILESTONE_BYTES = 17;

/// @notice Terms in calldata, found and measured once. Fields are read where they lie.
///
/// | bits     | what                                                            |
/// |----------|-----------------------------------------------------------------|
/// | 0 - 31   | where the schedule starts in calldata                           |
/// | 32 - 63  | where the adjudication starts                                   |
/// | 64 - 255 | where the conditions start; 0 when only their hash was given    |
type TermsView is uint256;

using PackedTerms for TermsView global;

/// @notice Finds the fields of terms in their packed form, and hashes them as EIP-712 typed data in which every field
/// has a name. What is sent is packed; what is signed is readable:
///
/// - `Terms(address buyer,bool fundedFromLedger,bool buyerToLedger,bool sellerToLedger,uint96 verificationFee,
///   uint96[] amounts,uint40[] deadlines,Adjudication adjudication)`: one amount and one deadline for each milestone
/// - `Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,
///   uint16 marketplaceFee,Conditions conditions)`
/// - `Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,
///   uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)`
/// - `DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)`
/// - `Amendment(bytes32 deal,uint96 remainder,uint32 delivered)`
///
/// The lists `disputes` and `amends` have one entry or none. The types are nested so that a call repeats only the part
/// that it needs. The packed parts are big-endian:
/// - schedule, 34 + 17 × milestones bytes: buyer 20 · destinations 1 · verificationFee 12 · milestones 1 · for
///   each: amount 12, deadline 5. The destinations are bits: 0 funded from the buyer's balance, 1 buyer paid to its
///   balance, 2 seller paid to its balance. Terms with another bit are terms of no deal.
/// - adjudication, 31 + 20 × jurors bytes: seller 20 · passingScore 2 · payoutStep 2 · contestWindow 4 ·
///   marketplaceFee 2 · jurors 1 · for each: address 20.
/// - conditions, 92 bytes: verdictWindow 4 · silencePayout 2 · marketplace 20 · panelAccount 20 · pact 32 · salt 8 ·
///   openBy 5 · options 1. With a contest window only, the dispute rules follow, 56 bytes: bond 12 · pool 20 · arbiter
///   20 · rulingWindow 4. The options are bits that say what follows then: 0 category 4, 1 reference 32, 2 the amended
///   deal 32, its remainder 12 and its deliveries 4. A category or a reference that follows is not zero, so that terms
///   have one packed form.
///
/// Whole terms are schedule ‖ adjudication ‖ conditions. Calls that read nothing of the conditions take brief terms as
/// well: schedule ‖ adjudication ‖ the struct hash of `Conditions`.
library PackedTerms {
    /// @notice Thrown when the length of the packed terms matches neither whole nor brief terms.
    /// @param length Bytes that were given.
    /// @param whole Bytes that whole terms would have.
    /// @param brief Bytes that brief terms would have.
    error Quittance_MalformedTerms(uint256 length, uint256 whole, uint256 brief);
    /// @notice Thrown when an option of the terms has no meaning, or when a category or a reference is given as zero,
    /// which is what terms without that option say.
    /// @param options The bits as they were given: 1 category, 2 reference, 4 amendment.
    error Quittance_OptionsInvalid(uint256 options);
    /// @notice Thrown when brief terms are given and the call reads the conditions, of which brief terms hold only the
    /// hash.
    error Quittance_ConditionsNeeded();
    /// @notice Thrown when a call needs the pool, the bond or the arbiter of terms that have no contest window, and so
    /// name none.
    error Quittance_NotContestable();

    // Bytes of each part without its milestones, its jurors and what only some terms have.
    uint256 private constant SCHEDULE_BYTES = 34;
    uint256 private constant ADJUDICATION_BYTES = 31;
    uint256 private constant CONDITIONS_BYTES = 92;
    uint256 private constant DISPUTES_BYTES = 56;
    uint256 private constant CATEGORY_BYTES = 4;
    uint256 private constant REFERENCE_BYTES = 32;
    uint256 private constant AMENDMENT_BYTES = 48;
    uint256 private constant HASH_BYTES = 32;

    // Jurors are written three at a time.
    uint256 private constant TWO_JURORS_BYTES = 40;
    uint256 private constant THREE_JURORS_BYTES = 60;

    // The options, each one bit.
    uint256 private constant HAS_CATEGORY = 1;
    uint256 private constant HAS_REFERENCE = 2;
    uint256 private constant AMENDS = 4;
    uint256 private constant ALL_OPTIONS = 7;

    // Where a field lies in its part; the first one lies at 0.
    uint256 private constant FUNDING_AT = 2; // the last 32 bytes of the schedule's fixed part
    uint256 private constant MARKETPLACE_AT = 6;
    uint256 private constant PANEL_ACCOUNT_AT = 26;
    uint256 private constant PACT_AT = 46;
    uint256 private constant SALT_AT = 78; // salt 8, openBy 5, options 1
    uint256 private constant OPTIONS_AT = 91;
    uint256 private constant POOL_AT = 12;
    uint256 private constant ARBITER_AT = 32;
    uint256 private constant RULING_WINDOW_AT = 52;
    uint256 private constant REMAINDER_AT = 32;
    uint256 private constant DELIVERED_AT = 44;

    // How far a field is shifted down to the end of its word, and the masks of fields, for inline assembly.
    uint256 private constant ADDRESS_SHIFT = 96;
    uint256 private constant AMOUNT_SHIFT = 160;
    uint256 private constant DEADLINE_SHIFT = 120;
    uint256 private constant DESTINATIONS_SHIFT = 104;
    uint256 private constant BUYER_TO_LEDGER_SHIFT = 105;
    uint256 private constant SELLER_TO_LEDGER_SHIFT = 106;
    uint256 private constant AMOUNT_MASK = 0xffffffffffffffffffffffff;
    uint256 private constant DEADLINE_MASK = 0xffffffffff;

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

    /// @notice Finds and hashes terms, for calls that need the struct hash of the terms, too.
    function readStruct(
        bytes calldata packed,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 structHash) {
        (terms, ) = read(packed, domainSeparator, TERMS_BYTES);
        // The block reads the encoding that `_hash` set aside, and gives its memory back.
        assembly ("memory-safe") {
            let encoding := sub(mload(0x40), TERMS_BYTES)
            structHash := keccak256(encoding, TERMS_BYTES)
            mstore(0x40, encoding)
        }
    }

    /// @notice Finds and hashes whole or brief terms.
    /// @param kept How many bytes of the encoding of `Terms` are set aside in memory: none, but for `readStruct`.
    function read(
        bytes calldata packed,
        bytes32 domainSeparator,
        uint256 kept
    ) internal pure returns (TermsView terms, bytes32 dealId) {
        // Counts are bytes, so no sum here overflows. A length that wraps around matches neither form.
        unchecked {
            uint256 schedule = Calldata.start(packed);
            Funding funding_ = _fundingAt(schedule);
            uint256 adjudication = schedule + SCHEDULE_BYTES + MILESTONE_BYTES * funding_.milestones();
            Rules rules_ = _rulesAt(adjudication);
            uint256 conditions = adjudication + ADJUDICATION_BYTES + JUROR_BYTES * rules_.jurors();
            uint256 end = schedule + packed.length;
            terms = TermsView.wrap(schedule | (adjudication << 32));
            bytes32 conditionsHash = bytes32(Calldata.wordAt(conditions));
            if (end - conditions != HASH_BYTES) {
                uint256 contestWindow_ = rules_.contestWindow();
                uint256 options_ = _optionsAt(conditions);
                uint256 conditionsBytes = _conditionsBytes(contestWindow_, options_);
                // Check: the terms end where their conditions do.
                if (end - conditions != conditionsBytes)
                    _refuseLength(packed.length, conditions - schedule, conditionsBytes);
                conditionsHash = _hashConditions(conditions, contestWindow_, options_, 0);
                terms = TermsView.wrap(TermsView.unwrap(terms) | (conditions << 64));
            }
            dealId = _hash(
                schedule,
                funding_,
                _hashAdjudication(adjudication, rules_, conditionsHash, 0),
                domainSeparator,
                kept
            );
        }
    }

    /// @notice Finds and hashes a schedule, for calls that need nothing of the rest but its hash.
    /// @param adjudicationHash EIP-712 struct hash of the rest: `Adjudication`, with its conditions.
    function readSchedule(
        bytes calldata packed,
        bytes32 adjudicationHash,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 dealId) {
        unchecked {
            uint256 schedule = Calldata.start(packed);
            Funding funding_ = _fundingAt(schedule);
            uint256 length = SCHEDULE_BYTES + MILESTONE_BYTES * funding_.milestones();
            // Check: the schedule ends where its milestones do.
            if (packed.length != length) revert Quittance_MalformedTerms(packed.length, length, length);
            terms = TermsView.wrap(schedule);
            dealId = _hash(schedule, funding_, adjudicationHash, domainSeparator, 0);
        }
    }

    // ---- words, for reading several fields at once ----

    function funding(TermsView self) internal pure returns (Funding) {
        return _fundingAt(_schedule(self));
    }

    function rules(TermsView self) internal pure returns (Rules) {
        return _rulesAt(self.adjudicationAt());
    }

    /// @dev The caller checks that `index` is below the number of milestones.
    function milestone(TermsView self, uint256 index) internal pure returns (Milestone) {
        unchecked {
            return Milestone.wrap(Calldata.wordAt(self.milestonesAt() + index * MILESTONE_BYTES));
        }
    }

    function silence(TermsView self) internal pure returns (Silence) {
        return Silence.wrap(Calldata.wordAt(_conditions(self)));
    }

    // ---- fields of the schedule ----

    function buyer(TermsView self) internal pure returns (address) {
        return Calldata.addressAt(_schedule(self));
    }

    function destinations(TermsView self) internal pure returns (uint256) {
        return self.funding().destinations();
    }

    function verificationFee(TermsView self) internal pure returns (uint256) {
        return self.funding().verificationFee();
    }

    function milestoneCount(TermsView self) internal pure returns (uint256) {
        return self.funding().milestones();
    }

    function amount(TermsView self, uint256 index) internal pure returns (uint256) {
        return self.milestone(index).amount();
    }

    function deadline(TermsView self, uint256 index) internal pure returns (uint256) {
        return self.milestone(index).deadline();
    }

    // ---- fields of the adjudication ----

    function seller(TermsView self) internal pure returns (address) {
        return self.rules().seller();
    }

    function passingScore(TermsView self) internal pure returns (uint256) {
        return self.rules().passingScore();
    }

    function payoutStep(TermsView self) internal pure returns (uint256) {
        return self.rules().payoutStep();
    }

    function contestWindow(TermsView self) internal pure returns (uint256) {
        return self.rules().contestWindow();
    }

    function marketplaceFee(TermsView self) internal pure returns (uint256) {
        return self.rules().marketplaceFee();
    }

    function jurors(TermsView self) internal pure returns (uint256) {
        return self.rules().jurors();
    }

    /// @dev The caller checks that `position` is below the number of jurors.
    function juror(TermsView self, uint256 position) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(self.panelAt() + position * JUROR_BYTES);
        }
    }

    // ---- fields of the conditions ----

    function verdictWindow(TermsView self) internal pure returns (uint256) {
        return self.silence().verdictWindow();
    }

    function silencePayout(TermsView self) internal pure returns (uint256) {
        return self.silence().payout();
    }

    function marketplace(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_conditions(self) + MARKETPLACE_AT);
        }
    }

    function panelAccount(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_conditions(self) + PANEL_ACCOUNT_AT);
        }
    }

    function openBy(TermsView self) internal pure returns (uint256) {
        return self.opening().openBy();
    }

    function opening(TermsView self) internal pure returns (Opening) {
        unchecked {
            return Opening.wrap(Calldata.wordAt(_conditions(self) + SALT_AT));
        }
    }

    function bond(TermsView self) internal pure returns (uint256) {
        return Calldata.wordAt(_disputes(self)) >> 160;
    }

    function pool(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_disputes(self) + POOL_AT);
        }
    }

    function arbiter(TermsView self) internal pure returns (address) {
        unchecked {
            return Calldata.addressAt(_disputes(self) + ARBITER_AT);
        }
    }

    function rulingWindow(TermsView self) internal pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(_disputes(self) + RULING_WINDOW_AT) >> 224;
        }
    }

    /// @return Zero when the terms name no category.
    function category(TermsView self) internal pure returns (uint256) {
        uint256 conditions = _conditions(self);
        if (_optionsAt(conditions) & HAS_CATEGORY == 0) return 0;
        return _categoryAt(_optionalAt(conditions, self.contestWindow()));
    }

    /// @dev The caller checks that the terms replace a deal.
    /// @return deal The deal that they replace.
    /// @return remainder What that deal holds, in USDC base units.
    /// @return delivered Bitmap of its milestones that were delivered on-chain.
    function amendment(TermsView self) internal pure returns (bytes32 deal, uint256 remainder, uint256 delivered) {
        uint256 conditions = _conditions(self);
        uint256 start = _amendmentAt(_optionalAt(conditions, self.contestWindow()), _optionsAt(conditions));
        unchecked {
            deal = bytes32(Calldata.wordAt(start));
            remainder = Calldata.wordAt(start + REMAINDER_AT) >> 160;
            delivered = Calldata.wordAt(start + DELIVERED_AT) >> 224;
        }
    }

    // ---- where the parts lie in calldata ----

    /// @return Where the milestones start. They end where the adjudication starts.
    function milestonesAt(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _schedule(self) + SCHEDULE_BYTES;
        }
    }

    function adjudicationAt(TermsView self) internal pure returns (uint256) {
        return (TermsView.unwrap(self) >> 32) & 0xffffffff;
    }

    /// @return Where the panel starts. It ends where the conditions, or their hash, start.
    function panelAt(TermsView self) internal pure returns (uint256) {
        unchecked {
            return self.adjudicationAt() + ADJUDICATION_BYTES;
        }
    }

    function _schedule(TermsView self) private pure returns (uint256) {
        return TermsView.unwrap(self) & 0xffffffff;
    }

    function _conditions(TermsView self) private pure returns (uint256 start) {
        start = TermsView.unwrap(self) >> 64;
        // Check: the terms were given whole.
        if (start == 0) revert Quittance_ConditionsNeeded();
    }

    function _disputes(TermsView self) private pure returns (uint256 start) {
        // Check: the terms have a contest window, and so dispute rules.
        if (self.contestWindow() == 0) revert Quittance_NotContestable();
        unchecked {
            return _conditions(self) + CONDITIONS_BYTES;
        }
    }

    function _fundingAt(uint256 schedule) private pure returns (Funding) {
        unchecked {
            return Funding.wrap(Calldata.wordAt(schedule + FUNDING_AT));
        }
    }

    function _rulesAt(uint256 adjudication) private pure returns (Rules) {
        return Rules.wrap(Calldata.wordAt(adjudication));
    }

    function _optionsAt(uint256 conditions) private pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(conditions + OPTIONS_AT) >> 248;
        }
    }

    /// @return Where what the options say follows: after the dispute rules, if there are any.
    function _optionalAt(uint256 conditions, uint256 contestWindow_) private pure returns (uint256) {
        unchecked {
            return conditions + CONDITIONS_BYTES + (contestWindow_ == 0 ? 0 : DISPUTES_BYTES);
        }
    }

    function _categoryAt(uint256 optional) private pure returns (uint256) {
        return Calldata.wordAt(optional) >> 224;
    }

    function _referenceAt(uint256 optional, uint256 options_) private pure returns (uint256) {
        unchecked {
            return optional + (options_ & HAS_CATEGORY == 0 ? 0 : CATEGORY_BYTES);
        }
    }

    function _amendmentAt(uint256 optional, uint256 options_) private pure returns (uint256) {
        unchecked {
            return _referenceAt(optional, options_) + (options_ & HAS_REFERENCE == 0 ? 0 : REFERENCE_BYTES);
        }
    }

    /// @return length The bytes of the conditions. A contest window adds the dispute rules, each option what it names.
    function _conditionsBytes(uint256 contestWindow_, uint256 options_) private pure returns (uint256 length) {
        unchecked {
            length = _optionalAt(0, contestWindow_);
            if (options_ == 0) return length;
            length = _amendmentAt(length, options_) + (options_ & AMENDS == 0 ? 0 : AMENDMENT_BYTES);
        }
    }

    function _refuseLength(uint256 length, uint256 parts, uint256 conditionsBytes) private pure {
        unchecked {
            revert Quittance_MalformedTerms(length, parts + conditionsBytes, parts + HASH_BYTES);
        }
    }

    // ---- encodings in memory, for terms that differ in few words; `TermsTemplates` rewrites these words ----

    /// @return encoding Where the encoding of `Terms` lies in memory, without the hash of the adjudication.
    function encodeTerms(TermsView self) internal pure returns (uint256 encoding) {
        _hash(_schedule(self), self.funding(), 0, 0, TERMS_BYTES);
        return _keptLast(TERMS_BYTES);
    }

    /// @return encoding Where the encoding of `Adjudication` lies in memory, without the hash of the conditions.
    function encodeAdjudication(TermsView self) internal pure returns (uint256 encoding) {
        _hashAdjudication(self.adjudicationAt(), self.rules(), 0, ADJUDICATION_ENCODED);
        return _keptLast(ADJUDICATION_ENCODED);
    }

    /// @return encoding Where the encoding of `Conditions` lies in memory.
    function encodeConditions(TermsView self) internal pure returns (uint256 encoding) {
        uint256 conditions = _conditions(self);
        _hashConditions(conditions, self.contestWindow(), _optionsAt(conditions), CONDITIONS_ENCODED);
        return _keptLast(CONDITIONS_ENCODED);
    }

    /// @return The struct hash of the conditions: that of whole terms, or what brief terms have in their place.
    function hashOfConditions(TermsView self) internal pure returns (bytes32) {
        uint256 conditions = TermsView.unwrap(self) >> 64;
        if (conditions == 0) {
            unchecked {
                return bytes32(Calldata.wordAt(self.panelAt() + JUROR_BYTES * self.jurors()));
            }
        }
        return _hashConditions(conditions, self.contestWindow(), _optionsAt(conditions), 0);
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
    function _hash(
        uint256 schedule,
        Funding funding_,
        bytes32 adjudicationHash,
        bytes32 domainSeparator,
        uint256 kept
    ) private pure returns (bytes32 dealId) {
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // The block writes both lists, and then the terms in their place, above the free memory pointer. It encodes the
        // digest in the first three words of memory; the third is the free memory pointer, which is put back at the end.
        // The last boolean is not masked: a bit of the destinations that has no meaning makes another digest, of no deal.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let at := add(schedule, SCHEDULE_BYTES)
            let size := shl(5, and(funding_, 0xff))
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
            mstore(add(free, TERMS_FROM_LEDGER), and(shr(DESTINATIONS_SHIFT, funding_), 1))
            mstore(add(free, TERMS_BUYER_TO_LEDGER), and(shr(BUYER_TO_LEDGER_SHIFT, funding_), 1))
            mstore(add(free, TERMS_SELLER_TO_LEDGER), and(shr(SELLER_TO_LEDGER_SHIFT, funding_), 0x3f))
            mstore(add(free, TERMS_FEE), and(shr(8, funding_), AMOUNT_MASK))
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
    function _hashAdjudication(
        uint256 adjudication,
        Rules rules_,
        bytes32 conditionsHash,
        uint256 kept
    ) private pure returns (bytes32 hash) {
        bytes32 typeHash = ADJUDICATION_TYPEHASH;
        // The block writes above the free memory pointer only: the panel, a word for each juror, and then the
        // adjudication in its place.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let juror_ := add(adjudication, ADJUDICATION_BYTES)
            let word := free
            let end := add(free, shl(5, and(shr(8, rules_), 0xff)))
            // Three jurors at a time: what is written beyond the last one is not hashed.
            for {} lt(word, end) {
                word := add(word, 0x60)
            } {
                mstore(word, shr(ADDRESS_SHIFT, calldataload(juror_)))
                mstore(add(word, 0x20), shr(ADDRESS_SHIFT, calldataload(add(juror_, JUROR_BYTES))))
                mstore(add(word, 0x40), shr(ADDRESS_SHIFT, calldataload(add(juror_, TWO_JURORS_BYTES))))
                juror_ := add(juror_, THREE_JURORS_BYTES)
            }
            let panelHash := keccak256(free, sub(end, free))
            mstore(free, typeHash)
            mstore(add(free, ADJUDICATION_SELLER), shr(ADDRESS_SHIFT, rules_))
            mstore(add(free, ADJUDICATION_PANEL), panelHash)
            mstore(add(free, ADJUDICATION_SCORE), and(shr(80, rules_), 0xffff))
            mstore(add(free, ADJUDICATION_STEP), and(shr(64, rules_), 0xffff))
            mstore(add(free, ADJUDICATION_WINDOW), and(shr(32, rules_), 0xffffffff))
            mstore(add(free, ADJUDICATION_FEE), and(shr(16, rules_), 0xffff))
            mstore(add(free, ADJUDICATION_CONDITIONS), conditionsHash)
            hash := keccak256(free, ADJUDICATION_ENCODED)
            if kept {
                mstore(0x40, add(free, kept))
            }
        }
    }

    /// @return hash The struct hash of `Conditions`.
    function _hashConditions(
        uint256 conditions,
        uint256 contestWindow_,
        uint256 options_,
        uint256 kept
    ) private pure returns (bytes32 hash) {
        bytes32 typeHash = CONDITIONS_TYPEHASH;
        bytes32 disputesHash = EMPTY_LIST_HASH;
        bytes32 amendsHash = EMPTY_LIST_HASH;
        uint256 category_;
        bytes32 reference_;
        if (contestWindow_ != 0) disputesHash = _hashDisputes(conditions + CONDITIONS_BYTES);
        if (options_ != 0) {
            (category_, reference_, amendsHash) = _hashOptional(_optionalAt(conditions, contestWindow_), options_);
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
            mstore(add(free, CONDITIONS_CATEGORY), category_)
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
                            Calldata.addressAt(disputes + POOL_AT),
                            Calldata.addressAt(disputes + ARBITER_AT),
                            Calldata.wordAt(disputes + RULING_WINDOW_AT) >> 224
                        )
                    )
                );
        }
    }

    /// @dev Reads what the options say follows, and checks that each is there for something.
    /// @return category_ Zero when there is none.
    /// @return reference_ Zero when there is none.
    /// @return amendsHash The hash of the list `amends`, with its one entry or none.
    function _hashOptional(
        uint256 optional,
        uint256 options_
    ) private pure returns (uint256 category_, bytes32 reference_, bytes32 amendsHash) {
        // Check: every option has a meaning.
        if (options_ > ALL_OPTIONS) revert Quittance_OptionsInvalid(options_);
        if (options_ & HAS_CATEGORY != 0) {
            category_ = _categoryAt(optional);
            // Check: a category that is named is not zero.
            if (category_ == 0) revert Quittance_OptionsInvalid(options_);
        }
        if (options_ & HAS_REFERENCE != 0) {
            reference_ = bytes32(Calldata.wordAt(_referenceAt(optional, options_)));
            // Check: a reference that is named is not zero.
            if (reference_ == 0) revert Quittance_OptionsInvalid(options_);
        }
        amendsHash = EMPTY_LIST_HASH;
        if (options_ & AMENDS != 0) {
            unchecked {
                uint256 start = _amendmentAt(optional, options_);
                amendsHash = _hashList(
                    keccak256(
                        abi.encode(
                            AMENDMENT_TYPEHASH,
                            Calldata.wordAt(start),
                            Calldata.wordAt(start + REMAINDER_AT) >> 160,
                            Calldata.wordAt(start + DELIVERED_AT) >> 224
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
