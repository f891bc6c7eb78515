// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {AccountStage} from "../support/AccountStage.sol";
import {PolicySheet, PolicySheets} from "../support/PolicySheet.sol";
import {VM} from "../support/Vm.sol";

contract MoveFundsTest is AccountStage {
    uint96 private constant HALF = HANDLE_ROW / 2;
    address private _second;
    address private _foreign;

    function setUp() public override {
        super.setUp();
        PolicySheet memory nothing = PolicySheets.unlimited();
        (nothing.perTransaction, nothing.perPeriod, nothing.lifetime) = (0, 0, 0);
        _second = _openHandle(1, nothing);
        _foreign = _openHandleOf(STRANGER, 0, PolicySheets.unlimited());
        _fundLedger(PRINCIPAL, ROW);
    }

    function test_RevertWhen_TheCallerDoesNotControlTheSource() external {
        _refuse(PRINCIPAL, Move(_foreign, handle, 1), _notController(STRANGER, STRANGER, PRINCIPAL));
        _refuse(AGENT, Move(handle, AGENT, 1), _notController(PRINCIPAL, PRINCIPAL, AGENT));
        _refuse(PRINCIPAL, Move(BUYER, PRINCIPAL, 1), _unknown(BUYER));
        _refuse(PRINCIPAL, Move(address(0), PRINCIPAL, 1), _unknown(address(0)));
    }

    function test_RevertWhen_TheCallerDoesNotControlTheDestination() external {
        _refuse(PRINCIPAL, Move(handle, _foreign, 1), _notController(STRANGER, STRANGER, PRINCIPAL));
        _refuse(PRINCIPAL, Move(handle, BUYER, 1), _unknown(BUYER));
        _refuse(PRINCIPAL, Move(handle, _handleOf(PRINCIPAL, 7), 1), _unknown(_handleOf(PRINCIPAL, 7)));
        _refuse(PRINCIPAL, Move(PRINCIPAL, address(quittance), 1), _unknown(address(quittance)));
    }

    function test_TheNewControllerMoves() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuse(PRINCIPAL, Move(handle, PRINCIPAL, 1), _notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        _refuse(PRINCIPAL, Move(PRINCIPAL, handle, 1), _notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        _refuse(SUCCESSOR, Move(PRINCIPAL, SUCCESSOR, 1), _unknown(PRINCIPAL));
        _move(SUCCESSOR, Move(handle, SUCCESSOR, HALF));
        _move(SUCCESSOR, Move(SUCCESSOR, _second, HALF - 1));
        _requireBalances(HALF, HANDLE_ROW + HALF - 1, ROW);
        VM.assertEq(quittance.balanceOf(SUCCESSOR), 1, "the controller's own");
    }

    function test_RevertWhen_AnAmountIsZero() external {
        _refuse(PRINCIPAL, Move(handle, _second, 0), abi.encodeWithSelector(ILedger.Quittance_AmountZero.selector));
    }

    function test_AllOrNothing() external {
        Move[] memory moves = new Move[](2);
        moves[0] = Move(PRINCIPAL, handle, ROW);
        moves[1] = Move(handle, _second, HANDLE_ROW + ROW + 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                handle,
                uint256(HANDLE_ROW + ROW),
                uint256(HANDLE_ROW + ROW + 1)
            )
        );
        VM.prank(PRINCIPAL);
        quittance.moveFunds(moves);
        _requireBalances(HANDLE_ROW, HANDLE_ROW, ROW);
        moves[1].amount = HANDLE_ROW + ROW;
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.FundsMoved(moves[i].from, moves[i].to, PRINCIPAL, moves[i].amount);
        }
        VM.prank(PRINCIPAL);
        quittance.moveFunds(moves);
        _requireBalances(0, 2 * HANDLE_ROW + ROW, 0);
    }

    function test_ToItselfChangesNothing() external {
        _move(PRINCIPAL, Move(handle, handle, HANDLE_ROW));
        _move(PRINCIPAL, Move(PRINCIPAL, PRINCIPAL, ROW));
        _requireBalances(HANDLE_ROW, HANDLE_ROW, ROW);
    }

    function test_FrozenOrNot() external {
        _freeze(handle);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _move(PRINCIPAL, Move(handle, _second, HALF));
        _move(PRINCIPAL, Move(_second, PRINCIPAL, HALF));
        _requireBalances(HALF, HANDLE_ROW, ROW + HALF);
    }

    function test_BetweenTwoPrincipalsOfOneController() external {
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, STRANGER);
        VM.prank(STRANGER);
        quittance.acceptPrincipal(PRINCIPAL);
        _move(STRANGER, Move(handle, _foreign, HALF));
        VM.assertEq(_balance(_foreign), HANDLE_ROW + HALF, "its other principal's");
    }

    function test_NothingCountsAsSpentOrComesBack() external {
        _spend(handle, PolicySheets.unlimited(), 1, 30e6);
        _move(PRINCIPAL, Move(handle, _second, 50e6));
        _move(PRINCIPAL, Move(_second, handle, 70e6));
        _requireSpent(handle, 30e6, 30e6, NOW - 8 hours, "as before");
        _requireSpent(_second, 0, 0, 0, "as before");
    }

    function test_AnEmptyListMovesNothing() external {
        quittance.moveFunds(new Move[](0));
    }

    function _move(address caller, Move memory move) private {
        Move[] memory moves = new Move[](1);
        moves[0] = move;
        VM.prank(caller);
        quittance.moveFunds(moves);
    }

    function _refuse(address caller, Move memory move, bytes memory reason) private {
        VM.expectRevert(reason);
        _move(caller, move);
    }

    function _requireBalances(uint256 first, uint256 second, uint256 own) private view {
        VM.assertEq(_balance(handle), first, "first");
        VM.assertEq(_balance(_second), second, "second");
        VM.assertEq(quittance.balanceOf(PRINCIPAL), own, "own");
    }

    function _notController(address principal, address controller, address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, principal, controller, caller);
    }

    function _unknown(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, account);
    }
}
