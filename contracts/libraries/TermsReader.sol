// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding, Rules} from "../types/TermsFields.sol";
import {Calldata} from "./Calldata.sol";
import {JUROR_BYTES} from "./PackedPanel.sol";
import {ADJUDICATION_BYTES, MILESTONE_BYTES, PackedTerms, SCHEDULE_BYTES} from "./PackedTerms.sol";
import {TermsHashes} from "./TermsHashes.sol";
import {TermsView} from "./TermsView.sol";

/// @notice Finds terms in calldata, checks that they end where their parts do, and hashes them. Every call that takes
/// terms begins here.
library TermsReader {
    /// @notice Finds and hashes terms, for calls that need the struct hash of the terms, too.
    function readStruct(
        bytes calldata packed,
        bytes32 domainSeparator
    ) internal pure returns (TermsView terms, bytes32 structHash) {
        uint256 kept = TermsHashes.TERMS_BYTES;
        (terms, ) = read(packed, domainSeparator, kept);
        // The block reads the encoding that `hashTerms` set aside, and gives its memory back.
        assembly ("memory-safe") {
            let encoding := sub(mload(0x40), kept)
            structHash := keccak256(encoding, kept)
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
            Funding funding = PackedTerms.fundingAt(schedule);
            uint256 adjudication = schedule + SCHEDULE_BYTES + MILESTONE_BYTES * funding.milestones();
            Rules rules = PackedTerms.rulesAt(adjudication);
            uint256 conditions = adjudication + ADJUDICATION_BYTES + JUROR_BYTES * rules.jurors();
            uint256 end = schedule + packed.length;
            terms = TermsView.wrap(schedule | (adjudication << 32));
            bytes32 conditionsHash = bytes32(Calldata.wordAt(conditions));
            if (end - conditions != PackedTerms.HASH_BYTES) {
                uint256 contestWindow = rules.contestWindow();
                uint256 options = PackedTerms.optionsAt(conditions);
                uint256 conditionsBytes = PackedTerms.conditionsBytes(contestWindow, options);
                // Check: the terms end where their conditions do.
                if (end - conditions != conditionsBytes)
                    _refuseLength(packed.length, conditions - schedule, conditionsBytes);
                conditionsHash = TermsHashes.hashConditions(conditions, contestWindow, options, 0);
                terms = TermsView.wrap(TermsView.unwrap(terms) | (conditions << 64));
            }
            dealId = TermsHashes.hashTerms(
                schedule,
                funding,
                TermsHashes.hashAdjudication(adjudication, rules, conditionsHash, 0),
                domainSeparator,
                kept
            );
        }
    }

    /// @notice Finds the parts of whole or brief terms that were read before, and so are as long as their parts.
    function find(bytes calldata packed) internal pure returns (TermsView) {
        unchecked {
            uint256 schedule = Calldata.start(packed);
            uint256 milestones = PackedTerms.fundingAt(schedule).milestones();
            uint256 adjudication = schedule + SCHEDULE_BYTES + MILESTONE_BYTES * milestones;
            uint256 jurors = PackedTerms.rulesAt(adjudication).jurors();
            uint256 conditions = adjudication + ADJUDICATION_BYTES + JUROR_BYTES * jurors;
            bool brief = schedule + packed.length - conditions == PackedTerms.HASH_BYTES;
            return TermsView.wrap(schedule | (adjudication << 32) | (brief ? 0 : conditions << 64));
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
            Funding funding = PackedTerms.fundingAt(schedule);
            uint256 length = SCHEDULE_BYTES + MILESTONE_BYTES * funding.milestones();
            // Check: the schedule ends where its milestones do.
            if (packed.length != length) revert PackedTerms.Quittance_MalformedTerms(packed.length, length, length);
            terms = TermsView.wrap(schedule);
            dealId = TermsHashes.hashTerms(schedule, funding, adjudicationHash, domainSeparator, 0);
        }
    }

    function _refuseLength(uint256 length, uint256 parts, uint256 conditionsBytes) private pure {
        unchecked {
            revert PackedTerms.Quittance_MalformedTerms(
                length,
                parts + conditionsBytes,
                parts + PackedTerms.HASH_BYTES
            );
        }
    }
}
