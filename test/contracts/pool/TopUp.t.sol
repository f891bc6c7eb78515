// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../support/Vm.sol";
import {RoundBase} from "./support/RoundBase.sol";

/// @notice Stakes that a penalty has left less of are made whole.
contract TopUpTest is RoundBase {
    address private constant SPONSOR = address(0x590);

    function test_MakesAStakeWholeAndChangesNothingElse() external {
        _punish(0, MILESTONE);
        IJurorPool.Seat memory before = pool.seatOf(0);
        VM.assertEq(before.stake, STAKE - PENALTY, "a penalty is missing");
        VM.warp(CONTEST + 9 days);
        _fund(SPONSOR, 1);
        VM.expectEmit(address(pool));
        emit IJurorPool.SeatToppedUp(0, SPONSOR, PENALTY);
        VM.prank(SPONSOR);
        VM.assertEq(pool.topUpSeat(0), PENALTY, "what was missing");
        VM.assertEq(usdc.balanceOf(SPONSOR), STAKE - PENALTY, "no more was taken");
        IJurorPool.Seat memory whole = pool.seatOf(0);
        VM.assertEq(whole.stake, STAKE, "whole");
        whole.stake = before.stake;
        VM.assertEq(keccak256(abi.encode(whole)), keccak256(abi.encode(before)), "everything else is as it was");
        _requireConserved();
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatWhole.selector, 0, STAKE));
        pool.topUpSeat(0);
    }

    /// @dev By a contest of the second in which it was made whole: neither its age nor its key starts again.
    function test_ASeatStaysEligibleWhenItIsMadeWhole() external {
        _punish(0, MILESTONE);
        bytes32 drawn = keccak256(abi.encode(_drawNow()));
        _fund(SPONSOR, 1);
        VM.prank(SPONSOR);
        pool.topUpSeat(0);
        VM.assertEq(keccak256(abi.encode(_drawNow())), drawn, "the same draw");
        VM.assertTrue(_includes(_drawNow(), _juror(0)), "with the seat in it");
    }

    /// @dev Else its owner would choose among panels after a contest.
    function test_RevertWhen_APenaltyClosedTheSeat() external {
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, STAKE));
        VM.warp(CONTEST - 1);
        _seatJurors(SEATED);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(address(pool));
        escrow.open(terms, MILESTONE, panel, CONTEST);
        _punish(0, MILESTONE);
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_SeatAlreadyClosed.selector, 0, CONTEST + 3 days));
        pool.topUpSeat(0);
    }

    function test_RevertWhen_TheTopUpIsNotApproved() external {
        _punish(0, MILESTONE);
        VM.expectRevert();
        VM.prank(SPONSOR);
        pool.topUpSeat(0);
        VM.assertEq(pool.seatOf(0).stake, STAKE - PENALTY, "nothing happened");
    }

    function _punish(uint256 index, uint8 milestone) private {
        escrow.end(terms, milestone);
        uint256[] memory positions = _list(_positionOf(index));
        VM.prank(REPORTER);
        pool.reportAbsence(terms, milestone, panel, positions, _list(index));
    }

    function _drawNow() private returns (address[] memory) {
        _passSeed();
        return _draw(block.timestamp, 2);
    }
}
