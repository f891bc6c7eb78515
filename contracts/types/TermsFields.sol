// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

// Words of packed terms. Each is loaded from calldata once. `PackedTerms` describes where in the terms they lie.

/// @dev Every bit of the destinations that has a meaning.
uint256 constant ALL_DESTINATIONS = 7;

/// @notice The first 32 bytes of the adjudication: seller 20 · passingScore 2 · payoutStep 2 · contestWindow 4 ·
/// marketplaceFee 2 · jurors 1 · (first byte of the panel).
type Rules is uint256;

/// @notice The last 32 bytes of the schedule's fixed part: (last bytes of the buyer) · destinations 1 · verificationFee
/// 12 · milestones 1.
type Funding is uint256;

/// @notice One milestone: amount 12 · deadline 5 · (bytes of what follows).
type Milestone is uint256;

/// @notice The first 32 bytes of the conditions, which decide when no verdict comes: verdictWindow 4 · silencePayout 2
/// · (bytes of the marketplace).
type Silence is uint256;

/// @notice The word of the conditions that says how a deal opens: salt 8 · openBy 5 · options 1 · (bytes of what
/// follows).
type Opening is uint256;

using TermsFields for Opening global;
using TermsFields for Rules global;
using TermsFields for Funding global;
using TermsFields for Milestone global;
using TermsFields for Silence global;

/// @notice Reads the fields of each word.
library TermsFields {
    uint256 private constant AMENDS = 4 << 144;
    uint256 private constant BUYER_TO_LEDGER = 1 << 105;
    uint256 private constant SELLER_TO_LEDGER = 1 << 106;
    uint256 private constant FUNDED_FROM_LEDGER = 1 << 104;

    function seller(Rules self) internal pure returns (address) {
        return address(uint160(Rules.unwrap(self) >> 96));
    }

    function passingScore(Rules self) internal pure returns (uint256) {
        return (Rules.unwrap(self) >> 80) & 0xffff;
    }

    function payoutStep(Rules self) internal pure returns (uint256) {
        return (Rules.unwrap(self) >> 64) & 0xffff;
    }

    function contestWindow(Rules self) internal pure returns (uint256) {
        return (Rules.unwrap(self) >> 32) & 0xffffffff;
    }

    function marketplaceFee(Rules self) internal pure returns (uint256) {
        return (Rules.unwrap(self) >> 16) & 0xffff;
    }

    function jurors(Rules self) internal pure returns (uint256) {
        return (Rules.unwrap(self) >> 8) & 0xff;
    }

    function destinations(Funding self) internal pure returns (uint256) {
        return (Funding.unwrap(self) >> 104) & 0xff;
    }

    function fundedFromLedger(Funding self) internal pure returns (bool) {
        return Funding.unwrap(self) & FUNDED_FROM_LEDGER != 0;
    }

    function buyerToLedger(Funding self) internal pure returns (bool) {
        return Funding.unwrap(self) & BUYER_TO_LEDGER != 0;
    }

    function sellerToLedger(Funding self) internal pure returns (bool) {
        return Funding.unwrap(self) & SELLER_TO_LEDGER != 0;
    }

    function verificationFee(Funding self) internal pure returns (uint256) {
        return (Funding.unwrap(self) >> 8) & type(uint96).max;
    }

    function milestones(Funding self) internal pure returns (uint256) {
        return Funding.unwrap(self) & 0xff;
    }

    function openBy(Opening self) internal pure returns (uint256) {
        return (Opening.unwrap(self) >> 152) & 0xffffffffff;
    }

    /// @return Whether the terms replace a deal.
    function isAmendment(Opening self) internal pure returns (bool) {
        return Opening.unwrap(self) & AMENDS != 0;
    }

    function verdictWindow(Silence self) internal pure returns (uint256) {
        return Silence.unwrap(self) >> 224;
    }

    function payout(Silence self) internal pure returns (uint256) {
        return (Silence.unwrap(self) >> 208) & 0xffff;
    }

    function amount(Milestone self) internal pure returns (uint256) {
        return Milestone.unwrap(self) >> 160;
    }

    function deadline(Milestone self) internal pure returns (uint256) {
        return (Milestone.unwrap(self) >> 120) & 0xffffffffff;
    }
}
