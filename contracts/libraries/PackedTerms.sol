// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Funding, Milestone, Rules, Silence} from "../types/TermsFields.sol";

/// @notice Terms in calldata, found and measured once; fields are read where they lie.
///
/// | bits     | what                                                            |
/// |----------|-----------------------------------------------------------------|
/// | 0 - 31   | where the head starts in calldata                               |
/// | 32 - 63  | where the judgement starts                                      |
/// | 64 - 255 | where the conditions starts; 0 when only its hash was given       |
type TermsView is uint256;

using PackedTerms for TermsView global;

/// @notice Finds the fields of terms in their packed form, and hashes them as EIP-712 typed data:
/// `Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)`. What is signed is byte for byte
/// what is sent and logged, so that hashing costs what copying does, and one deal has one form.
///
/// Big-endian and packed:
///   head, 34 + 17 × milestones bytes: buyer 20 · routes 1 (bit 0 funded from the ledger, bit 1 buyer paid to the ledger,
///     bit 2 seller paid to the ledger, bit 3 the terms name a category) · verificationFee 12 · milestones 1 · each: amount 12, deadline 5
///   judgement, 31 + 20 × jurors bytes: seller 20 · passingScore 2 · payoutStep 2 · contestWindow 4 · marketplaceFee 2 ·
///     jurors 1 · each: address 20
///   conditions, 91 bytes: verdictWindow 4 · silencePayout 2 · marketplace 20 · panelAccount 20 · pact 32 · salt 8 · openBy 5
///     and, with a contest window only, the recourse, 56 bytes: bond 12 · pool 20 · arbiter 20 · rulingWindow 4
///     and, with bit 3 of the routes only, the category 4
///
/// Whole terms are head ‖ judgement ‖ conditions. Operations that need nothing of the conditions take brief terms, head ‖
/// judgement ‖ keccak256(conditions), as well.
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

    bytes32 private constant ENGAGEMENT_TYPEHASH = keccak256("Engagement(bytes judgement,bytes covenant)");
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)"
    );

    uint256 private constant SCHEDULE_BYTES = 34;
    uint256 private constant MILESTONE_BYTES = 17;
    uint256 private constant ADJUDICATION_BYTES = 31;
    uint256 private constant JUROR_BYTES = 20;
    uint256 private constant CONDITIONS_BYTES = 91;
    uint256 private constant DISPUTES_BYTES = 56;
    uint256 private constant HASH_BYTES = 32;

    /// @notice Finds and hashes whole or brief terms.
    function read(
        bytes calldata packed,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 dealId) {
        uint256 adjudication;
        uint256 conditions;
        uint256 conditionsBytes;
        bytes32 conditionsHash;
        // Reads calldata only. Counts are bytes, so that no sum here can overflow; lengths are compared before use.
        assembly ("memory-safe") {
            adjudication := add(add(packed.offset, 34), mul(17, byte(1, calldataload(add(packed.offset, 32)))))
            conditions := add(add(adjudication, 31), mul(20, byte(30, calldataload(adjudication))))
            conditionsBytes := sub(add(packed.offset, packed.length), conditions)
            conditionsHash := calldataload(conditions)
            terms := or(packed.offset, shl(32, adjudication))
        }
        if (conditionsBytes != HASH_BYTES) {
            uint256 whole;
            // Longer by the recourse when there is a contest window, and by the category that bit 3 announces. Reads calldata
            // only.
            assembly ("memory-safe") {
                whole := add(91, mul(56, gt(and(calldataload(adjudication), 0xffffffff00000000), 0)))
                whole := add(whole, and(shr(1, byte(20, calldataload(packed.offset))), 4))
            }
            if (conditionsBytes != whole) _refuseLength(packed, conditionsBytes, whole);
            // Writes above the free memory pointer only.
            assembly ("memory-safe") {
                let free := mload(0x40)
                calldatacopy(free, conditions, whole)
                conditionsHash := keccak256(free, whole)
                terms := or(terms, shl(64, conditions))
            }
        }
        bytes32 engagementTypeHash = ENGAGEMENT_TYPEHASH;
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // Copies head and judgement above the free memory pointer; encodes in the first three words of memory, of which the
        // third is the free memory pointer, put back at the end.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let scheduleBytes := sub(adjudication, packed.offset)
            calldatacopy(free, packed.offset, sub(conditions, packed.offset))
            mstore(0x00, engagementTypeHash)
            mstore(0x20, keccak256(add(free, scheduleBytes), sub(conditions, adjudication)))
            mstore(0x40, conditionsHash)
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x20, keccak256(free, scheduleBytes))
            mstore(0x00, termsTypeHash)
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x20, domainSeparator)
            mstore(0x00, 0x1901)
            dealId := keccak256(0x1e, 0x42)
            mstore(0x40, free)
        }
    }

    /// @notice Finds and hashes a head, for operations that need nothing of the engagement but its hash.
    function readSchedule(
        bytes calldata packed,
        bytes32 engagementHash,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 dealId) {
        uint256 length;
        // Reads calldata only.
        assembly ("memory-safe") {
            terms := packed.offset
            length := add(34, mul(17, byte(1, calldataload(add(packed.offset, 32)))))
        }
        if (packed.length != length) revert Quittance_MalformedTerms(packed.length, length, length);
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        // As in `read`.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, packed.offset, length)
            mstore(0x00, termsTypeHash)
            mstore(0x20, keccak256(free, length))
            mstore(0x40, engagementHash)
            mstore(0x40, keccak256(0x00, 0x60))
            mstore(0x20, domainSeparator)
            mstore(0x00, 0x1901)
            dealId := keccak256(0x1e, 0x42)
            mstore(0x40, free)
        }
    }

    function funding(TermsView self) internal pure returns (Funding) {
        unchecked {
            return Funding.wrap(_load(_schedule(self) + 2));
        }
    }

    function rules(TermsView self) internal pure returns (Rules) {
        return Rules.wrap(_load(self.adjudicationAt()));
    }

    /// @dev The caller has checked that `index` is below the count.
    function milestone(TermsView self, uint256 index) internal pure returns (Milestone) {
        unchecked {
            return Milestone.wrap(_load(self.milestonesAt() + index * MILESTONE_BYTES));
        }
    }

    function silence(TermsView self) internal pure returns (Silence) {
        return Silence.wrap(_load(_conditions(self)));
    }

    /// @dev Field by field from here on, for whoever needs one: the words above are for reading several at once.
    function buyer(TermsView self) internal pure returns (address) {
        return address(uint160(_load(_schedule(self)) >> 96));
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

    /// @dev The caller has checked that `position` is below the number of jurors.
    function juror(TermsView self, uint256 position) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(self.panelAt() + position * JUROR_BYTES) >> 96));
        }
    }

    function verdictWindow(TermsView self) internal pure returns (uint256) {
        return self.silence().verdictWindow();
    }

    function silencePayout(TermsView self) internal pure returns (uint256) {
        return self.silence().payout();
    }

    function marketplace(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_conditions(self) + 6) >> 96));
        }
    }

    function panelAccount(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_conditions(self) + 26) >> 96));
        }
    }

    function bond(TermsView self) internal pure returns (uint256) {
        return _load(_disputes(self)) >> 160;
    }

    function pool(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_disputes(self) + 12) >> 96));
        }
    }

    function arbiter(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_disputes(self) + 32) >> 96));
        }
    }

    function rulingWindow(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _load(_disputes(self) + 52) >> 224;
        }
    }

    function openBy(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _load(_conditions(self) + 86) >> 216;
        }
    }

    /// @dev 0 when the terms name none.
    function category(TermsView self) internal pure returns (uint256) {
        if (!self.funding().hasCategory()) return 0;
        unchecked {
            uint256 end = _conditions(self) + CONDITIONS_BYTES + (self.contestWindow() == 0 ? 0 : DISPUTES_BYTES);
            return _load(end) >> 224;
        }
    }

    /// @dev Where the milestones start in calldata; they end where the judgement starts.
    function milestonesAt(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _schedule(self) + SCHEDULE_BYTES;
        }
    }

    function adjudicationAt(TermsView self) internal pure returns (uint256) {
        return (TermsView.unwrap(self) >> 32) & 0xffffffff;
    }

    /// @dev Where the panel starts in calldata; it ends where the conditions, or its hash, starts.
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
        if (start == 0) revert Quittance_ConditionsNeeded();
    }

    function _disputes(TermsView self) private pure returns (uint256 start) {
        if (self.contestWindow() == 0) revert Quittance_NotContestable();
        unchecked {
            return _conditions(self) + CONDITIONS_BYTES;
        }
    }

    function _load(uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }

    function _refuseLength(bytes calldata packed, uint256 conditionsBytes, uint256 whole) private pure {
        unchecked {
            uint256 rest = packed.length - conditionsBytes;
            revert Quittance_MalformedTerms(packed.length, rest + whole, rest + HASH_BYTES);
        }
    }
}
