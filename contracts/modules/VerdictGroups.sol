// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IBatches} from "../interfaces/IBatches.sol";
import {ROUND_1} from "../types/Round.sol";
import {BALLOT_TYPEHASH} from "../types/TypeHashes.sol";
import {VerdictGroup} from "../types/VerdictGroup.sol";
import {BATCH_SHIFT, BallotSet, LENGTH_BYTES, LENGTH_MASK} from "../libraries/BallotSet.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {CheckedSignatures} from "../libraries/CheckedSignatures.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsTemplate, TermsTemplates} from "../libraries/TermsTemplates.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Items} from "./Items.sol";
import {Terms} from "./Terms.sol";

/// @dev Reads the groups of a batch of verdicts, and checks that each juror signed its ballots on all of a group's
/// items.
abstract contract VerdictGroups is Terms, Items, IBatches {
    /// @dev A group while it is judged.
    struct Judging {
        TermsTemplate template;
        TermsView terms;
        uint256 items; // where the first item starts in calldata
        uint256 itemBytes;
        uint256 tails; // where milestone, evidence and scores of the first item start in calldata
        uint256 count;
        uint256 jurors; // where the first of those who signed starts in calldata
        uint256 signers; // how many signed
        uint256 scoreBytes; // from the score of one signer to that of the next: 0 when an item has one for all
        uint256 fee; // the verification fee of each milestone
        bool single; // the terms leave more to decide than a batch can, so that each item is to be submitted alone
        uint256 ids; // where the deal of the first item lies in memory, one word for each
        uint256 toSeller; // where what the first item pays its seller lies in memory; 0 when it was refused
    }

    // The bit of the items' first byte that says that they have a score of each juror.
    uint256 private constant SCORES = 128;
    uint256 internal constant JUROR_ENTRY_BYTES = 33; // position 1 · reasons 32
    // What an item ends with: milestone 1 · evidence 32 · scores 2 each.
    uint256 internal constant EVIDENCE_AT = 1;
    uint256 internal constant SCORES_AT = 33;
    uint256 internal constant SCORE_BYTES = 2;
    uint256 private constant BALLOT_WORDS = 0xe0;

    /// @return most At least as many jurors as all groups have together.
    function _mostJurors(VerdictGroup[] calldata groups) internal pure returns (uint256 most) {
        unchecked {
            for (uint256 i = 0; i != groups.length; ++i) {
                if (groups[i].jurors.length != 0) most += uint8(groups[i].jurors[0]);
            }
        }
    }

    function _readGroup(VerdictGroup calldata group) internal view returns (Judging memory judging) {
        bytes calldata items = group.items;
        (judging.terms, ) = _read(group.terms);
        // Check: the items say what differs.
        if (items.length == 0) revert Quittance_MalformedGroup(0, 1);
        uint256 varies = uint8(items[0]);
        judging.template = TermsTemplates.make(judging.terms, varies & ~SCORES);
        _readJurors(judging, group.jurors);
        unchecked {
            uint256 scores = 1;
            if (varies & SCORES != 0) (scores, judging.scoreBytes) = (judging.signers, SCORE_BYTES);
            uint256 tail = TermsTemplates.sizeOf(varies, judging.template.milestones);
            uint256 itemBytes = tail + SCORES_AT + SCORE_BYTES * scores;
            uint256 count = _countItems(items, itemBytes);
            judging.items = Calldata.start(items) + 1;
            judging.tails = judging.items + tail;
            judging.itemBytes = itemBytes;
            judging.count = count;
            judging.fee = judging.terms.verificationFee();
            judging.single = judging.terms.sharesFee() || judging.terms.contestWindow() != 0;
            judging.ids = _words(count);
            judging.toSeller = _words(count);
        }
    }

    function _readJurors(Judging memory judging, bytes calldata jurors) private pure {
        uint256 signers = jurors.length == 0 ? 0 : uint8(jurors[0]);
        uint256 panel = judging.terms.jurors();
        uint256 quorum = (panel + 1) >> 1;
        // Check: the ballots can decide.
        if (signers < quorum) revert BallotSet.Quittance_TooFewBallots(signers, quorum);
        uint256 entries = 1 + signers * JUROR_ENTRY_BYTES;
        // Check: the jurors lie within the bytes.
        if (jurors.length < entries) revert Quittance_MalformedGroup(jurors.length, entries);
        judging.signers = signers;
        judging.jurors = Calldata.start(jurors) + 1;
        uint256 next;
        for (uint256 i = 0; i != signers; ++i) {
            uint256 position = _positionOf(judging, i);
            // Check: the panel has that position, which is above the one before it.
            BallotSet.requireInOrder(position, next, panel);
            next = position + 1;
        }
    }

    /// @dev Finds the deals of all items, and checks that each juror signed the tree of its ballots on them.
    /// @param checked Signatures of larger batches that were checked before, of which earlier groups are parts.
    function _requireSigned(
        Judging memory judging,
        bytes calldata jurors,
        CheckedSignatures memory checked
    ) internal view {
        uint256 leaves = _leaves(judging);
        uint256 at = 1 + judging.signers * JUROR_ENTRY_BYTES;
        bytes32 empty = keccak256(abi.encode(BALLOT_TYPEHASH, 0, 0, 0, 0, 0, 0));
        for (uint256 i = 0; i != judging.signers; ++i) {
            uint256 start = at + LENGTH_BYTES;
            uint256 word = Calldata.wordAt(Calldata.start(jurors) + at);
            at = start + ((word >> 240) & LENGTH_MASK);
            bool nested = word >> BATCH_SHIFT != 0;
            (bytes32 root, uint256 height) = BatchSignatures.rootOver(
                leaves + 32 * judging.count * i,
                judging.count,
                empty,
                nested
            );
            // Check: the signature lies within the bytes.
            if (at > jurors.length) revert Quittance_MalformedGroup(jurors.length, at);
            _requireJuror(judging, i, root, height, nested, jurors[start:at], checked);
        }
        // Check: nothing follows the last signature.
        if (at != jurors.length) revert Quittance_MalformedGroup(jurors.length, at);
    }

    /// @param nested Whether the signature covers a larger batch, and starts with the proof of this one in it.
    function _requireJuror(
        Judging memory judging,
        uint256 signer,
        bytes32 root,
        uint256 height,
        bool nested,
        bytes calldata signature,
        CheckedSignatures memory checked
    ) private view {
        if (nested) {
            (uint256 levels, uint256 length) = BatchSignatures.proofOf(signature);
            // Check: the siblings lie within the signature.
            if (length > signature.length) revert Quittance_MalformedGroup(signature.length, length);
            root = BatchSignatures.rootBy(signature, root, levels);
            height += levels;
            signature = signature[length:];
        }
        bytes32 digest = BatchSignatures.ballotBatchDigest(_domainSeparator(), root, height);
        uint256 position = _positionOf(judging, signer);
        address juror = judging.terms.juror(position);
        if (nested && checked.has(juror, digest)) return;
        // Check: the juror signed the ballots.
        if (!Signatures.isValid(juror, digest, signature)) revert Quittance_InvalidBallotBatch(position, juror);
        if (nested) checked.add(juror, digest);
    }

    /// @return leaves Where the struct hashes of the ballots start in memory: those of the first juror, of the second,
    /// and so on.
    function _leaves(Judging memory judging) private view returns (uint256 leaves) {
        unchecked {
            bytes32 domain = _domainSeparator();
            uint256 count = judging.count;
            uint256 signers = judging.signers;
            uint256 reasons = judging.jurors + 1;
            uint256 step = judging.scoreBytes;
            leaves = _words(count * signers);
            bytes32[7] memory ballot;
            ballot[0] = BALLOT_TYPEHASH;
            ballot[3] = bytes32(uint256(ROUND_1));
            uint256 item = judging.items;
            uint256 tail = judging.tails;
            uint256 itemBytes = judging.itemBytes;
            uint256 ids = judging.ids;
            TermsTemplate memory template = judging.template;
            for (uint256 i = 0; i != count; ++i) {
                bytes32 dealId = MessageHashUtils.toTypedDataHash(domain, template.structHashWith(item));
                _put(ids, i, uint256(dealId));
                // The block writes the words above. Each ballot differs in its score and its reasons.
                assembly ("memory-safe") {
                    mstore(add(ballot, 0x20), dealId)
                    mstore(add(ballot, 0x40), byte(0, calldataload(tail)))
                    calldatacopy(add(ballot, 0x80), add(tail, EVIDENCE_AT), 0x20)
                    let score := add(tail, SCORES_AT)
                    let reason := reasons
                    let leaf := add(leaves, shl(5, i))
                    for {
                        let last := add(leaf, shl(5, mul(count, signers)))
                    } lt(leaf, last) {
                        leaf := add(leaf, shl(5, count))
                    } {
                        mstore(add(ballot, 0xa0), shr(240, calldataload(score)))
                        calldatacopy(add(ballot, 0xc0), reason, 0x20)
                        mstore(leaf, keccak256(ballot, BALLOT_WORDS))
                        score := add(score, step)
                        reason := add(reason, JUROR_ENTRY_BYTES)
                    }
                }
                item += itemBytes;
                tail += itemBytes;
            }
        }
    }

    function _positionOf(Judging memory judging, uint256 signer) internal pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(judging.jurors + signer * JUROR_ENTRY_BYTES) >> 248;
        }
    }

    function _milestoneAt(uint256 tail) internal pure returns (uint256) {
        return Calldata.wordAt(tail) >> 248;
    }

    /// @return start Where `count` words start in memory that were set aside, each zero.
    function _words(uint256 count) private pure returns (uint256 start) {
        uint256[] memory words = new uint256[](count);
        // The block touches no memory.
        assembly ("memory-safe") {
            start := add(words, 0x20)
        }
    }

    /// @param start Of words that `_words` set aside.
    function _wordAt(uint256 start, uint256 i) internal pure returns (uint256 word) {
        // The block reads memory that was set aside.
        assembly ("memory-safe") {
            word := mload(add(start, shl(5, i)))
        }
    }

    function _put(uint256 start, uint256 i, uint256 word) internal pure {
        // The block writes memory that was set aside.
        assembly ("memory-safe") {
            mstore(add(start, shl(5, i)), word)
        }
    }
}
