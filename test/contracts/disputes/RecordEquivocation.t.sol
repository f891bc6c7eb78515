// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {FickleWallet} from "../../support/contracts/FickleWallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract RecordEquivocationTest is DisputesBase {
    bytes32 private constant REASONS = keccak256("reasons");
    uint8 private constant MILESTONE = 1;
    uint8 private constant POSITION = 2;
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open(_fixture());
    }

    function test_TwoSingleBallots() external {
        _records(_single(1_000), _single(2_000), 1_000, 2_000);
        _records(_single(2_000), _single(1_000), 2_000, 1_000);
        _records(_single(0), _single(FULL), 0, FULL);
    }

    function test_InBothFormsOfSignature() external {
        Proof memory compact = _single(1_000);
        compact.signature = Signing.signCompact(_key(), _digest(1_000));
        _records(compact, _single(2_000), 1_000, 2_000);
    }

    function test_InsideBatches() external {
        for (uint8 place = 0; place < 4; ++place) {
            _records(_batched(1_000, place), _single(2_000), 1_000, 2_000);
            _records(_single(2_000), _batched(1_000, place), 2_000, 1_000);
            _records(_batched(1_000, place), _batched(2_000, 3 - place), 1_000, 2_000);
        }
    }

    /// @dev Both ballots in one batch: the same signature is both proofs.
    function test_InsideOneBatch() external {
        (bytes32 first, bytes32 second) = (_struct(1_000), _struct(2_000));
        bytes memory signature = Signing.sign(_key(), Digests.ballotPair(address(quittance), first, second));
        Proof memory one = Proof(1_000, REASONS, 0, _list(second), signature);
        Proof memory other = Proof(2_000, REASONS, 1, _list(first), signature);
        _records(one, other, 1_000, 2_000);
    }

    /// @dev Of the index only the bits below the height of the tree count.
    function test_AnIndexBeyondTheBatch() external {
        Proof memory first = _batched(1_000, 1);
        first.index = 5;
        _records(first, _single(2_000), 1_000, 2_000);
        first.index = 2;
        _refuses(first, _single(2_000), _invalid(POSITION, _fixture().panel[POSITION]));
    }

    function test_AtAnyTime_AfterEverythingSettled() external {
        TermsFixture memory fixture = _fixture();
        for (uint8 i = 0; i < 3; ++i) _judge(fixture, i, FULL);
        VM.warp(NOW + 3650 days);
        _records(_single(1_000), _single(2_000), 1_000, 2_000);
    }

    /// @dev Evidence that was never delivered or judged: anyone who signs two scores for one question lied once.
    function test_ForAnyEvidence() external {
        TermsFixture memory fixture = _fixture();
        _deliver(fixture, MILESTONE);
        bytes32 other = keccak256("other");
        Proof memory first = _single(1_000);
        Proof memory second = _single(2_000);
        first.signature = Signing.sign(_key(), _digestOn(other, 1_000));
        second.signature = Signing.sign(_key(), _digestOn(other, 2_000));
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(_id, fixture.panel[POSITION], MILESTONE, other, 1_000, 2_000);
        quittance.recordEquivocation(fixture.whole(), MILESTONE, POSITION, other, first, second);
    }

    function test_BriefTermsAreEnough() external {
        TermsFixture memory fixture = _fixture();
        quittance.recordEquivocation(fixture.brief(), MILESTONE, POSITION, EVIDENCE, _single(1), _single(2));
    }

    function test_ByAContractThatIsNamed() external {
        FickleWallet wallet = new FickleWallet(PAYER);
        TermsFixture memory fixture = _fixture();
        fixture.panel = new address[](1);
        fixture.panel[0] = address(wallet);
        fixture.salt = 2;
        bytes32 dealId = _open(fixture);
        Proof[2] memory proofs;
        for (uint16 i = 0; i < 2; ++i) {
            bytes32 digest = Digests.ballot(address(quittance), dealId, 0, 1, EVIDENCE, i, REASONS);
            proofs[i] = Proof(i, REASONS, 0, new bytes32[](0), Signing.sign(PAYER_KEY, digest));
        }
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(dealId, address(wallet), 0, EVIDENCE, 0, 1);
        quittance.recordEquivocation(fixture.whole(), 0, 0, EVIDENCE, proofs[0], proofs[1]);
        wallet.flip();
        VM.expectRevert(_invalid(0, address(wallet)));
        quittance.recordEquivocation(fixture.whole(), 0, 0, EVIDENCE, proofs[0], proofs[1]);
    }

    // ---- no proof ----

    function test_RevertWhen_TheScoresAreTheSame() external {
        Proof memory other = _single(1_000);
        other.reasons = keccak256("other reasons");
        bytes32 digest = Digests.ballot(address(quittance), _id, MILESTONE, 1, EVIDENCE, 1_000, other.reasons);
        other.signature = Signing.sign(_key(), digest);
        bytes memory reason = abi.encodeWithSelector(IEquivocations.Quittance_NoEquivocation.selector, uint256(1_000));
        _refuses(_single(1_000), other, reason);
        _refuses(_single(1_000), _single(1_000), reason);
        _refuses(_single(1_000), _batched(1_000, 0), reason);
    }

    function test_RevertWhen_TheDealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        fixture.salt = 99;
        Proof memory first = _single(1);
        Proof memory second = _single(2);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        quittance.recordEquivocation(fixture.whole(), MILESTONE, POSITION, EVIDENCE, first, second);
    }

    function test_RevertWhen_TheMilestoneIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        Proof memory first = _single(1);
        Proof memory second = _single(2);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, _id, uint256(3), uint256(3))
        );
        quittance.recordEquivocation(fixture.whole(), 3, POSITION, EVIDENCE, first, second);
    }

    function test_RevertWhen_TheJurorIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        Proof memory first = _single(1);
        Proof memory second = _single(2);
        VM.expectRevert(abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, uint256(3), uint256(3)));
        quittance.recordEquivocation(fixture.whole(), MILESTONE, 3, EVIDENCE, first, second);
    }

    function test_RevertWhen_AnotherJurorSigned() external {
        Proof memory first = _single(1_000);
        Proof memory second = _single(2_000);
        second.signature = Signing.sign(_jurorKeys(3)[0], _digest(2_000));
        bytes memory reason = _invalid(POSITION, _fixture().panel[POSITION]);
        _refuses(first, second, reason);
        _refuses(second, first, reason);
    }

    function test_RevertWhen_TheSignatureCoversSomethingElse() external {
        address q = address(quittance);
        bytes32[5] memory digests = [
            Digests.ballot(q, _id, MILESTONE, 2, EVIDENCE, 2_000, REASONS),
            Digests.ballot(q, _id, 0, 1, EVIDENCE, 2_000, REASONS),
            Digests.ballot(q, keccak256("deal"), MILESTONE, 1, EVIDENCE, 2_000, REASONS),
            _digestOn(keccak256("other"), 2_000),
            Digests.ballot(q, _id, MILESTONE, 1, EVIDENCE, 2_000, 0)
        ];
        for (uint256 i = 0; i < digests.length; ++i) {
            Proof memory second = _single(2_000);
            second.signature = Signing.sign(_key(), digests[i]);
            _refuses(_single(1_000), second, _invalid(POSITION, _fixture().panel[POSITION]));
        }
        Proof memory high = _single(2_000);
        high.signature = Signing.signHigh(_key(), _digest(2_000));
        _refuses(_single(1_000), high, _invalid(POSITION, _fixture().panel[POSITION]));
    }

    function test_RevertWhen_TheBallotIsNotInTheBatch() external {
        Proof memory second = _batched(2_000, 0);
        second.score = 3_000;
        bytes memory reason = _invalid(POSITION, _fixture().panel[POSITION]);
        _refuses(_single(1_000), second, reason);
        second = _batched(2_000, 0);
        second.index = 1;
        _refuses(_single(1_000), second, reason);
        second = _batched(2_000, 0);
        (second.siblings[0], second.siblings[1]) = (second.siblings[1], second.siblings[0]);
        _refuses(_single(1_000), second, reason);
        second = _batched(2_000, 0);
        second.siblings = new bytes32[](0);
        _refuses(_single(1_000), second, reason);
    }

    /// @dev A batch no one signed proves nothing: the ballots in it are the forger's.
    function test_RevertWhen_TheBatchIsForged() external {
        bytes memory reason = _invalid(POSITION, _fixture().panel[POSITION]);
        _refuses(_single(1_000), Proof(2_000, REASONS, 1, _list(_struct(1_000)), _single(2_000).signature), reason);
        // The root of a batch of two, as if it were a batch of four: another type.
        (bytes32 first, bytes32 second) = (_struct(2_000), _struct(1_000));
        bytes memory signature = Signing.sign(_key(), Digests.ballotPair(address(quittance), first, second));
        _records(Proof(2_000, REASONS, 0, _list(second), signature), _single(3_000), 2_000, 3_000);
        bytes32[] memory longer = new bytes32[](2);
        longer[0] = second;
        _refuses(_single(1_000), Proof(2_000, REASONS, 0, longer, signature), reason);
    }

    function test_RevertWhen_AScoreIsNone() external {
        _refuses(
            _single(1_000),
            _single(FULL + 1),
            abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, uint256(POSITION), uint256(FULL) + 1)
        );
    }

    function _key() private pure returns (uint256) {
        return _jurorKeys(3)[POSITION];
    }

    function _struct(uint16 score) private view returns (bytes32) {
        return Digests.ballotStruct(_id, MILESTONE, 1, EVIDENCE, score, REASONS);
    }

    function _digest(uint16 score) private view returns (bytes32) {
        return _digestOn(EVIDENCE, score);
    }

    function _digestOn(bytes32 evidence, uint16 score) private view returns (bytes32) {
        return Digests.ballot(address(quittance), _id, MILESTONE, 1, evidence, score, REASONS);
    }

    function _single(uint16 score) private view returns (Proof memory) {
        return Proof(score, REASONS, 0, new bytes32[](0), Signing.sign(_key(), _digest(score)));
    }

    /// @return At `place` of four ballots signed at once.
    function _batched(uint16 score, uint8 place) private view returns (Proof memory) {
        bytes32[4] memory batch;
        for (uint256 i = 0; i < 4; ++i) batch[i] = keccak256(abi.encode("another ballot", i));
        batch[place] = _struct(score);
        bytes memory signature = Signing.sign(_key(), Digests.ballotBatch(address(quittance), batch));
        return Proof(score, REASONS, place, Digests.siblingsOf(batch, place), signature);
    }

    function _list(bytes32 sibling) private pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](1);
        siblings[0] = sibling;
    }

    function _records(Proof memory first, Proof memory second, uint16 a, uint16 b) private {
        TermsFixture memory fixture = _fixture();
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(_id, fixture.panel[POSITION], MILESTONE, EVIDENCE, a, b);
        VM.prank(STRANGER);
        quittance.recordEquivocation(fixture.whole(), MILESTONE, POSITION, EVIDENCE, first, second);
    }

    function _refuses(Proof memory first, Proof memory second, bytes memory reason) private {
        TermsFixture memory fixture = _fixture();
        VM.expectRevert(reason);
        quittance.recordEquivocation(fixture.whole(), MILESTONE, POSITION, EVIDENCE, first, second);
    }

    function _invalid(uint256 position, address juror) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, position, juror);
    }
}
