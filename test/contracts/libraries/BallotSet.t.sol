// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotsQuestion, BallotsReference} from "../references/BallotsReference.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Sets of ballots, sensible or not, against a reference in plain Solidity: the same payout and event, or the same
/// reason. The seller's delivery follows each set, so that nothing but the ballots decides what a verdict does, unless
/// the ballots end elsewhere: then what follows them proves no delivery.
contract BallotSetTest is DealBase {
    /// @dev A set that is in order, by panels of 1 to 15: signatures of both forms, scores that agree or do not.
    function testFuzz_SetsInOrder(uint256 seed) external {
        TermsFixture memory fixture = _fixtureOf(seed);
        _requireSame(fixture, BallotBox.pack(_ballotsOf(fixture, seed, false)));
    }

    /// @dev A set in which positions, scores and signatures are anything.
    function testFuzz_SetsOutOfOrder(uint256 seed) external {
        TermsFixture memory fixture = _fixtureOf(seed);
        _requireSame(fixture, BallotBox.pack(_ballotsOf(fixture, seed, true)));
    }

    /// @dev A set in order, of which one byte is another, or which is cut or goes on.
    function testFuzz_ChangedSets(uint256 seed, uint256 place, uint8 change) external {
        TermsFixture memory fixture = _fixtureOf(seed);
        bytes memory set = BallotBox.pack(_ballotsOf(fixture, seed, false));
        place %= 3 * set.length;
        if (place < set.length) set[place] ^= bytes1(change);
        else if (place < 2 * set.length) set = _cut(set, place - set.length);
        else set = bytes.concat(set, new bytes(change));
        _requireSame(fixture, set);
    }

    /// @dev Any bytes at all.
    function testFuzz_AnyBytes(bytes calldata set, uint256 seed) external {
        _requireSame(_fixtureOf(seed), bytes.concat(bytes1(uint8(1 + (seed % 3))), set));
    }

    /// @dev ecrecover returns nothing for such a signature, and leaves in memory what the caller put there.
    function test_ZerosAreTheSignatureOfNoPrecompile() external {
        for (uint160 juror = 1; juror < 10; ++juror) {
            TermsFixture memory fixture = _fixture();
            fixture.panel = new address[](1);
            fixture.panel[0] = address(juror);
            SignedBallot[] memory ballots = new SignedBallot[](1);
            ballots[0] = SignedBallot(0, FULL, 0, new bytes(64));
            _requireSame(fixture, BallotBox.pack(ballots));
        }
    }

    function test_NoBytes() external {
        _requireSame(_fixtureOf(0), "");
    }

    function _requireSame(TermsFixture memory fixture, bytes memory set) private {
        bytes32 dealId = _open(fixture);
        uint256 length = set.length;
        if (length != 0) set = BallotBox.withDelivery(set, EVIDENCE_URI, _delivery(fixture, 0, EVIDENCE));
        BallotsQuestion memory question = BallotsQuestion(address(quittance), dealId, 0, EVIDENCE);
        (bytes memory reason, uint256 payout) = BallotsReference.decide(question, fixture, set);
        if (reason.length == 0 && payout != FULL && BallotsReference.endOf(set) != length) {
            VM.expectRevert(
                abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, dealId, uint256(0), EVIDENCE)
            );
        } else if (reason.length == 0) {
            VM.expectEmit(address(quittance));
            emit IVerdicts.VerdictReached(dealId, EVIDENCE, _verdictOf(set, payout));
        } else {
            VM.expectRevert(reason);
        }
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, set);
    }

    /// @return The event's bytes: milestone, round, payout, and the ballots without their signatures.
    function _verdictOf(bytes memory set, uint256 payout) private pure returns (bytes memory) {
        bytes memory entries = _cut(set, 1 + 35 * uint256(uint8(set[0])));
        entries[0] = bytes1(uint8(payout));
        return bytes.concat(bytes2(0x0001), bytes1(uint8(payout >> 8)), entries);
    }

    /// @return fixture A panel of 1 to 15, half of the time of one to five; any payout rule.
    function _fixtureOf(uint256 seed) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        uint256 random = _hash(seed, "fixture");
        fixture.panel = _panel(random & 1 == 0 ? 1 + 2 * ((random >> 8) % 3) : 1 + 2 * ((random >> 8) % 8));
        fixture.passingScore = uint16(1 + ((random >> 16) % 10_000));
        uint16[5] memory steps = [uint16(0), 1, 500, 2_500, 10_000];
        fixture.payoutStep = steps[(random >> 32) % 5];
        fixture.salt = uint64(seed);
    }

    function _ballotsOf(
        TermsFixture memory fixture,
        uint256 seed,
        bool wild
    ) private view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](_countOf(fixture.panel.length, seed, wild));
        _place(ballots, fixture.panel.length, seed);
        uint256[] memory keys = _jurorKeys(fixture.panel.length);
        bool agreed = _hash(seed, "agreed") & 1 == 0;
        for (uint256 i = 0; i < ballots.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, "ballot", i)));
            SignedBallot memory ballot = ballots[i];
            uint256 key = keys[ballot.position < keys.length ? ballot.position : 0];
            ballot.score = _scoreOf(random >> 16, agreed ? seed : random);
            ballot.reasons = bytes32(random);
            if (wild && random >> 240 < 0x1800) _spoil(ballot, random, keys.length);
            ballot.signature = _sign(fixture, ballot, key, wild ? (random >> 32) % 24 : (random >> 32) & 1);
        }
    }

    function _countOf(uint256 jurors, uint256 seed, bool wild) private pure returns (uint256) {
        uint256 random = _hash(seed, "count");
        uint256 quorum = (jurors + 1) / 2;
        return wild ? random % (jurors + 3) : quorum + (random % (jurors - quorum + 1));
    }

    /// @dev Gives each ballot a position above the one before, with gaps as far as the panel has room for them.
    function _place(SignedBallot[] memory ballots, uint256 jurors, uint256 seed) private pure {
        uint256 free = jurors > ballots.length ? jurors - ballots.length : 0;
        uint256 position;
        for (uint256 i = 0; i < ballots.length; ++i) {
            uint256 gap = uint256(keccak256(abi.encode(seed, "gap", i))) % (free + 1);
            free -= gap;
            position += gap;
            ballots[i].position = uint8(position++);
        }
    }

    /// @return A score around the ends of its range, or of one of few values.
    function _scoreOf(uint256 choice, uint256 random) private pure returns (uint16) {
        uint16[6] memory scores = [uint16(0), 1, 5_000, 5_001, 9_999, 10_000];
        return choice % 8 == 7 ? uint16(random % 10_001) : scores[random % 6];
    }

    function _spoil(SignedBallot memory ballot, uint256 random, uint256 jurors) private pure {
        if (random & 2 == 0) ballot.position = uint8((random >> 24) % (jurors + 2));
        else ballot.score = uint16(10_000 + ((random >> 24) % 3));
    }

    /// @param form 0: 64 bytes, 1: 65 bytes; from 20 on: a signature that is none, or another's.
    function _sign(
        TermsFixture memory fixture,
        SignedBallot memory ballot,
        uint256 key,
        uint256 form
    ) private view returns (bytes memory) {
        BallotsQuestion memory question = BallotsQuestion(address(quittance), _dealId(fixture), 0, EVIDENCE);
        bytes32 digest = BallotsReference.digestOf(question, ballot.score, ballot.reasons);
        if (form == 20) return Signing.signHigh(key, digest);
        if (form == 21) return Signing.signCompact(STRANGER_KEY, digest);
        if (form == 22) return abi.encodePacked(digest, digest, uint8(27));
        if (form == 23) return new bytes(uint256(digest) % 70);
        return form % 2 == 0 ? Signing.signCompact(key, digest) : Signing.sign(key, digest);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = data[i];
    }

    function _hash(uint256 seed, string memory what) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }
}
