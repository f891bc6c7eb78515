// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {ScriptedEscrow} from "../../support/contracts/ScriptedEscrow.sol";
import {VM} from "../support/Vm.sol";
import {RoundBase} from "./support/RoundBase.sol";

/// @notice A token that calls back whenever money moves: every balance is written before it does.
contract ReentrancyTest is RoundBase {
    MischievousUsdc private _token;

    function setUp() public override {
        super.setUp();
        _token = new MischievousUsdc();
        escrow = new ScriptedEscrow(address(_token));
        pool = IJurorPool(_deployPool(address(escrow), STAKE, FEE, PENALTY));
        VM.warp(CONTEST - 1);
        for (uint256 i = 0; i < SEATED; ++i) {
            _token.give(_juror(i), STAKE);
            VM.prank(_juror(i));
            pool.takeSeats(_juror(i), 1, VALID_UNTIL, "");
        }
        terms = _termsFor(address(pool));
        dealId = keccak256(terms);
        escrow.open(terms, MILESTONE, panel, CONTEST);
        VM.warp(CONTEST + 3 days);
    }

    function test_AStakeIsReturnedOnce() external {
        _leave(0);
        VM.warp(CONTEST + 3 days + UNBONDING);
        _token.callBack(address(pool), abi.encodeCall(pool.withdrawStake, (0)));
        pool.withdrawStake(0);
        VM.assertFalse(_token.calledBack(), "the second is refused");
        VM.assertEq(_token.balanceOf(_juror(0)), STAKE, "one stake");
        VM.assertEq(_token.balanceOf(address(pool)), 4 * STAKE, "the others'");
    }

    function test_ARewardIsCollectedOnce() external {
        escrow.end(terms, MILESTONE);
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(i == 0 ? address(_token) : REPORTER);
            pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(i)), _list(i));
        }
        _token.callBack(address(pool), abi.encodeCall(pool.collectReward, (address(0x70))));
        VM.prank(address(_token));
        pool.collectReward(address(0x70));
        VM.assertFalse(_token.calledBack(), "the second is refused");
        VM.assertEq(_token.balanceOf(address(0x70)), PENALTY / 10, "one reward");
    }

    function test_SeatsNotPaidForYetAreOfNoUse() external {
        _token.give(_juror(7), STAKE);
        _token.callBack(address(pool), abi.encodeCall(pool.withdrawStake, (SEATED)));
        VM.prank(_juror(7));
        pool.takeSeats(_juror(7), 1, VALID_UNTIL, "");
        VM.assertFalse(_token.calledBack(), "not closed, let alone cooled");
        VM.assertEq(_token.balanceOf(address(pool)), 6 * STAKE, "paid for");
    }

    function test_RevertWhen_TheTokenSaysNo() external {
        _token.answerWith(abi.encode(false));
        _token.give(_juror(7), STAKE);
        VM.expectRevert();
        VM.prank(_juror(7));
        pool.takeSeats(_juror(7), 1, VALID_UNTIL, "");
        VM.assertEq(pool.seats(), SEATED, "no seat");
    }
}
