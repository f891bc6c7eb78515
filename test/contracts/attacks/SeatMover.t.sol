// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {RealPoolBase} from "../support/RealPoolBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The pool member that moves seats once the contest is made, or once the seed is known: takes some, leaves
/// some, changes keys. The draw of a contest is the same whatever is done afterwards (promise 23). With the real pool.
contract SeatMoverTest is RealPoolBase {
    uint256 private constant MEMBERS = 11;
    address private constant MOVER = address(0x40fe4);

    function setUp() public override {
        super.setUp();
        _seatHonest(MEMBERS);
    }

    /// @return fixture Contested now, before the real pool.
    function _contested() private returns (TermsFixture memory fixture) {
        fixture = _contestable();
        fixture.pool = address(seats);
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
    }

    /// @return panelHash Of the panel that a draw would give now.
    function _wouldDraw(TermsFixture memory fixture) private returns (bytes32 panelHash) {
        uint256 snapshot = VM.snapshotState();
        bytes memory panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(panel.length, 7 * 20, "seven of eleven");
        panelHash = keccak256(panel);
        VM.revertToState(snapshot);
    }

    /// @dev Everything a member can do: half of the pool leaves, a rich one takes thirty seats.
    function _moveSeats() private {
        for (uint256 seat = 0; seat < MEMBERS; seat += 2) _leave(seat);
        _take(MOVER, 0x50000, 30);
    }

    function test_promise_23_MovingSeatsOnceTheSeedIsKnown() external {
        TermsFixture memory fixture = _contested();
        _passSeed();
        bytes32 drawn = _wouldDraw(fixture);
        _moveSeats();
        VM.assertEq(_wouldDraw(fixture), drawn, "seats moved after the seed changed the draw");
    }

    function test_promise_23_MovingSeatsBetweenContestAndSeed() external {
        TermsFixture memory fixture = _contested();
        uint256 snapshot = VM.snapshotState();
        _passSeed();
        bytes32 drawn = _wouldDraw(fixture);
        VM.revertToState(snapshot);
        VM.warp(block.timestamp + 1);
        _moveSeats();
        _passSeed();
        VM.assertEq(_wouldDraw(fixture), drawn, "seats moved after the contest changed the draw");
    }

    /// @dev In the very second of the contest it is too late already.
    function test_promise_23_MovingSeatsInTheSecondOfTheContest() external {
        TermsFixture memory fixture = _contested();
        uint256 snapshot = VM.snapshotState();
        _passSeed();
        bytes32 drawn = _wouldDraw(fixture);
        VM.revertToState(snapshot);
        _take(MOVER, 0x50000, 30);
        for (uint256 seat = 0; seat < MEMBERS; seat += 2) _leave(seat);
        _passSeed();
        VM.assertEq(_wouldDraw(fixture), drawn, "seats moved in the same second changed the draw");
    }

    /// @dev Seats sold by their keys: a key changed after the contest votes in later ones only.
    function test_promise_23_ChangingKeysAfterTheContest() external {
        VM.warp(NOW + 46 days);
        TermsFixture memory fixture = _contestable();
        fixture.pool = address(seats);
        for (uint256 i = 0; i < 3; ++i) fixture.milestones[i].deadline += 46 days;
        fixture.openBy += 46 days;
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        _passSeed();
        bytes32 drawn = _wouldDraw(fixture);
        for (uint256 seat = 0; seat < MEMBERS; ++seat) _setKey(seat, 0x60000 + seat);
        VM.assertEq(_wouldDraw(fixture), drawn, "keys changed after the contest changed the draw");
    }

    /// @dev No one knows the seed when the contest is made, and nothing is drawn before there is one.
    function test_DrawingBeforeTheSeed() external {
        TermsFixture memory fixture = _contested();
        for (uint256 number = BLOCK; number <= SEED_BLOCK; number += 25) {
            VM.roll(number);
            VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(seats)));
            quittance.drawPanel(fixture.whole(), 0);
        }
    }

    /// @dev A party that owns seats behind another key, and a juror of round 1 that took one, are passed over.
    function test_PartiesAndNamedJurorsWithSeats() external {
        VM.warp(NOW - MATURITY);
        _take(BUYER, 0x70000, 20);
        _take(MOVER, _jurorKeys(3)[1], 20);
        VM.warp(NOW);
        TermsFixture memory fixture = _contested();
        _passSeed();
        bytes memory panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(panel.length, 7 * 20, "of the eleven others");
        for (uint256 i = 0; i < 7; ++i) {
            address juror;
            assembly ("memory-safe") {
                juror := shr(96, mload(add(add(panel, 0x20), mul(20, i))))
            }
            VM.assertTrue(juror != VM.addr(0x70000), "the buyer's key was drawn");
            VM.assertTrue(juror != fixture.panel[1], "a named juror was drawn");
        }
    }
}
