// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../contracts/libraries/BallotSet.sol";
import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract BallotsTest is DealBase {
    bytes32 private constant REASONS = keccak256("reasons");
    bytes32 private dealId;

    function setUp() public override {
        super.setUp();
        dealId = _open(_fixture());
    }

    function test_RevertWhen_ThereAreFewerThanAQuorum() external {
        _refuses("", _tooFew(0));
        _refuses(hex"00", _tooFew(0));
        SignedBallot[] memory one = new SignedBallot[](1);
        one[0] = _ballot(_fixture(), 0, EVIDENCE, 2, FULL);
        _refuses(BallotBox.pack(one), _tooFew(1));
    }

    function test_RevertWhen_APositionIsNotInThePanel() external {
        SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
        uint8[2] memory unknown = [uint8(3), 255];
        for (uint256 i = 0; i < 2; ++i) {
            ballots[1].position = unknown[i];
            _refuses(
                BallotBox.pack(ballots),
                abi.encodeWithSelector(BallotSet.Quittance_JurorUnknown.selector, uint256(unknown[i]), uint256(3))
            );
        }
    }

    function test_RevertWhen_PositionsDoNotAscend() external {
        SignedBallot[] memory ballots = new SignedBallot[](2);
        ballots[0] = _ballot(_fixture(), 0, EVIDENCE, 1, FULL);
        ballots[1] = _ballot(_fixture(), 0, EVIDENCE, 0, FULL);
        _refuses(BallotBox.pack(ballots), _outOfOrder(0, 1));
        ballots[1] = ballots[0];
        _refuses(BallotBox.pack(ballots), _outOfOrder(1, 1));
    }

    function test_RevertWhen_AScoreIsAbove10000() external {
        uint16[2] memory scores = [uint16(10_001), type(uint16).max];
        for (uint256 i = 0; i < 2; ++i) {
            SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
            ballots[1] = _ballot(_fixture(), 0, EVIDENCE, 1, scores[i]);
            _refuses(
                BallotBox.pack(ballots),
                abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, uint256(1), uint256(scores[i]))
            );
        }
    }

    function test_RevertWhen_BytesEndWithinASignature() external {
        bytes memory packed = BallotBox.pack(_quorum(_fixture(), 0, FULL));
        bytes memory cut = new bytes(packed.length - 1);
        for (uint256 i = 0; i < cut.length; ++i) cut[i] = packed[i];
        _refuses(cut, _malformed(cut.length, packed.length));
    }

    function test_RevertWhen_ALengthPointsBeyondTheBytes() external {
        bytes memory packed = BallotBox.pack(_quorum(_fixture(), 0, FULL));
        uint256 lastLength = packed.length - 64 - 2;
        (packed[lastLength], packed[lastLength + 1]) = (0x7f, 0xff);
        _refuses(packed, _malformed(packed.length, lastLength + 2 + 0x7fff));
        // The highest bit marks a signature of a batch, and counts for no length.
        packed[lastLength] = 0xff;
        _refuses(packed, _malformed(packed.length, lastLength + 2 + 0x7fff));
    }

    function test_RevertWhen_ASignatureIsNotTheJurors() external {
        uint256[] memory keys = _jurorKeys(3);
        bytes32 digest = _digestOf(dealId, 0, 1, EVIDENCE, FULL, REASONS);
        _refusesSignature(Signing.signCompact(keys[0], digest));
        _refusesSignature(Signing.sign(keys[2], digest));
        _refusesSignature(Signing.sign(STRANGER_KEY, digest));
        _refusesSignature(Signing.signHigh(keys[1], digest));
        _refusesSignature(abi.encodePacked(digest, type(uint256).max >> 1));
        _refusesSignature(new bytes(64));
        _refusesSignature(new bytes(65));
        _refusesSignature("");
    }

    function test_RevertWhen_ASignatureIsForSomethingElse() external {
        uint256 key = _jurorKeys(3)[1];
        _refusesSignature(Signing.sign(key, _digestOf(keccak256("deal"), 0, 1, EVIDENCE, FULL, REASONS)));
        _refusesSignature(Signing.sign(key, _digestOf(dealId, 1, 1, EVIDENCE, FULL, REASONS)));
        _refusesSignature(Signing.sign(key, _digestOf(dealId, 0, 2, EVIDENCE, FULL, REASONS)));
        _refusesSignature(Signing.sign(key, _digestOf(dealId, 0, 1, keccak256("other"), FULL, REASONS)));
        _refusesSignature(Signing.sign(key, _digestOf(dealId, 0, 1, EVIDENCE, FULL - 1, REASONS)));
        _refusesSignature(Signing.sign(key, _digestOf(dealId, 0, 1, EVIDENCE, FULL, 0)));
    }

    function test_Takes65And64Bytes() external {
        SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
        bytes32 digest = _digestOf(dealId, 0, 1, EVIDENCE, FULL, REASONS);
        ballots[1] = SignedBallot(1, FULL, REASONS, Signing.sign(_jurorKeys(3)[1], digest));
        quittance.submitVerdict(_fixture().whole(), 0, EVIDENCE, BallotBox.pack(ballots));
        VM.assertEq(_settled(dealId), 1, "decided");
    }

    function test_TakesSignaturesOfBatches() external {
        for (uint8 place = 0; place < 4; ++place) {
            uint256 snapshot = VM.snapshotState();
            SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
            ballots[1] = SignedBallot(1, FULL, REASONS, _batched(place, place % 2 == 0));
            quittance.submitVerdict(
                _fixture().whole(),
                0,
                EVIDENCE,
                BallotBox.packBatched(ballots, _marks(false, true))
            );
            VM.assertEq(_settled(dealId), 1, "decided");
            VM.revertToState(snapshot);
        }
        SignedBallot[] memory both = _quorum(_fixture(), 0, FULL);
        both[1] = SignedBallot(1, FULL, REASONS, _batched(3, true));
        bytes32[4] memory batch = _batchOf(2);
        bytes memory first = Signing.sign(_jurorKeys(3)[0], Digests.ballotBatch(address(quittance), batch));
        both[0] = SignedBallot(0, FULL, REASONS, Digests.batchedSignature(batch, 2, first));
        quittance.submitVerdict(_fixture().whole(), 0, EVIDENCE, BallotBox.packBatched(both, _marks(true, true)));
        VM.assertEq(_settled(dealId), 1, "decided");
    }

    function test_RevertWhen_ABatchDoesNotHoldTheBallot() external {
        bytes memory good = _batched(1, true);
        _refusesBatched(_batchedAt(1, 0)); // another index than the ballot's
        _refusesBatched(_batchedAt(1, 3));
        bytes memory changed = bytes.concat(good);
        changed[2] ^= 0x01; // its sibling
        _refusesBatched(changed);
        changed = bytes.concat(good);
        changed[34] ^= 0x01; // the sibling above
        _refusesBatched(changed);
        // A signature of the ballot alone, as if it were of a batch without levels.
        bytes32 digest = _digestOf(dealId, 0, 1, EVIDENCE, FULL, REASONS);
        _refusesBatched(abi.encodePacked(uint16(0), Signing.signCompact(_jurorKeys(3)[1], digest)));
        // The mark is left out.
        _refusesSignature(good);
    }

    function test_RevertWhen_AProofEndsBeyondItsSignature() external {
        SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
        bytes[4] memory proofs = [bytes(""), hex"00", hex"0100", abi.encodePacked(hex"0200", new bytes(63))];
        uint256[4] memory expected = [uint256(2), 2, 34, 66];
        for (uint256 i = 0; i < 4; ++i) {
            ballots[1].signature = proofs[i];
            _refuses(BallotBox.packBatched(ballots, _marks(false, true)), _malformed(proofs[i].length, expected[i]));
        }
    }

    function test_AnyAgreeingQuorumDecides() external {
        uint8[2][3] memory pairs = [[uint8(0), 1], [uint8(0), 2], [uint8(1), 2]];
        for (uint8 i = 0; i < 3; ++i) {
            SignedBallot[] memory ballots = new SignedBallot[](2);
            ballots[0] = _ballot(_fixture(), i, EVIDENCE, pairs[i][0], 6_000);
            ballots[1] = _ballot(_fixture(), i, EVIDENCE, pairs[i][1], 10_000);
            quittance.submitVerdict(_fixture().whole(), i, EVIDENCE, BallotBox.pack(ballots));
        }
        VM.assertEq(usdc.balanceOf(SELLER), _fixture().total(), "paid in full");
    }

    function test_RevertWhen_AQuorumDiffers() external {
        _refuses(BallotBox.pack(_pair(5_999, 6_000)), _undetermined(0, 10_000));
    }

    function test_RevertWhen_AQuorumDiffersOnTheGrid() external {
        TermsFixture memory fixture = _fixture();
        (fixture.passingScore, fixture.payoutStep) = (3_000, 1_000);
        _open(fixture);
        uint16[] memory scores = new uint16[](2);
        (scores[0], scores[1]) = (6_999, 7_000);
        bytes memory ballots = BallotBox.pack(_ballots(fixture, 0, EVIDENCE, scores));
        VM.expectRevert(_undetermined(6_000, 7_000));
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        (scores[0], scores[1]) = (7_000, 7_999);
        ballots = BallotBox.withDelivery(
            BallotBox.pack(_ballots(fixture, 0, EVIDENCE, scores)),
            EVIDENCE_URI,
            _delivery(fixture, 0, EVIDENCE)
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        VM.assertEq(usdc.balanceOf(SELLER), (uint256(AMOUNT_0) * 7) / 10, "one step of the grid");
    }

    function test_TheWholePanelDecidesItsMedian() external {
        TermsFixture memory fixture = _fixture();
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        _open(fixture);
        uint16[3][6] memory orders = [
            [uint16(1_000), 5_000, 9_000],
            [uint16(1_000), 9_000, 5_000],
            [uint16(5_000), 1_000, 9_000],
            [uint16(5_000), 9_000, 1_000],
            [uint16(9_000), 1_000, 5_000],
            [uint16(9_000), 5_000, 1_000]
        ];
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 6; ++i) {
            uint16[] memory scores = new uint16[](3);
            (scores[0], scores[1], scores[2]) = (orders[i][0], orders[i][1], orders[i][2]);
            bytes memory ballots = BallotBox.pack(_ballots(fixture, 0, EVIDENCE, scores));
            ballots = BallotBox.withDelivery(ballots, EVIDENCE_URI, _delivery(fixture, 0, EVIDENCE));
            quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
            VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 / 2, "the median");
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
    }

    /// @return batch Four ballots; the one on the question, with a full score, is at `place`.
    function _batchOf(uint8 place) private view returns (bytes32[4] memory batch) {
        for (uint256 i = 0; i < 4; ++i) batch[i] = keccak256(abi.encode("another ballot", i));
        batch[place] = Digests.ballotStruct(dealId, 0, 1, EVIDENCE, FULL, REASONS);
    }

    /// @return What the second juror signed for four ballots, with the proof of the one at `place`.
    function _batched(uint8 place, bool compact) private view returns (bytes memory) {
        bytes32[4] memory batch = _batchOf(place);
        bytes32 digest = Digests.ballotBatch(address(quittance), batch);
        uint256 key = _jurorKeys(3)[1];
        bytes memory signature = compact ? Signing.signCompact(key, digest) : Signing.sign(key, digest);
        return Digests.batchedSignature(batch, place, signature);
    }

    /// @return signature The same with another index than the ballot's.
    function _batchedAt(uint8 place, uint8 index) private view returns (bytes memory signature) {
        signature = _batched(place, true);
        signature[1] = bytes1(index);
    }

    function _marks(bool first, bool second) private pure returns (bool[] memory marks) {
        marks = new bool[](2);
        (marks[0], marks[1]) = (first, second);
    }

    function _refusesBatched(bytes memory signature) private {
        SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
        ballots[1] = SignedBallot(1, FULL, REASONS, signature);
        _refuses(
            BallotBox.packBatched(ballots, _marks(false, true)),
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(1), _fixture().panel[1])
        );
    }

    /// @dev The second of two ballots carries `signature`.
    function _refusesSignature(bytes memory signature) private {
        SignedBallot[] memory ballots = _quorum(_fixture(), 0, FULL);
        ballots[1] = SignedBallot(1, FULL, REASONS, signature);
        _refuses(
            BallotBox.pack(ballots),
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(1), _fixture().panel[1])
        );
    }

    function _refuses(bytes memory ballots, bytes memory reason) private {
        bytes memory terms = _fixture().whole();
        VM.expectRevert(reason);
        quittance.submitVerdict(terms, 0, EVIDENCE, ballots);
    }

    function _pair(uint16 first, uint16 second) private view returns (SignedBallot[] memory) {
        uint16[] memory scores = new uint16[](2);
        (scores[0], scores[1]) = (first, second);
        return _ballots(_fixture(), 0, EVIDENCE, scores);
    }

    function _digestOf(
        bytes32 deal,
        uint8 milestone,
        uint8 round,
        bytes32 evidence,
        uint16 score,
        bytes32 reasons
    ) private view returns (bytes32) {
        return Digests.ballot(address(quittance), deal, milestone, round, evidence, score, reasons);
    }

    function _tooFew(uint256 count) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BallotSet.Quittance_TooFewBallots.selector, count, uint256(2));
    }

    function _outOfOrder(uint256 position, uint256 previous) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BallotSet.Quittance_BallotsOutOfOrder.selector, position, previous);
    }

    function _malformed(uint256 length, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(BallotSet.Quittance_MalformedBallots.selector, length, expected);
    }

    function _undetermined(uint256 lowest, uint256 highest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVerdicts.Quittance_VerdictUndetermined.selector, lowest, highest);
    }
}
