// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";
import {Judged} from "./BatchBase.sol";
import {VerdictBase} from "./VerdictBase.sol";

/// @notice What the jurors of a group signed, and how it is packed.
contract VerdictSignaturesTest is VerdictBase {
    // ---- signatures ----

    function test_RevertWhen_TheSignatureIsForOtherBallots() external {
        Judged[] memory items = _deals(2, 0);
        VerdictGroup memory good = _group(items, SALTS);
        items[1].evidence = keccak256("other evidence");
        _refusesSignature(good, _items(items, SALTS));
        items[1].evidence = EVIDENCE;
        items[1].milestone = 1;
        _refusesSignature(good, _items(items, SALTS));
        items[1].milestone = 0;
        items[1].scores = _scores(FULL - 1, FULL);
        _refusesSignature(good, _items(items, SALTS));
        items[1].scores = _scores(FULL, FULL);
        (items[0], items[1]) = (items[1], items[0]);
        _refusesSignature(good, _items(items, SALTS)); // another order
        (items[0], items[1]) = (items[1], items[0]);
        Judged[] memory first = new Judged[](1);
        first[0] = items[0];
        _refusesSignature(good, _items(first, SALTS)); // one is left out
        VerdictGroup memory changed = _group(items, SALTS);
        changed.jurors[2] ^= 0x01;
        _refusesSignature(changed, changed.items); // other reasons
        quittance.submitVerdicts(_one(good), true);
    }

    function test_TakesAPartOfALargerBatch() external {
        Judged[] memory all = _deals(7, 0);
        Judged[] memory part = new Judged[](3);
        for (uint256 i = 0; i < 3; ++i) part[i] = all[4 + i];
        // The group's three ballots and one of zeros are the second half of the eight that were signed.
        bytes memory jurors = abi.encodePacked(uint8(2), uint8(0), _reasonsOf(0), uint8(1), _reasonsOf(1));
        bytes[2] memory proofs;
        for (uint8 i = 0; i < 2; ++i) {
            bytes32[] memory leaves = _leavesOf(all, i);
            (bytes32[] memory full, ) = Digests.fill(leaves);
            proofs[i] = abi.encodePacked(uint8(1), uint8(1), Digests.listHash(full, 0, 4), _signBatch(all, i));
        }
        VerdictGroup memory group = _group(part, SALTS);
        group.jurors = bytes.concat(jurors, _marked(proofs[0]), _marked(proofs[1]));
        quittance.submitVerdicts(_one(group), false);
        VM.assertEq(usdc.balanceOf(SELLER), 3 * AMOUNT_0, "three of seven");
        proofs[1][1] = 0; // the first half
        group.jurors = bytes.concat(jurors, _marked(proofs[0]), _marked(proofs[1]));
        _refusesSigner(group, 1);
        // The siblings do not fit into the signature.
        group.jurors = bytes.concat(jurors, _marked(hex"01"), _marked(proofs[1]));
        _refuses(group, _malformed(1, 34));
        group.jurors = bytes.concat(jurors, _marked(""), _marked(proofs[1]));
        _refuses(group, _malformed(0, 2));
    }

    /// @dev A juror's ballot of the batch is its ballot: used alone it decides, and its contradiction outside is an
    /// equivocation.
    function test_ABallotOfTheBatchCountsAlone() external {
        Judged[] memory items = _deals(3, 0);
        bytes32[] memory leaves = _leavesOf(items, 0);
        bytes memory proof = Digests.proofIn(leaves, 2, _signBatch(items, 0));
        TermsFixture memory terms = items[2].terms;
        bytes32 other = Digests.ballot(address(quittance), _dealId(terms), 0, 1, EVIDENCE, 1, 0);
        Proof memory inside = Proof(FULL, _reasonsOf(0), 2, _siblings(leaves), _signBatch(items, 0));
        Proof memory outside = Proof(1, 0, 0, new bytes32[](0), Signing.sign(_jurorKeys(3)[0], other));
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(_dealId(terms), terms.panel[0], 0, EVIDENCE, FULL, 1);
        quittance.recordEquivocation(terms.whole(), 0, 0, EVIDENCE, inside, outside);

        SignedBallot[] memory ballots = new SignedBallot[](2);
        ballots[0] = SignedBallot(0, FULL, _reasonsOf(0), proof);
        ballots[1] = _ballot(terms, 0, EVIDENCE, 1, FULL);
        bool[] memory marks = new bool[](2);
        marks[0] = true;
        quittance.submitVerdict(terms.whole(), 0, EVIDENCE, BallotBox.packBatched(ballots, marks));
        VM.assertEq(_settled(_dealId(terms)), 1, "decided");
    }

    function test_RevertWhen_TheJurorsAreWrong() external {
        Judged[] memory items = _deals(1, 0);
        VerdictGroup memory group = _group(items, 0);
        bytes memory good = group.jurors;
        bytes memory tooFew = abi.encodeWithSelector(
            BallotSet.Quittance_TooFewBallots.selector,
            uint256(1),
            uint256(2)
        );
        group.jurors = bytes.concat(good);
        group.jurors[0] = 0x01;
        _refuses(group, tooFew);
        group.jurors = "";
        _refuses(group, abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, uint256(0), uint256(2)));
        group.jurors = bytes.concat(good);
        group.jurors[34] = 0x03;
        _refuses(group, abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, uint256(3), uint256(3)));
        group.jurors[34] = 0x00;
        _refuses(group, abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, uint256(0), uint256(0)));
        group.jurors[34] = 0x02; // a juror that did not sign
        _refusesSigner(group, 2);
    }

    function test_RevertWhen_TheGroupIsMalformed() external {
        Judged[] memory items = _deals(2, 0);
        VerdictGroup memory group = _group(items, SALTS);
        bytes memory good = group.items;
        bytes memory jurors = group.jurors;
        group.items = "";
        _refuses(group, _malformed(0, 1));
        group.items = abi.encodePacked(SALTS);
        _refuses(group, _malformed(1, 1 + 43));
        group.items = bytes.concat(good, hex"00");
        _refuses(group, _malformed(2 + 2 * 43, 1 + 2 * 43));
        group.items = good;
        group.jurors = bytes.concat(jurors, hex"00");
        _refuses(group, _malformed(jurors.length + 1, jurors.length));
        group.jurors = new bytes(66);
        group.jurors[0] = 0x02;
        _refuses(group, _malformed(66, 67));
        group.jurors = _cut(jurors, jurors.length - 1);
        _refuses(group, _malformed(jurors.length - 1, jurors.length));
        // Brief terms will do when no condition differs, and not otherwise.
        group.jurors = jurors;
        group.terms = items[0].terms.brief();
        VM.expectPartialRevert(bytes4(keccak256("Quittance_ConditionsNeeded()")));
        quittance.submitVerdicts(_one(group), false);
        Judged[] memory one = new Judged[](1);
        one[0] = items[0];
        group = _group(one, 0);
        group.terms = items[0].terms.brief();
        quittance.submitVerdicts(_one(group), true);
    }

    // ---- making ----

    function _siblings(bytes32[] memory leaves) private pure returns (bytes32[] memory siblings) {
        (bytes32[] memory full, ) = Digests.fill(leaves);
        siblings = new bytes32[](2);
        siblings[0] = full[3];
        siblings[1] = Digests.listHash(full, 0, 2);
    }

    function _marked(bytes memory proof) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(proof.length) | 0x8000, proof);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) cut[i] = data[i];
    }

    // ---- expecting ----

    function _malformed(uint256 length, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IItems.Quittance_MalformedGroup.selector, length, expected);
    }

    function _refuses(VerdictGroup memory group, bytes memory reason) private {
        VM.expectRevert(reason);
        quittance.submitVerdicts(_one(group), false);
    }

    function _refusesSigner(VerdictGroup memory group, uint256 position) private {
        _refuses(
            group,
            abi.encodeWithSelector(IBatches.Quittance_InvalidBallotBatch.selector, position, _fixture().panel[position])
        );
    }

    function _refusesSignature(VerdictGroup memory group, bytes memory items) private {
        VerdictGroup memory other = VerdictGroup(group.terms, group.jurors, items);
        _refusesSigner(other, 0);
    }
}
