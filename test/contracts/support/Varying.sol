// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Milestone, TermsFixture} from "./TermsFixture.sol";

uint8 constant BUYERS = 1;
uint8 constant SCHEDULES = 2;
uint8 constant SELLERS = 4;
uint8 constant PACTS = 8;
uint8 constant SALTS = 16;
uint8 constant OPENINGS = 32;
uint8 constant REFERENCES = 64;
uint8 constant EACH_SCORE = 128;

/// @notice The fields that items of a group repeat of the terms that they share, written from the specification.
library Varying {
    /// @return packed The fields that `varies` names.
    function pack(TermsFixture memory terms, uint8 varies) internal pure returns (bytes memory packed) {
        if (varies & BUYERS != 0) packed = abi.encodePacked(terms.buyer);
        if (varies & SCHEDULES != 0) {
            for (uint256 i = 0; i < terms.milestones.length; ++i) {
                packed = abi.encodePacked(packed, terms.milestones[i].amount, terms.milestones[i].deadline);
            }
        }
        if (varies & SELLERS != 0) packed = abi.encodePacked(packed, terms.seller);
        if (varies & PACTS != 0) packed = abi.encodePacked(packed, terms.pact);
        if (varies & SALTS != 0) packed = abi.encodePacked(packed, terms.salt);
        if (varies & OPENINGS != 0) packed = abi.encodePacked(packed, terms.openBy);
        if (varies & REFERENCES != 0) packed = abi.encodePacked(packed, terms.reference_);
    }

    /// @return terms The common ones, with other values in each field that `varies` names.
    function differing(
        TermsFixture memory common,
        uint8 varies,
        uint256 word
    ) internal pure returns (TermsFixture memory terms) {
        terms = abi.decode(abi.encode(common), (TermsFixture));
        if (varies & BUYERS != 0) terms.buyer = address(uint160(word));
        if (varies & SCHEDULES != 0) terms.milestones = milestones(common.milestones.length, word);
        if (varies & SELLERS != 0) terms.seller = address(uint160(word >> 7));
        if (varies & PACTS != 0) terms.pact = bytes32(word >> 1);
        if (varies & SALTS != 0) terms.salt = uint64(word >> 3);
        if (varies & OPENINGS != 0) terms.openBy = uint40(word >> 9);
        if (varies & REFERENCES != 0) terms.reference_ = bytes32(word | 1);
    }

    /// @return list As many as asked for, of any amounts and deadlines.
    function milestones(uint256 count, uint256 word) internal pure returns (Milestone[] memory list) {
        list = new Milestone[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 own = uint256(keccak256(abi.encode(word, i)));
            list[i] = Milestone(uint96(own), uint40(own >> 96));
        }
    }
}
