// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BatchBase, Judged} from "./BatchBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @dev Two groups of two milestones, which are the halves of one batch that each juror signed.
contract CheckedOnceTest is BatchBase {
    bytes32 private constant REASONS = keccak256("the same reasons");

    function test_OneSignatureForManyGroups() external {
        Judged[] memory items = _deals();
        quittance.submitVerdicts(_halves(items, items, 1, false), true);
        for (uint256 i = 0; i < 4; ++i) VM.assertEq(_settled(_dealId(items[i].terms)), 1, "settled");
        VM.assertEq(usdc.balanceOf(SELLER), 4 * AMOUNT_0, "each paid once");
    }

    function test_CostsLessThanASignatureOfEachGroup() external {
        Judged[] memory items = _deals();
        uint256 together = _gasOf(_halves(items, items, 1, false));
        uint256 signedAgain = _gasOf(_halves(items, items, 1, true));
        VM.assertGe(signedAgain, together + 1, "what is not sent costs nothing");
        // Two signatures are not recovered again: more than 3,000 gas each.
        VM.assertGe(_gasOf(_apart(items)), signedAgain + 5_000, "what was checked is not checked again");
    }

    /// @dev Jurors who give the same scores for the same reasons sign the same digest.
    function test_RevertWhen_AnotherSignerDidNotSignTheDigest() external {
        Judged[] memory items = _deals();
        VerdictGroup[] memory groups = _halves(items, items, 2, false);
        VM.expectRevert(_refused(2));
        quittance.submitVerdicts(groups, false);
        VM.assertEq(_settled(_dealId(items[0].terms)), 0, "nothing is settled");
        // With the first two jurors it goes through.
        quittance.submitVerdicts(_halves(items, items, 1, false), true);
    }

    function test_RevertWhen_TheSignerDidNotSignTheOtherDigest() external {
        Judged[] memory items = _deals();
        Judged[] memory others = new Judged[](4);
        for (uint256 i = 0; i < 4; ++i) others[i] = items[i];
        others[3] = Judged(items[3].terms, 1, EVIDENCE, items[3].scores); // another milestone than was signed
        VerdictGroup[] memory groups = _halves(items, others, 1, false);
        VM.expectRevert(_refused(0));
        quittance.submitVerdicts(groups, false);
    }

    function test_RevertWhen_TheFirstGroupHasNoSignature() external {
        Judged[] memory items = _deals();
        VerdictGroup[] memory groups = _halves(items, items, 1, false);
        (groups[0], groups[1]) = (groups[1], groups[0]);
        VM.expectRevert(_refused(0));
        quittance.submitVerdicts(groups, false);
    }

    function test_RevertWhen_AnEarlierCallCheckedIt() external {
        Judged[] memory items = _deals();
        VerdictGroup[] memory groups = _halves(items, items, 1, false);
        quittance.submitVerdicts(_one(groups[0]), true);
        VM.expectRevert(_refused(0));
        quittance.submitVerdicts(_one(groups[1]), false);
    }

    // ---- making ----

    function _deals() private returns (Judged[] memory items) {
        items = new Judged[](4);
        for (uint64 i = 0; i < 4; ++i) {
            TermsFixture memory terms = _fixture();
            terms.salt = 100 + i;
            _open(terms);
            items[i] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        }
    }

    /// @param signed What the jurors signed.
    /// @param sent What is submitted as it.
    /// @param second The position of the second juror in the second group.
    /// @param again Whether the second group has the signatures, too.
    function _halves(
        Judged[] memory signed,
        Judged[] memory sent,
        uint8 second,
        bool again
    ) private view returns (VerdictGroup[] memory groups) {
        groups = new VerdictGroup[](2);
        for (uint8 half = 0; half < 2; ++half) {
            uint8 other = half == 0 ? 1 : second;
            bytes memory jurors = abi.encodePacked(uint8(2), uint8(0), REASONS, other, REASONS);
            for (uint8 i = 0; i < 2; ++i) {
                bytes memory proof = abi.encodePacked(uint8(1), half, _halfOf(sent, 1 - half));
                if (half == 0 || again) {
                    bytes32 digest = Digests.ballotTree(address(quittance), _leavesFor(signed, 0, 4));
                    proof = bytes.concat(proof, Signing.signCompact(_jurorKeys(3)[i == 0 ? 0 : other], digest));
                }
                jurors = abi.encodePacked(jurors, uint16(proof.length) | 0x8000, proof);
            }
            groups[half] = VerdictGroup(sent[0].terms.whole(), jurors, _itemsOf(sent, half));
        }
    }

    /// @return groups The same two groups, each signed in a batch of its own with two other ballots.
    function _apart(Judged[] memory items) private view returns (VerdictGroup[] memory groups) {
        groups = _halves(items, items, 1, true);
        bytes32[] memory leaves = _leavesFor(items, 0, 4);
        (leaves[0], leaves[1]) = (keccak256("another ballot"), keccak256("and another"));
        bytes32 digest = Digests.ballotTree(address(quittance), leaves);
        bytes memory jurors = abi.encodePacked(uint8(2), uint8(0), REASONS, uint8(1), REASONS);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory proof = abi.encodePacked(uint8(1), uint8(1), Digests.listHash(leaves, 0, 2));
            proof = bytes.concat(proof, Signing.signCompact(_jurorKeys(3)[i], digest));
            jurors = abi.encodePacked(jurors, uint16(proof.length) | 0x8000, proof);
        }
        groups[1].jurors = jurors;
    }

    function _itemsOf(Judged[] memory items, uint256 half) private pure returns (bytes memory) {
        return bytes.concat(abi.encodePacked(SALTS), _item(items[2 * half], SALTS), _item(items[2 * half + 1], SALTS));
    }

    function _halfOf(Judged[] memory items, uint256 half) private view returns (bytes32) {
        return Digests.listHash(_leavesFor(items, 2 * half, 2 * half + 2), 0, 2);
    }

    function _leavesFor(
        Judged[] memory items,
        uint256 from,
        uint256 to
    ) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](to - from);
        for (uint256 i = from; i < to; ++i) {
            bytes32 dealId = _dealId(items[i].terms);
            leaves[i - from] = Digests.ballotStruct(dealId, items[i].milestone, 1, EVIDENCE, FULL, REASONS);
        }
    }

    function _gasOf(VerdictGroup[] memory groups) private returns (uint256 used) {
        uint256 snapshot = VM.snapshotState();
        uint256 before = gasleft();
        quittance.submitVerdicts(groups, true);
        used = before - gasleft();
        VM.revertToState(snapshot);
    }

    function _refused(uint256 position) private view returns (bytes memory) {
        address juror = _fixture().panel[position];
        return abi.encodeWithSelector(IBatches.Quittance_InvalidBallotBatch.selector, position, juror);
    }
}
