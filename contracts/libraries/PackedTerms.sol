// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Rules} from "../types/TermsFields.sol";
import {Calldata} from "./Calldata.sol";

// Bytes of each part without its milestones, its jurors and what only some terms have. Inline assembly reads constants
// of files only, so those that it needs are outside the library.
uint256 constant SCHEDULE_BYTES = 34;
uint256 constant ADJUDICATION_BYTES = 31;
uint256 constant CONDITIONS_BYTES = 92;
/// @dev Bytes of one milestone: amount 12 · deadline 5.
uint256 constant MILESTONE_BYTES = 17;

// Where a field of the conditions lies in its part; the first one lies at 0.
uint256 constant MARKETPLACE_AT = 6;
uint256 constant PANEL_ACCOUNT_AT = 26;
uint256 constant PACT_AT = 46;
uint256 constant SALT_AT = 78; // salt 8, openBy 5, options 1

// How far a field of a milestone is shifted down to the end of its word.
uint256 constant AMOUNT_SHIFT = 160;
uint256 constant DEADLINE_SHIFT = 120;
uint256 constant DEADLINE_MASK = 0xffffffffff;

/// @notice The packed form of terms: where each part lies, and how long it is. `TermsReader` finds terms of this form,
/// `TermsViews` reads their fields, and `TermsHashes` hashes them as EIP-712 typed data in which every field has a
/// name. What is sent is packed; what is signed is readable:
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
    /// @notice Thrown when an option of the terms has no meaning, when a category or a reference is given as zero, which
    /// is what terms without that option say, or when items of a batch repeat a reference and their terms have none.
    /// @param options The bits as they were given: 1 category, 2 reference, 4 amendment.
    error Quittance_OptionsInvalid(uint256 options);
    /// @notice Thrown when brief terms are given and the call reads the conditions, of which brief terms hold only the
    /// hash.
    error Quittance_ConditionsNeeded();
    /// @notice Thrown when a call needs the pool, the bond or the arbiter of terms that have no contest window, and so
    /// name none.
    error Quittance_NotContestable();

    /// @dev Bytes of the struct hash that brief terms have in the place of their conditions.
    uint256 internal constant HASH_BYTES = 32;

    // The options, each one bit.
    uint256 internal constant HAS_CATEGORY = 1;
    uint256 internal constant HAS_REFERENCE = 2;
    uint256 internal constant AMENDS = 4;
    uint256 internal constant ALL_OPTIONS = 7;

    // Where a field lies in its part; the first one lies at 0.
    uint256 internal constant POOL_AT = 12;
    uint256 internal constant ARBITER_AT = 32;
    uint256 internal constant RULING_WINDOW_AT = 52;
    uint256 internal constant REMAINDER_AT = 32;
    uint256 internal constant DELIVERED_AT = 44;
    uint256 private constant FUNDING_AT = 2; // the last 32 bytes of the schedule's fixed part
    uint256 private constant OPTIONS_AT = 91;

    // Bytes of what only some terms have.
    uint256 private constant DISPUTES_BYTES = 56;
    uint256 private constant CATEGORY_BYTES = 4;
    uint256 private constant REFERENCE_BYTES = 32;
    uint256 private constant AMENDMENT_BYTES = 48;

    function fundingAt(uint256 schedule) internal pure returns (Funding) {
        unchecked {
            return Funding.wrap(Calldata.wordAt(schedule + FUNDING_AT));
        }
    }

    function rulesAt(uint256 adjudication) internal pure returns (Rules) {
        return Rules.wrap(Calldata.wordAt(adjudication));
    }

    function optionsAt(uint256 conditions) internal pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(conditions + OPTIONS_AT) >> 248;
        }
    }

    /// @return Where what the options say follows: after the dispute rules, if there are any.
    function optionalAt(uint256 conditions, uint256 contestWindow) internal pure returns (uint256) {
        unchecked {
            return conditions + CONDITIONS_BYTES + (contestWindow == 0 ? 0 : DISPUTES_BYTES);
        }
    }

    function categoryAt(uint256 optional) internal pure returns (uint256) {
        return Calldata.wordAt(optional) >> 224;
    }

    function referenceAt(uint256 optional, uint256 options) internal pure returns (uint256) {
        unchecked {
            return optional + (options & HAS_CATEGORY == 0 ? 0 : CATEGORY_BYTES);
        }
    }

    function amendmentAt(uint256 optional, uint256 options) internal pure returns (uint256) {
        unchecked {
            return referenceAt(optional, options) + (options & HAS_REFERENCE == 0 ? 0 : REFERENCE_BYTES);
        }
    }

    /// @return length The bytes of the conditions. A contest window adds the dispute rules, each option what it names.
    function conditionsBytes(uint256 contestWindow, uint256 options) internal pure returns (uint256 length) {
        unchecked {
            length = optionalAt(0, contestWindow);
            if (options == 0) return length;
            length = amendmentAt(length, options) + (options & AMENDS == 0 ? 0 : AMENDMENT_BYTES);
        }
    }
}
