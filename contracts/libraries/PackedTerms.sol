// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Milestone, Rules, Silence} from "../types/TermsFields.sol";
import {ENGAGEMENT_TYPEHASH, TERMS_TYPEHASH, TYPED_DATA_PREFIX} from "../types/TypeHashes.sol";
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

/// @notice Finds the fields of terms in their packed form, and hashes them as EIP-712 typed data: `Terms(bytes
/// head,Engagement engagement)Engagement(bytes judgement,bytes covenant)`. The three byte strings are the three parts
/// of the packed form. What is signed is byte for byte what is sent and logged. So hashing costs what copying does, and
/// one deal has one form.
///
/// The parts are big-endian and packed:
/// - schedule, 34 + 17 × milestones bytes: buyer 20 · destinations 1 · verificationFee 12 · milestones 1 · for
///   each: amount 12, deadline 5. The destinations are bits: 0 funded from the buyer's balance, 1 buyer paid to its
///   balance, 2 seller paid to its balance, 3 the terms name a category.
/// - adjudication, 31 + 20 × jurors bytes: seller 20 · passingScore 2 · payoutStep 2 · contestWindow 4 ·
///   marketplaceFee 2 · jurors 1 · for each: address 20.
/// - conditions, 91 bytes: verdictWindow 4 · silencePayout 2 · marketplace 20 · panelAccount 20 · pact 32
///   · salt 8 · openBy 5. With a contest window only, the dispute rules follow, 56 bytes: bond 12 · pool 20 · arbiter
///   20 · rulingWindow 4. With bit 3 of the destinations only, the category follows, 4 bytes.
///
/// Whole terms are schedule ‖ adjudication ‖ conditions. Calls that read nothing of the conditions take brief terms as
/// well: schedule ‖ adjudication ‖ keccak256(conditions).
library PackedTerms {
    /// @notice Thrown when the length of the packed terms matches neither whole nor brief terms.
    /// @param length Bytes that were given.
    /// @param whole Bytes that whole terms would have.
    /// @param brief Bytes that brief terms would have.
    error Quittance_MalformedTerms(uint256 length, uint256 whole, uint256 brief);
    /// @notice Thrown when brief terms are given and the call reads the conditions, of which brief terms hold only the
    /// hash.
    error Quittance_ConditionsNeeded();
    /// @notice Thrown when a call needs the pool, the bond or the arbiter of terms that have no contest window, and so
    /// name none.
    error Quittance_NotContestable();

    // Bytes of each part without its milestones, its jurors and what only some terms have.
    uint256 private constant SCHEDULE_BYTES = 34;
    uint256 private constant ADJUDICATION_BYTES = 31;
    uint256 private constant CONDITIONS_BYTES = 91;
    uint256 private constant DISPUTES_BYTES = 56;
    uint256 private constant CATEGORY_BYTES = 4;
    uint256 private constant HASH_BYTES = 32;

    // A digest's preimage in the first words of memory: the last two bytes of a word, and two words.
    uint256 private constant PREIMAGE = 0x1e;
    uint256 private constant PREIMAGE_BYTES = 0x42;

    // Where a field lies in its part; the first one lies at 0.
    uint256 private constant FUNDING_AT = 2; // the last 32 bytes of the schedule's fixed part
    uint256 private constant MARKETPLACE_AT = 6;
    uint256 private constant PANEL_ACCOUNT_AT = 26;
    uint256 private constant OPEN_BY_AT = 86;
    uint256 private constant POOL_AT = 12;
    uint256 private constant ARBITER_AT = 32;
    uint256 private constant RULING_WINDOW_AT = 52;

    /// @notice Finds and hashes whole or brief terms.
    function read(
        bytes calldata packed,
        bytes32 domainSeparator
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
                uint256 conditionsBytes = _conditionsBytes(funding_, rules_);
                // Check: the terms end where their conditions do.
                if (end - conditions != conditionsBytes)
                    _refuseLength(packed.length, conditions - schedule, conditionsBytes);
                conditionsHash = Calldata.hash(conditions, end);
                terms = TermsView.wrap(TermsView.unwrap(terms) | (conditions << 64));
            }
            dealId = _hash(schedule, adjudication, conditions, conditionsHash, domainSeparator);
        }
    }

    /// @notice Finds and hashes a schedule, for calls that need nothing of the rest but its hash.
    /// @param engagementHash EIP-712 hash of the rest: adjudication and conditions.
    function readSchedule(
        bytes calldata packed,
        bytes32 engagementHash,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 dealId) {
        unchecked {
            uint256 schedule = Calldata.start(packed);
            uint256 length = SCHEDULE_BYTES + MILESTONE_BYTES * _fundingAt(schedule).milestones();
            // Check: the schedule ends where its milestones do.
            if (packed.length != length) revert Quittance_MalformedTerms(packed.length, length, length);
            terms = TermsView.wrap(schedule);
            dealId = _hashSchedule(schedule, length, engagementHash, domainSeparator);
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
        unchecked {
            return Calldata.wordAt(_conditions(self) + OPEN_BY_AT) >> 216;
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
        if (!self.funding().hasCategory()) return 0;
        unchecked {
            uint256 start =
                self.contestWindow() == 0 ? _conditions(self) : _disputes(self) + DISPUTES_BYTES - CONDITIONS_BYTES;
            return Calldata.wordAt(start + CONDITIONS_BYTES) >> 224;
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

    /// @return length The bytes of the conditions. A contest window adds the dispute rules, and bit 3 of the
    /// destinations the category.
    function _conditionsBytes(Funding funding_, Rules rules_) private pure returns (uint256 length) {
        unchecked {
            length = CONDITIONS_BYTES;
            if (rules_.contestWindow() != 0) length += DISPUTES_BYTES;
            if (funding_.hasCategory()) length += CATEGORY_BYTES;
        }
    }

    function _refuseLength(uint256 length, uint256 parts, uint256 conditionsBytes) private pure {
        unchecked {
            revert Quittance_MalformedTerms(length, parts + conditionsBytes, parts + HASH_BYTES);
        }
    }

    // ---- hashes ----

    /// @dev The reference is `TermsFixtures.structHash` of the tests.
    /// @return dealId The EIP-712 digest of terms. Of the conditions only the hash is needed.
    function _hash(
        uint256 schedule,
        uint256 adjudication,
        uint256 conditions,
        bytes32 conditionsHash,
        bytes32 domainSeparator
    ) private pure returns (bytes32 dealId) {
        bytes32 engagementTypeHash = ENGAGEMENT_TYPEHASH;
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // The block copies schedule and adjudication above the free memory pointer. It encodes in the first three words
        // of memory; the third is the free memory pointer, which is put back at the end. The digest's preimage starts
        // in the last two bytes of a word.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let scheduleBytes := sub(adjudication, schedule)
            calldatacopy(free, schedule, sub(conditions, schedule))
            mstore(0x00, engagementTypeHash)
            mstore(0x20, keccak256(add(free, scheduleBytes), sub(conditions, adjudication)))
            mstore(0x40, conditionsHash)
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x00, termsTypeHash)
            mstore(0x20, keccak256(free, scheduleBytes))
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x00, TYPED_DATA_PREFIX)
            mstore(0x20, domainSeparator)
            dealId := keccak256(PREIMAGE, PREIMAGE_BYTES)
            mstore(0x40, free)
        }
    }

    /// @return dealId The same digest, from the schedule and the hash of the engagement.
    function _hashSchedule(
        uint256 schedule,
        uint256 length,
        bytes32 engagementHash,
        bytes32 domainSeparator
    ) private pure returns (bytes32 dealId) {
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // Uses memory as `_hash` does.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, schedule, length)
            mstore(0x00, termsTypeHash)
            mstore(0x20, keccak256(free, length))
            mstore(0x40, engagementHash)
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x00, TYPED_DATA_PREFIX)
            mstore(0x20, domainSeparator)
            dealId := keccak256(PREIMAGE, PREIMAGE_BYTES)
            mstore(0x40, free)
        }
    }
}
