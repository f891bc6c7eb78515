// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {RealPoolBase} from "../support/RealPoolBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Two parties that are one person, a round of ten minutes, a draw in its last second, and seats of their own:
/// they would farm the penalties of jurors that had no time, close their seats, and take out a stake that is forfeit.
contract LateDrawerTest is RealPoolBase {
    uint256 private constant JAY = 0x80001; // the attacker's seat that votes
    uint256 private constant KAY = 0x80002; // the attacker's other seat, number 6
    address private constant ATTACKER = address(0xa77ac4);

    /// @return fixture The attacker's own deal: dust, ten-minute windows, the least bond.
    function _trap(uint64 salt) private view returns (TermsFixture memory fixture) {
        fixture = _beforePool();
        fixture.verificationFee = 0;
        for (uint256 i = 0; i < 3; ++i) fixture.milestones[i].amount = 1;
        fixture.contestWindow = fixture.verdictWindow = 10 minutes;
        fixture.salt = salt;
    }

    /// @dev Contested now; drawn `wait` later, with the first seed.
    function _spring(TermsFixture memory fixture, uint256 wait) private returns (bytes memory panel) {
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        uint256 seedBlock = block.number + 25;
        VM.warp(block.timestamp + wait);
        VM.roll(seedBlock + 1);
        VM.setBlockhash(seedBlock, keccak256("seed"));
        VM.prank(ATTACKER);
        panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(panel.length, 140, "seven drawn");
    }

    function _takeBefore(uint256 key) private {
        VM.warp(NOW - MATURITY);
        _take(ATTACKER, key, 1);
        VM.warp(NOW);
    }

    function test_promise_31_NoAbsenceIsPunishedAfterALateDraw() external {
        _seatHonest(6);
        _takeBefore(JAY);
        TermsFixture memory fixture = _trap(77);
        bytes memory panel = _spring(fixture, 10 minutes - 1);
        _voteAs(fixture, panel, JAY, FULL);
        VM.warp(block.timestamp + 1);
        quittance.settle(fixture.whole(), 0);
        quittance.releaseBond(fixture.whole(), 0, 2, panel);
        _refuses(ATTACKER, _absences(fixture, panel, 6), IJurorPool.JurorPool_DrawnTooLate.selector);
        VM.assertEq(seats.rewardOf(ATTACKER) + seats.rewardOf(VM.addr(JAY)), 0, "nothing is farmed");
        for (uint256 i = 0; i < 6; ++i) {
            VM.assertEq(seats.seatOf(i).stake, STAKE, "the honest stakes are whole");
            VM.assertEq(seats.seatOf(i).closedAt, 0, "the honest seats are open");
        }
        // A real contest of a real buyer finds its panel.
        TermsFixture memory real = _beforePool();
        real.salt = 78;
        _spring(real, 1);
    }

    /// @dev With a day for the round and a draw at once, absences are punished: each costs its penalty, and no seat
    /// closes. The owner makes the stake whole.
    function test_promise_31_AFairPenaltyClosesNoSeatAndIsMadeWhole() external {
        _seatHonest(6);
        _takeBefore(JAY);
        TermsFixture memory fixture = _trap(77);
        fixture.verdictWindow = 1 days;
        bytes memory panel = _spring(fixture, 1);
        VM.warp(NOW + 1 days);
        _accepts(ATTACKER, _absences(fixture, panel, 6));
        VM.assertEq(seats.rewardOf(ATTACKER), (6 * PENALTY) / 10, "the reporter's tenths");
        VM.assertEq(seats.forfeited(), 6 * (PENALTY - PENALTY / 10), "the rest is no one's");
        for (uint256 i = 0; i < 6; ++i) VM.assertEq(seats.seatOf(i).closedAt, 0, "open");
        address owner = _honestOwner(0);
        _mint(owner, PENALTY);
        VM.prank(owner);
        usdc.approve(address(seats), PENALTY);
        VM.prank(owner);
        seats.topUpSeat(0);
        VM.assertEq(seats.seatOf(0).stake, STAKE, "whole");
    }

    /// @dev A juror that signed two scores in a real round cannot take its stake out through a trap before that is
    /// over.
    function test_promise_31_AnOffenderRecoversAtMostTheReportersTenth() external {
        _seatHonest(5);
        _takeBefore(JAY);
        _takeBefore(KAY);
        TermsFixture memory real = _beforePool();
        bytes memory panelOfReal = _spring(real, 1);
        _voteAs(real, panelOfReal, KAY, 1);

        TermsFixture memory trap = _trap(99);
        bytes memory panel = _spring(trap, 10 minutes - 1);
        _voteAs(trap, panel, JAY, FULL);
        VM.warp(block.timestamp + 1);
        _accepts(ATTACKER, _equivocation(trap, panel, KAY, 6));
        VM.assertEq(seats.rewardOf(ATTACKER), STAKE / 10, "the reporter's tenth");
        VM.assertEq(seats.rewardOf(VM.addr(JAY)), 0, "the friend on the panel has nothing");
        VM.assertEq(seats.forfeited(), STAKE - STAKE / 10, "the rest is no one's");
    }
}
