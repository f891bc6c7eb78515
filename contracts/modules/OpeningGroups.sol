// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IOpenBatches} from "../interfaces/IOpenBatches.sol";
import {OpeningGroup} from "../types/OpeningGroup.sol";
import {LENGTH_BYTES} from "../libraries/BallotSet.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsTemplate, TermsTemplates} from "../libraries/TermsTemplates.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Items} from "./Items.sol";
import {Terms} from "./Terms.sol";

/// @dev Reads the groups of a batch of openings, and checks that one buyer signed the terms of all their items.
abstract contract OpeningGroups is Terms, Items, IOpenBatches {
    /// @dev A group that was read.
    struct Group {
        TermsView terms; // zero when nothing differs and no signature of the batch covers the group
        bytes32 structHash; // of the terms
        uint256 varies; // which fields each item repeats, one bit each
        uint256 items; // where the first item starts in calldata
        uint256 itemBytes;
        uint256 count;
    }

    /// @param signed Whether a signature of the batch covers the group.
    function _readGroup(OpeningGroup calldata group, bool signed) private pure returns (Group memory read) {
        bytes calldata items = group.items;
        // Check: the items say what differs.
        if (items.length == 0) revert Quittance_MalformedGroup(0, 1);
        uint256 varies = uint8(items[0]);
        uint256 milestones;
        if (signed || varies != 0) {
            // Check: the terms are as long as their parts.
            (read.terms, read.structHash) = TermsReader.readStruct(group.terms, 0);
            milestones = read.terms.milestoneCount();
        }
        read.varies = varies;
        read.items = Calldata.start(items) + 1;
        read.itemBytes = TermsTemplates.sizeOf(varies, milestones);
        read.count = _countItems(items, read.itemBytes);
    }

    /// @param signed Whether there is a signature of the batch.
    /// @return read Each group.
    /// @return count How many items all groups have together.
    function _readGroups(
        OpeningGroup[] calldata groups,
        bool signed
    ) internal pure returns (Group[] memory read, uint256 count) {
        read = new Group[](groups.length);
        for (uint256 i = 0; i != groups.length; ++i) {
            read[i] = _readGroup(groups[i], signed);
            count += read[i].count;
        }
    }

    /// @return The buyer of an item.
    /// @param at Where the item starts in calldata.
    function _buyerOf(Group memory group, uint256 at) internal pure returns (address) {
        return group.varies & TermsTemplates.BUYER == 0 ? group.terms.buyer() : Calldata.addressAt(at);
    }

    /// @param at Where the length of the signature lies within `signatures`.
    /// @return signature One signature.
    /// @return end Where it ends within `signatures`.
    function _signatureAt(
        bytes calldata signatures,
        uint256 at
    ) internal pure returns (bytes calldata signature, uint256 end) {
        unchecked {
            uint256 start = at + LENGTH_BYTES;
            end = start + (Calldata.wordAt(Calldata.start(signatures) + at) >> 240);
            // Check: the signature lies within the bytes.
            if (end > signatures.length) revert Quittance_MalformedGroup(signatures.length, end);
            signature = signatures[start:end];
        }
    }

    /// @dev Checks that the buyer of the first item signed the terms of all items.
    /// @param count How many items all groups have together.
    /// @return buyer Of the first item.
    /// @return ids The deal of each item.
    function _requireBatchSigned(
        Group[] memory groups,
        uint256 count,
        bytes calldata batchSignature
    ) internal view returns (address buyer, bytes32[] memory ids) {
        bytes32 domain = _domainSeparator();
        bytes32[] memory leaves;
        (ids, leaves) = _hashItems(groups, count, domain);
        buyer = _buyerOf(groups[0], groups[0].items);
        uint256 start;
        // The block touches no memory.
        assembly ("memory-safe") {
            start := add(leaves, 0x20)
        }
        (uint256 levels, uint256 length) = BatchSignatures.proofOf(batchSignature);
        bytes32 last = leaves[count - 1];
        (bytes32 root, uint256 height) = BatchSignatures.rootOver(start, count, last, levels != 0);
        // Check: the siblings lie within the signature.
        if (length > batchSignature.length) revert Quittance_MalformedGroup(batchSignature.length, length);
        root = BatchSignatures.rootBy(batchSignature, root, levels);
        bytes32 digest = BatchSignatures.termsBatchDigest(domain, root, height + levels);
        // Check: the buyer signed.
        if (!Signatures.isValid(buyer, digest, batchSignature[length:])) {
            revert Quittance_InvalidTermsBatch(buyer, digest);
        }
    }

    /// @return ids The deal of each item.
    /// @return leaves The struct hash of the terms of each item.
    function _hashItems(
        Group[] memory groups,
        uint256 count,
        bytes32 domain
    ) private pure returns (bytes32[] memory ids, bytes32[] memory leaves) {
        ids = new bytes32[](count);
        leaves = new bytes32[](count);
        uint256 index;
        for (uint256 i = 0; i != groups.length; ++i) {
            Group memory group = groups[i];
            TermsTemplate memory template;
            if (group.varies != 0) template = TermsTemplates.make(group.terms, group.varies);
            uint256 at = group.items;
            for (uint256 end = index + group.count; index != end; ++index) {
                bytes32 leaf = group.varies == 0 ? group.structHash : template.structHashWith(at);
                leaves[index] = leaf;
                ids[index] = MessageHashUtils.toTypedDataHash(domain, leaf);
                at += group.itemBytes;
            }
        }
    }
}
