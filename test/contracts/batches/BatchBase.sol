// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {EACH_SCORE, Varying} from "../support/Varying.sol";

/// @notice One milestone of a batch, readable.
struct Judged {
    TermsFixture terms;
    uint8 milestone;
    bytes32 evidence;
    uint16[] scores; // of each juror that signs
}

/// @dev Writes groups of verdicts from the specification.
abstract contract BatchBase is DealBase {
    function _reasonsOf(uint8 position) internal pure returns (bytes32) {
        return keccak256(abi.encode("reasons of the batch", position));
    }

    /// @return group By the first jurors of the panel, as many as the first item has scores.
    function _group(Judged[] memory items, uint8 varies) internal view returns (VerdictGroup memory group) {
        group.terms = items[0].terms.whole();
        group.items = _items(items, varies);
        uint8 signers = uint8(items[0].scores.length);
        bytes memory signatures;
        group.jurors = abi.encodePacked(signers);
        for (uint8 i = 0; i < signers; ++i) {
            group.jurors = abi.encodePacked(group.jurors, i, _reasonsOf(i));
            bytes memory signature = _signBatch(items, i);
            signatures = abi.encodePacked(signatures, uint16(signature.length), signature);
        }
        group.jurors = bytes.concat(group.jurors, signatures);
    }

    function _items(Judged[] memory items, uint8 varies) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(varies);
        for (uint256 i = 0; i < items.length; ++i) packed = bytes.concat(packed, _item(items[i], varies));
    }

    function _item(Judged memory item, uint8 varies) internal pure returns (bytes memory packed) {
        packed = Varying.pack(item.terms, varies);
        packed = abi.encodePacked(packed, item.milestone, item.evidence, item.scores[0]);
        if (varies & EACH_SCORE == 0) return packed;
        for (uint256 i = 1; i < item.scores.length; ++i) packed = abi.encodePacked(packed, item.scores[i]);
    }

    /// @return leaves The struct hashes of one juror's ballots.
    function _leavesOf(Judged[] memory items, uint8 position) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](items.length);
        for (uint256 i = 0; i < items.length; ++i) leaves[i] = _leafOf(items[i], position);
    }

    function _leafOf(Judged memory item, uint8 position) internal view returns (bytes32) {
        uint16 score = item.scores[position];
        return Digests.ballotStruct(_dealId(item.terms), item.milestone, 1, item.evidence, score, _reasonsOf(position));
    }

    /// @return Compact: what the juror signs for all items.
    function _signBatch(Judged[] memory items, uint8 position) internal view returns (bytes memory) {
        bytes32 digest = Digests.ballotTree(address(quittance), _leavesOf(items, position));
        return Signing.signCompact(_jurorKeys(items[0].terms.panel.length)[position], digest);
    }

    /// @return groups One group.
    function _one(VerdictGroup memory group) internal pure returns (VerdictGroup[] memory groups) {
        groups = new VerdictGroup[](1);
        groups[0] = group;
    }

    function _scores(uint16 first, uint16 second) internal pure returns (uint16[] memory scores) {
        scores = new uint16[](2);
        (scores[0], scores[1]) = (first, second);
    }
}
