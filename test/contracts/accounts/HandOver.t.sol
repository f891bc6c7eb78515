// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelope, Envelopes} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

contract HandOverTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");

    // ---- offerPrincipal ----

    function test_Offer_RevertWhen_TheCallerIsNotTheController() external {
        _offer(PRINCIPAL, SUCCESSOR);
        address[3] memory callers = [STRANGER, SUCCESSOR, AGENT];
        for (uint256 i = 0; i < 3; ++i) _refuseOffer(callers[i], PRINCIPAL);
        _releasePayment(SUCCESSOR);
        _refuseOffer(PRINCIPAL, SUCCESSOR);
    }

    function test_Offer_TheLaterReplacesTheEarlier() external {
        _offer(PRINCIPAL, STRANGER);
        _offer(PRINCIPAL, SUCCESSOR);
        _refuseRelease(STRANGER, SUCCESSOR);
        _releasePayment(SUCCESSOR);
        _requireControl(SUCCESSOR, address(0));
    }

    function test_Offer_IsTakenBack() external {
        _offer(PRINCIPAL, SUCCESSOR);
        _offer(PRINCIPAL, address(0));
        _refuseRelease(SUCCESSOR, address(0));
        _requireControl(PRINCIPAL, address(0));
    }

    function test_Offer_ChangesNoControl() external {
        _offer(PRINCIPAL, SUCCESSOR);
        _requireControl(PRINCIPAL, SUCCESSOR);
        _requireWord(PRINCIPAL_KEY);
        _refuseWord(SUCCESSOR_KEY);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
    }

    // ---- acceptPrincipal ----

    function test_Accept_RevertWhen_NothingWasOffered() external {
        _refuseRelease(SUCCESSOR, address(0));
        _refuseRelease(PRINCIPAL, address(0));
        _offer(PRINCIPAL, SUCCESSOR);
        _refuseRelease(STRANGER, SUCCESSOR);
        _refuseRelease(PRINCIPAL, SUCCESSOR);
        _releasePayment(SUCCESSOR);
        _refuseRelease(SUCCESSOR, address(0));
    }

    /// @dev A principal without a record controls itself and is offered to no one.
    function test_Accept_AnAddressControlsItself() external view {
        (address controller, address offered, bool frozen) = quittance.principalOf(STRANGER);
        VM.assertEq(controller, STRANGER, "controller");
        VM.assertEq(offered, address(0), "offered");
        VM.assertFalse(frozen, "frozen");
    }

    // ---- afterwards ----

    function test_TheOldControllerIsOut() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        bytes memory policy = PolicyFixtures.unlimited().pack();
        bytes memory reason = abi.encodeWithSelector(
            IPrincipals.Quittance_NotController.selector,
            PRINCIPAL,
            SUCCESSOR,
            PRINCIPAL
        );
        VM.startPrank(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.updateAccounts(AccountUpdates.keys(managedAccount, _grants(STRANGER, KEY_EXPIRY, 1)));
        VM.expectRevert(reason);
        quittance.updateAccounts(AccountUpdates.policy(managedAccount, policy, policy));
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, PRINCIPAL));
        quittance.freeze(_one(managedAccount));
        VM.expectRevert(reason);
        quittance.unfreezeAll(PRINCIPAL);
        VM.expectRevert(reason);
        quittance.withdrawFrom(managedAccount, PRINCIPAL, 1, 1);
        VM.stopPrank();
        _refuseWord(PRINCIPAL_KEY);
        _requireWord(SUCCESSOR_KEY);
    }

    function test_TheOldControllerCommitsNothing() external {
        bytes memory sealedBefore = _sealedBy(PRINCIPAL_KEY, PolicyFixtures.unlimited(), 0);
        quittance.authorize(_commitment(managedAccount, 1), sealedBefore);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, PRINCIPAL));
        quittance.authorize(_commitment(managedAccount, 1), sealedBefore);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, PRINCIPAL));
        VM.prank(PRINCIPAL);
        quittance.authorize(_commitment(managedAccount, 1), sealedBefore);
        quittance.authorize(_commitment(managedAccount, 1), _sealedBy(SUCCESSOR_KEY, PolicyFixtures.unlimited(), 0));
    }

    function test_ItsApprovalsAreVoid() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
        address account = _openManagedAccount(1, policy);
        bytes memory approved = _sealedFor(account, policy, PRINCIPAL_KEY);
        quittance.authorize(_commitment(account, 1), approved);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_InvalidSignature.selector,
                SUCCESSOR,
                _approvalDigest(account, DIGEST, _approvalOf(1))
            )
        );
        quittance.authorize(_commitment(account, 1), approved);
        quittance.authorize(_commitment(account, 1), _sealedFor(account, policy, SUCCESSOR_KEY));
    }

    function test_KeysAndPoliciesGoOn() external {
        bytes memory envelope = _seal(managedAccount, DIGEST);
        _handOver(PRINCIPAL, SUCCESSOR);
        quittance.authorize(_commitment(managedAccount, 1), envelope);
        (, , , , address principal, , bytes32 inForce, ) = quittance.accountOf(managedAccount);
        VM.assertEq(principal, PRINCIPAL, "always the same");
        VM.assertEq(inForce, PolicyFixtures.unlimited().hashFor(PRINCIPAL), "policy");
    }

    function test_HandedOnAndBack() external {
        _handOver(PRINCIPAL, SUCCESSOR);
        _handOver(SUCCESSOR, STRANGER);
        _requireControl(STRANGER, address(0));
        _refuseWord(SUCCESSOR_KEY);
        _handOver(STRANGER, PRINCIPAL);
        _requireControl(PRINCIPAL, address(0));
        _requireWord(PRINCIPAL_KEY);
        _refuseWord(STRANGER_KEY);
    }

    /// @dev Two principals of one controller are two: handing over one is not handing over both.
    function test_TheOtherPrincipalStays() external {
        VM.prank(STRANGER);
        quittance.offerPrincipal(STRANGER, PRINCIPAL);
        VM.prank(PRINCIPAL);
        quittance.acceptPrincipal(STRANGER);
        _handOver(PRINCIPAL, SUCCESSOR);
        (address controller, , ) = quittance.principalOf(STRANGER);
        VM.assertEq(controller, PRINCIPAL, "the other");
        _requireControl(SUCCESSOR, address(0));
    }

    function _offer(address caller, address to) private {
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalOffered(PRINCIPAL, caller, to);
        VM.prank(caller);
        quittance.offerPrincipal(PRINCIPAL, to);
    }

    function _releasePayment(address caller) private {
        VM.expectEmit(address(quittance));
        emit IPrincipals.PrincipalHandedOver(PRINCIPAL, caller);
        VM.prank(caller);
        quittance.acceptPrincipal(PRINCIPAL);
    }

    function _refuseOffer(address caller, address controller) private {
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, controller, caller)
        );
        VM.prank(caller);
        quittance.offerPrincipal(PRINCIPAL, caller);
    }

    function _refuseRelease(address caller, address offered) private {
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_NothingOffered.selector, PRINCIPAL, offered, caller)
        );
        VM.prank(caller);
        quittance.acceptPrincipal(PRINCIPAL);
    }

    function _requireControl(address controller, address offered) private view {
        (address controls, address offeredTo, ) = quittance.principalOf(PRINCIPAL);
        VM.assertEq(controls, controller, "controller");
        VM.assertEq(offeredTo, offered, "offered");
    }

    function _requireWord(uint256 key) private view {
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 15, Envelopes.signByKey(key, DIGEST));
    }

    function _refuseWord(uint256 key) private {
        bytes memory word = Envelopes.signByKey(key, DIGEST);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, VM.addr(key)));
        quittance.requireAuthorizedSigner(managedAccount, DIGEST, 0, word);
    }

    function _sealedBy(uint256 key, PolicyFixture memory policy, uint256 approver) private view returns (bytes memory) {
        Envelope memory envelope = _envelopeBy(key, policy);
        (envelope.approver, envelope.approval) = (approver, _approvalOf(1));
        return _sealWith(envelope, managedAccount, DIGEST);
    }

    function _sealedFor(
        address account,
        PolicyFixture memory policy,
        uint256 approver
    ) private view returns (bytes memory) {
        Envelope memory envelope = _envelope(policy);
        (envelope.approver, envelope.approval) = (approver, _approvalOf(1));
        return _sealWith(envelope, account, DIGEST);
    }
}
