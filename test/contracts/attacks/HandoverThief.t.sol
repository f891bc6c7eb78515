// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Move} from "../../../contracts/types/Opening.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {Approvals} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice Strangers that take what was offered to another, the controller that sold its principal and goes on, and the
/// one that bought it and wants more than it bought.
contract HandoverThiefTest is TabBase {
    function _controller() private view returns (address controller) {
        (controller, , ) = quittance.principalOf(PRINCIPAL);
    }

    function _refusesRelease(address offered, address caller) private {
        VM.prank(caller);
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NothingOffered.selector, PRINCIPAL, offered, caller)
        );
        quittance.acceptPrincipal(PRINCIPAL);
    }

    // ---- taking what was not offered ----

    function test_AStrangerReleases() external {
        _refusesRelease(address(0), STRANGER);
        _refusesRelease(address(0), AGENT);
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, SUCCESSOR);
        _refusesRelease(SUCCESSOR, STRANGER);
        _refusesRelease(SUCCESSOR, PRINCIPAL);
        _refusesRelease(SUCCESSOR, AGENT);
        VM.assertEq(_controller(), PRINCIPAL, "nothing changed hands");
    }

    function test_AnOfferThatWasTakenBackOrWentToAnother() external {
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, STRANGER);
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, SUCCESSOR);
        _refusesRelease(SUCCESSOR, STRANGER);
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, address(0));
        _refusesRelease(address(0), SUCCESSOR);
        VM.assertEq(_controller(), PRINCIPAL, "nothing changed hands");
    }

    /// @dev An offer is accepted once: it does not bring the principal back after it went on.
    function test_AnOfferThatWasAcceptedIsNoSecondOne() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.offerPrincipal(PRINCIPAL, STRANGER);
        VM.prank(STRANGER);
        quittance.acceptPrincipal(PRINCIPAL);
        _refusesRelease(address(0), SUCCESSOR);
        _refusesRelease(address(0), PRINCIPAL);
        VM.assertEq(_controller(), STRANGER, "the one that accepted last");
    }

    /// @dev Nothing changes before it is accepted: the controller stays and the other is no one.
    function test_OfferedAndNotYetAccepted() external {
        VM.prank(PRINCIPAL);
        quittance.offerPrincipal(PRINCIPAL, SUCCESSOR);
        _refusesControl(SUCCESSOR, PRINCIPAL);
        _freeze(managedAccount);
    }

    function test_OfferingWhatIsAnothers() external {
        address[3] memory callers = [STRANGER, AGENT, SUCCESSOR];
        for (uint256 i = 0; i < callers.length; ++i) {
            VM.prank(callers[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, PRINCIPAL, callers[i])
            );
            quittance.offerPrincipal(PRINCIPAL, callers[i]);
        }
    }

    // ---- going on after it ----

    function _refusesControl(address caller, address controller) private {
        PolicyFixture memory none = PolicyFixtures.unlimited();
        bytes[8] memory calls = [
            abi.encodeCall(IPrincipals.openAccounts, (PRINCIPAL, _opening(9, _grants(caller, KEY_EXPIRY, 15), none))),
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.keys(managedAccount, _grants(caller, KEY_EXPIRY, 15)))
            ),
            abi.encodeCall(
                IPrincipals.updateAccounts,
                (AccountUpdates.policy(managedAccount, none.pack(), none.pack()))
            ),
            abi.encodeCall(IPrincipals.freeze, (_one(managedAccount))),
            abi.encodeCall(IPrincipals.freezeAll, (PRINCIPAL)),
            abi.encodeCall(IPrincipals.unfreezeAll, (PRINCIPAL)),
            abi.encodeCall(IPrincipals.withdrawFrom, (managedAccount, caller, 1, 1)),
            abi.encodeCall(IPrincipals.offerPrincipal, (PRINCIPAL, caller))
        ];
        bytes memory refusal = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            controller,
            caller
        );
        for (uint256 i = 0; i < calls.length; ++i) {
            VM.prank(caller);
            (bool done, bytes memory reason) = address(quittance).call(calls[i]);
            VM.assertFalse(done, "it controls nothing");
            // Freezing is a key's right, too: this caller is none.
            bytes memory due =
                i == 3
                    ? abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, caller)
                    : refusal;
            VM.assertEq(reason, due, "and the error names who does");
        }
        Move[] memory moves = new Move[](1);
        moves[0] = Move(managedAccount, caller, 1);
        VM.prank(caller);
        VM.expectRevert(refusal);
        quittance.moveFunds(moves);
    }

    function test_TheOldControllerGoesOn() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        _refusesControl(PRINCIPAL, SUCCESSOR);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "balance");
    }

    /// @dev It stood in the keys' place; now somebody else does.
    function test_TheOldControllerSignsForTheAccount() external {
        Order memory order = _order(managedAccount, 1, 1e6);
        bytes memory byOld = _sealWith(
            _envelopeBy(PRINCIPAL_KEY, PolicyFixtures.unlimited()),
            managedAccount,
            _orderId(order)
        );
        _handOver(PRINCIPAL, SUCCESSOR);
        bytes memory refusal = abi.encodeWithSelector(
            IAuthority.Quittance_KeyUnknown.selector,
            managedAccount,
            PRINCIPAL
        );
        VM.expectRevert(refusal);
        _pay(order, byOld);
        VM.prank(PRINCIPAL);
        VM.expectRevert(refusal);
        _pay(order, byOld);
        _pay(order, _sealWith(_envelopeBy(SUCCESSOR_KEY, PolicyFixtures.unlimited()), managedAccount, _orderId(order)));
    }

    /// @dev Its approvals, signed before or after, are no longer the controller's.
    function test_TheOldControllerApproves() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
        address account = _openManagedAccount(1, policy);
        Order memory order = _order(account, 1, 1e6);
        bytes32 id = _orderId(order);
        Envelope memory envelope = _envelope(policy);
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.payOrder(order));
        bytes memory approved = _sealWith(envelope, account, id);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                SUCCESSOR,
                _approvalDigest(account, id, Approvals.payOrder(order))
            )
        );
        _pay(order, approved);
        envelope.approver = SUCCESSOR_KEY;
        _pay(order, _sealWith(envelope, account, id));
    }

    /// @dev Accounts keep the principal's name: the old envelope still names it, and a new one of the successor's does
    /// not.
    function test_TheSuccessorsNameIsNotThePrincipals() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        Order memory order = _order(managedAccount, 1, 1e6);
        Envelope memory envelope = _envelope(PolicyFixtures.unlimited());
        envelope.principal = SUCCESSOR;
        bytes memory sealed_ = _sealWith(envelope, managedAccount, _orderId(order));
        VM.expectPartialRevert(IAuthority.Quittance_PolicyMismatch.selector);
        _pay(order, sealed_);
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 1e6);
    }

    // ---- wanting more than it bought ----

    /// @dev The principal's own balance is a wallet's, and no account of it.
    function test_TheSuccessorTakesTheOldOnesOwnBalance() external {
        _fundLedger(PRINCIPAL, 50e6);
        _handOver(PRINCIPAL, SUCCESSOR);
        bytes memory refusal = abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, PRINCIPAL);
        VM.prank(SUCCESSOR);
        VM.expectRevert(refusal);
        quittance.withdrawFrom(PRINCIPAL, SUCCESSOR, 1, 1);
        Move[] memory moves = new Move[](1);
        moves[0] = Move(PRINCIPAL, SUCCESSOR, 1);
        VM.prank(SUCCESSOR);
        VM.expectRevert(refusal);
        quittance.moveFunds(moves);
        VM.prank(PRINCIPAL);
        quittance.withdraw(PRINCIPAL, 50e6, 2);
        VM.assertEq(usdc.balanceOf(PRINCIPAL), 50e6, "its own money is its own");
    }

    /// @dev Nor does controlling one principal give any say in another.
    function test_TheSuccessorTakesAnotherPrincipalsAccounts() external {
        address others = _openManagedAccountOf(BUYER, 0, PolicyFixtures.unlimited());
        _handOver(PRINCIPAL, SUCCESSOR);
        Move[] memory moves = new Move[](2);
        moves[0] = Move(managedAccount, SUCCESSOR, 1);
        moves[1] = Move(others, SUCCESSOR, 1);
        VM.prank(SUCCESSOR);
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, BUYER, BUYER, SUCCESSOR));
        quittance.moveFunds(moves);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "all or nothing");
        Order memory order = _order(others, 1, 1e6);
        Envelope memory envelope = _envelopeBy(SUCCESSOR_KEY, PolicyFixtures.unlimited());
        envelope.principal = BUYER;
        bytes memory sealed_ = _sealWith(envelope, others, _orderId(order));
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, others, SUCCESSOR));
        _pay(order, sealed_);
    }

    /// @dev A principal that was handed over is not opened again by its old name: the accounts are the successor's.
    function test_TheOldOneOpensAccountsUnderItsOldName() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.openAccounts(PRINCIPAL, _opening(1, _grants(AGENT, KEY_EXPIRY, 15), PolicyFixtures.unlimited()));
        VM.prank(PRINCIPAL);
        VM.expectPartialRevert(IPrincipals.Quittance_NotController.selector);
        quittance.openAccounts(PRINCIPAL, _opening(2, _grants(AGENT, KEY_EXPIRY, 15), PolicyFixtures.unlimited()));
    }
}
