// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract MoveFundsTest is AccountBase {
    uint96 private constant HALF = MANAGED_ACCOUNT_BALANCE / 2;
    address private _second;
    address private _foreign;

    function setUp() public override {
        super.setUp();
        PolicyFixture memory nothing = PolicyFixtures.unlimited();
        (nothing.perTransaction, nothing.perPeriod, nothing.lifetime) = (0, 0, 0);
        _second = _openManagedAccount(1, nothing);
        _foreign = _openManagedAccountOf(STRANGER, 0, PolicyFixtures.unlimited());
        _fundLedger(PRINCIPAL, BALANCE);
    }

    function test_RevertWhen_TheCallerDoesNotControlTheSource() external {
        _refuse(PRINCIPAL, Move(_foreign, managedAccount, 1), _notController(STRANGER, STRANGER, PRINCIPAL));
        _refuse(AGENT, Move(managedAccount, AGENT, 1), _notController(PRINCIPAL, PRINCIPAL, AGENT));
        _refuse(PRINCIPAL, Move(BUYER, PRINCIPAL, 1), _unknown(BUYER));
        _refuse(PRINCIPAL, Move(address(0), PRINCIPAL, 1), _unknown(address(0)));
    }

    function test_RevertWhen_TheCallerDoesNotControlTheDestination() external {
        _refuse(PRINCIPAL, Move(managedAccount, _foreign, 1), _notController(STRANGER, STRANGER, PRINCIPAL));
        _refuse(PRINCIPAL, Move(managedAccount, BUYER, 1), _unknown(BUYER));
        _refuse(
            PRINCIPAL,
            Move(managedAccount, _managedAccountOf(PRINCIPAL, 7), 1),
            _unknown(_managedAccountOf(PRINCIPAL, 7))
        );
        _refuse(PRINCIPAL, Move(PRINCIPAL, address(quittance), 1), _unknown(address(quittance)));
    }

    function test_TheNewControllerMoves() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        _refuse(PRINCIPAL, Move(managedAccount, PRINCIPAL, 1), _notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        _refuse(PRINCIPAL, Move(PRINCIPAL, managedAccount, 1), _notController(PRINCIPAL, SUCCESSOR, PRINCIPAL));
        _refuse(SUCCESSOR, Move(PRINCIPAL, SUCCESSOR, 1), _unknown(PRINCIPAL));
        _move(SUCCESSOR, Move(managedAccount, SUCCESSOR, HALF));
        _move(SUCCESSOR, Move(SUCCESSOR, _second, HALF - 1));
        _requireBalances(HALF, MANAGED_ACCOUNT_BALANCE + HALF - 1, BALANCE);
        VM.assertEq(quittance.balanceOf(SUCCESSOR), 1, "the controller's own");
    }

    function test_RevertWhen_AnAmountIsZero() external {
        _refuse(
            PRINCIPAL,
            Move(managedAccount, _second, 0),
            abi.encodeWithSelector(ILedger.Quittance_AmountZero.selector)
        );
    }

    function test_AllOrNothing() external {
        Move[] memory moves = new Move[](2);
        moves[0] = Move(PRINCIPAL, managedAccount, BALANCE);
        moves[1] = Move(managedAccount, _second, MANAGED_ACCOUNT_BALANCE + BALANCE + 1);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                managedAccount,
                uint256(MANAGED_ACCOUNT_BALANCE + BALANCE),
                uint256(MANAGED_ACCOUNT_BALANCE + BALANCE + 1)
            )
        );
        VM.prank(PRINCIPAL);
        quittance.moveFunds(moves);
        _requireBalances(MANAGED_ACCOUNT_BALANCE, MANAGED_ACCOUNT_BALANCE, BALANCE);
        moves[1].amount = MANAGED_ACCOUNT_BALANCE + BALANCE;
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectEmit(address(quittance));
            emit IPrincipals.FundsMoved(moves[i].from, moves[i].to, PRINCIPAL, moves[i].amount);
        }
        VM.prank(PRINCIPAL);
        quittance.moveFunds(moves);
        _requireBalances(0, 2 * MANAGED_ACCOUNT_BALANCE + BALANCE, 0);
    }

    function test_ToItselfChangesNothing() external {
        _move(PRINCIPAL, Move(managedAccount, managedAccount, MANAGED_ACCOUNT_BALANCE));
        _move(PRINCIPAL, Move(PRINCIPAL, PRINCIPAL, BALANCE));
        _requireBalances(MANAGED_ACCOUNT_BALANCE, MANAGED_ACCOUNT_BALANCE, BALANCE);
    }

    function test_FrozenOrNot() external {
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _move(PRINCIPAL, Move(managedAccount, _second, HALF));
        _move(PRINCIPAL, Move(_second, PRINCIPAL, HALF));
        _requireBalances(HALF, MANAGED_ACCOUNT_BALANCE, BALANCE + HALF);
    }

    function test_BetweenTwoPrincipalsOfOneController() external {
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, STRANGER);
        VM.prank(STRANGER);
        quittance.acceptPrincipal(PRINCIPAL);
        _move(STRANGER, Move(managedAccount, _foreign, HALF));
        VM.assertEq(_balance(_foreign), MANAGED_ACCOUNT_BALANCE + HALF, "its other principal's");
    }

    function test_NothingCountsAsSpentOrComesBack() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 30e6);
        _move(PRINCIPAL, Move(managedAccount, _second, 50e6));
        _move(PRINCIPAL, Move(_second, managedAccount, 70e6));
        _requireSpent(managedAccount, 30e6, 30e6, NOW - 8 hours, "as before");
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
        VM.assertEq(_balance(managedAccount), first, "first");
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
