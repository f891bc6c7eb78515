// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {BallotBox, SignedBallot} from "./BallotBox.sol";
import {Digests} from "./Digests.sol";
import {DisputesBase} from "./DisputesBase.sol";
import {Signing} from "./Signing.sol";
import {TermsFixture} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice Deals before a real juror pool, as on a live chain: seats mature in a week. The first verdict falls at NOW;
/// honest jurors took their seats before that.
abstract contract RealPoolBase is DisputesBase {
    uint96 internal constant STAKE = 100e6;
    uint96 internal constant SEAT_FEE = 2e6;
    uint96 internal constant PENALTY = 5e6;
    uint40 internal constant MATURITY = 7 days;
    uint40 internal constant UNBONDING = 45 days;
    uint256 internal constant BLOCK = 1_000_000;
    uint256 internal constant SEED_BLOCK = BLOCK + 25;
    uint256 internal constant FIRST_HONEST_KEY = 0x30000;
    bytes32 internal constant REASONS = bytes32(uint256(1));

    IJurorPool internal seats;

    function setUp() public virtual override {
        super.setUp();
        seats = IJurorPool(
            _create("JurorPool.sol:JurorPool", abi.encode(address(quittance), STAKE, SEAT_FEE, PENALTY, MATURITY))
        );
        VM.roll(BLOCK);
    }

    // ---- seats ----

    /// @dev Owner i has seat i, if these are the first, and key i votes for it.
    function _seatHonest(uint256 count) internal {
        VM.warp(NOW - MATURITY);
        for (uint256 i = 0; i < count; ++i) _take(_honestOwner(i), FIRST_HONEST_KEY + i, 1);
        VM.warp(NOW);
    }

    function _honestOwner(uint256 index) internal pure returns (address) {
        return address(uint160(0xa0000 + index));
    }

    /// @dev The owner takes `count` seats for a key, now.
    function _take(address owner, uint256 key, uint256 count) internal {
        bytes memory authorization = _keyAuthorization(key, owner);
        _mint(owner, STAKE * count);
        VM.prank(owner);
        usdc.approve(address(seats), STAKE * count);
        VM.prank(owner);
        seats.takeSeats(VM.addr(key), count, type(uint40).max, authorization);
    }

    function _setKey(uint256 seat, uint256 key) internal {
        address owner = seats.seatOf(seat).owner;
        bytes memory authorization = _keyAuthorization(key, owner);
        VM.prank(owner);
        seats.changeKey(seat, VM.addr(key), type(uint40).max, authorization);
    }

    function _leave(uint256 seat) internal {
        VM.prank(seats.seatOf(seat).owner);
        seats.leaveSeat(seat);
    }

    function _keyAuthorization(uint256 key, address owner) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("SeatKey(address owner,uint256 nonce,uint40 validUntil)");
        uint256 nonce = seats.keyNonceOf(VM.addr(key));
        bytes32 structHash = keccak256(abi.encode(typeHash, owner, nonce, type(uint40).max));
        bytes32 separator = Digests.domainSeparator("Quittance JurorPool", "1", address(seats));
        return Signing.sign(key, Digests.typed(separator, structHash));
    }

    // ---- rounds ----

    /// @return fixture Without an arbiter, before the real pool, with the least bond that it takes.
    function _beforePool() internal view returns (TermsFixture memory fixture) {
        fixture = _withoutArbiter();
        fixture.pool = address(seats);
        fixture.bond = SEAT_FEE * 8;
    }

    /// @dev The seed of contests made in `BLOCK` is there.
    function _passSeed() internal {
        VM.warp(block.timestamp + 1);
        VM.roll(SEED_BLOCK + 1);
        VM.setBlockhash(SEED_BLOCK, keccak256("seed"));
    }

    /// @return Where the juror with that key sits.
    function _positionOf(bytes memory panel, uint256 key) internal pure returns (uint8) {
        for (uint8 i = 0; i < panel.length / 20; ++i) {
            if (_jurorOf(panel, i) == VM.addr(key)) return i;
        }
        revert("not drawn");
    }

    function _jurorOf(bytes memory panel, uint256 position) internal pure returns (address juror) {
        assembly ("memory-safe") {
            juror := shr(96, mload(add(add(panel, 0x20), mul(20, position))))
        }
    }

    /// @return drawn How many of the panel vote with one of `count` keys from `first` on.
    function _countOf(bytes memory panel, uint256 first, uint256 count) internal pure returns (uint256 drawn) {
        for (uint256 i = 0; i < count; ++i) {
            address key = VM.addr(first + i);
            for (uint256 position = 0; position < panel.length / 20; ++position) {
                if (_jurorOf(panel, position) == key) ++drawn;
            }
        }
    }

    /// @return Signed with the key for round 2.
    function _signScore(TermsFixture memory fixture, uint256 key, uint16 score) internal view returns (bytes memory) {
        bytes32 digest = Digests.ballot(address(quittance), _dealId(fixture), 0, 2, EVIDENCE, score, REASONS);
        return Signing.signCompact(key, digest);
    }

    function _voteAs(TermsFixture memory fixture, bytes memory panel, uint256 key, uint16 score) internal {
        SignedBallot[] memory one = new SignedBallot[](1);
        one[0] = SignedBallot(_positionOf(panel, key), score, REASONS, _signScore(fixture, key, score));
        quittance.recordBallots(fixture.whole(), 0, panel, BallotBox.pack(one));
    }

    // ---- reports ----

    /// @return The report that the key signed two scores, to be taken from one seat.
    function _equivocation(
        TermsFixture memory fixture,
        bytes memory panel,
        uint256 key,
        uint256 seat
    ) internal view returns (bytes memory) {
        Proof memory first = Proof(1, REASONS, 0, new bytes32[](0), _signScore(fixture, key, 1));
        Proof memory second = Proof(2, REASONS, 0, new bytes32[](0), _signScore(fixture, key, 2));
        uint256[] memory theirs = new uint256[](1);
        theirs[0] = seat;
        return
            abi.encodeCall(
                IJurorPool.reportEquivocation,
                (fixture.whole(), 0, panel, _positionOf(panel, key), EVIDENCE, first, second, theirs)
            );
    }

    /// @return The report that the honest jurors 0 to count - 1 were absent.
    function _absences(
        TermsFixture memory fixture,
        bytes memory panel,
        uint256 count
    ) internal pure returns (bytes memory) {
        uint256[] memory positions = new uint256[](count);
        uint256[] memory theirs = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            (positions[i], theirs[i]) = (_positionOf(panel, FIRST_HONEST_KEY + i), i);
        }
        return abi.encodeCall(IJurorPool.reportAbsence, (fixture.whole(), 0, panel, positions, theirs));
    }

    /// @dev The pool takes the report from `reporter`.
    function _accepts(address reporter, bytes memory report) internal {
        VM.prank(reporter);
        (bool done, ) = address(seats).call(report);
        VM.assertTrue(done, "the report is taken");
    }

    /// @dev The pool refuses the report with that error.
    function _refuses(address reporter, bytes memory report, bytes4 reason) internal {
        VM.prank(reporter);
        (bool done, bytes memory answer) = address(seats).call(report);
        VM.assertFalse(done, "the report is refused");
        VM.assertEq(bytes32(bytes4(answer)), bytes32(reason), "by that rule");
    }
}
