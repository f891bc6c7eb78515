// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {AccountUpdates} from "../support/AccountUpdates.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev NOW is the eighth hour of a day in UTC.
contract SetPolicyTest is AccountBase {
    uint40 private constant TOMORROW = NOW + 16 hours;
    uint64 private constant CAP = 100e6;

    function test_RevertWhen_NobodyOpenedTheAccount() external {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        VM.expectRevert(abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, BUYER));
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.policy(BUYER, policy, policy));
    }

    function test_RevertWhen_TheCallerIsNotTheController() external {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        address[3] memory callers = [AGENT, STRANGER, managedAccount];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IPrincipals.Quittance_NotController.selector, PRINCIPAL, PRINCIPAL, callers[i])
            );
            VM.prank(callers[i]);
            quittance.updateAccounts(AccountUpdates.policy(managedAccount, policy, policy));
        }
    }

    function test_RevertWhen_TheCurrentPolicyIsNotInForce() external {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        bytes memory other = PolicyFixtures.unlimited().pack();
        other[107] = 0x01;
        bytes memory shorter = new bytes(107);
        for (uint256 i = 0; i < 107; ++i) shorter[i] = policy[i];
        bytes[4] memory wrong = [other, shorter, bytes.concat(policy, hex"00"), bytes("")];
        for (uint256 i = 0; i < 4; ++i) _mismatch(PolicyFixtures.unlimited(), wrong[i]);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _daily());
        _mismatch(_daily(), policy);
    }

    function test_RevertWhen_TheNextPolicyIsMalformed() external {
        bytes memory policy = PolicyFixtures.unlimited().pack();
        _refuse(
            bytes.concat(policy, hex"00"),
            abi.encodeWithSelector(IPrincipals.Quittance_PolicyLengthInvalid.selector, uint256(109), uint256(108))
        );
        PolicyFixture memory next = PolicyFixtures.unlimited();
        next.period = 0;
        _refuse(next.pack(), _fieldInvalid("period", 0, 1, 8_784));
        next.period = 8_785;
        _refuse(next.pack(), _fieldInvalid("period", 8_785, 1, 8_784));
        (next.period, next.activeFrom, next.activeUntil) = (8_784, 5, 4);
        _refuse(next.pack(), _fieldInvalid("activeUntil", 4, 6, type(uint40).max));
    }

    function test_TheNextPolicyIsInForceAtOnce() external {
        PolicyFixture memory before = PolicyFixtures.unlimited();
        quittance.authorize(_commitment(managedAccount, CAP + 1), _sealed(before));
        VM.expectEmit(address(quittance));
        emit IPrincipals.PolicySet(managedAccount, _daily().pack());
        _setPolicy(managedAccount, before, _daily());
        (, , , , , , bytes32 inForce, ) = quittance.accountOf(managedAccount);
        VM.assertEq(inForce, _daily().hashFor(PRINCIPAL), "policy");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "balance");
        bytes memory sealedBefore = _sealed(before);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                managedAccount,
                _daily().hashFor(PRINCIPAL),
                before.hashFor(PRINCIPAL)
            )
        );
        quittance.authorize(_commitment(managedAccount, 1), sealedBefore);
        _requireLeft(_daily(), CAP);
    }

    function test_WhatWasSpentCountsOn() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, CAP - 10);
        VM.warp(NOW + 2 hours + 30 minutes);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _daily());
        _requireSpent(managedAccount, CAP - 10, CAP - 10, NOW + 2 hours, "set");
        _requireLeft(_daily(), 10);
        _spend(managedAccount, _daily(), 2, 4);
        _requireSpent(managedAccount, CAP - 6, CAP - 6, NOW + 2 hours, "spent on");
        VM.warp(TOMORROW - 1);
        _requireLeft(_daily(), 6);
        VM.warp(TOMORROW);
        _requireLeft(_daily(), CAP);
        _spend(managedAccount, _daily(), 3, 5);
        _requireSpent(managedAccount, CAP - 1, 5, TOMORROW, "the next day");
    }

    function test_NothingIsLeftOfALowerLimit() external {
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, CAP + 7);
        PolicyFixture memory next = _daily();
        next.lifetime = CAP;
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), next);
        _refuseAmount(next, 1, IAuthority.Quittance_PeriodLimitExceeded.selector, 0);
        VM.warp(TOMORROW);
        _refuseAmount(next, 1, IAuthority.Quittance_LifetimeLimitExceeded.selector, 0);
    }

    function test_ALongerPeriodCountsTheShorterOnes() external {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(1));
        VM.warp(NOW + 30 minutes);
        _spend(managedAccount, _of(1), 1, 60e6);
        _setPolicy(managedAccount, _of(1), _of(24));
        _requireLeft(_of(24), 40e6);
        VM.warp(TOMORROW - 1);
        _requireLeft(_of(24), 40e6);
        VM.warp(TOMORROW);
        _requireLeft(_of(24), CAP);
    }

    function test_AShorterPeriodCountsUntilItEnds() external {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(24));
        _spend(managedAccount, _of(24), 1, 60e6);
        VM.warp(NOW + 3 hours + 1);
        _setPolicy(managedAccount, _of(24), _of(1));
        _requireSpent(managedAccount, 60e6, 60e6, NOW + 3 hours, "set");
        _requireLeft(_of(1), 40e6);
        VM.warp(NOW + 4 hours - 1);
        _requireLeft(_of(1), 40e6);
        VM.warp(NOW + 4 hours);
        _requireLeft(_of(1), CAP);
    }

    /// @dev Back and forth within one period: no change of policy makes room.
    function test_ChangingBackAndForthMakesNoRoom() external {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(24));
        _spend(managedAccount, _of(24), 1, 60e6);
        uint16[4] memory periods = [uint16(1), 24, 8_784, 24];
        uint16 current = 24;
        for (uint256 i = 0; i < 4; ++i) {
            VM.warp(block.timestamp + 10 minutes);
            _setPolicy(managedAccount, _of(current), _of(periods[i]));
            current = periods[i];
            _requireLeft(_of(current), 40e6);
        }
    }

    function test_AnEndedPeriodDoesNotCount() external {
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(24));
        _spend(managedAccount, _of(24), 1, 60e6);
        VM.warp(TOMORROW + 5);
        _setPolicy(managedAccount, _of(24), _of(720));
        _requireSpent(managedAccount, 60e6, 0, TOMORROW, "set");
        _requireLeft(_of(720), CAP);
    }

    function test_WhatWasCommittedBeforeTheHourComesBackForLifeOnly() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        VM.warp(NOW + 1 hours);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(24));
        _requireSpent(managedAccount, fixture.total(), fixture.total(), NOW + 1 hours, "set");
        _refund(fixture);
        _requireSpent(managedAccount, fixture.total() - AMOUNT_0, fixture.total(), NOW + 1 hours, "refunded");
    }

    function test_WhatWasCommittedInTheHourComesBackToThePeriod() external {
        VM.warp(NOW + 20 minutes);
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        VM.warp(NOW + 40 minutes);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _of(24));
        _refund(fixture);
        uint256 left = fixture.total() - AMOUNT_0;
        _requireSpent(managedAccount, left, left, NOW, "refunded");
    }

    function test_FrozenAccountsToo() external {
        _freeze(managedAccount);
        _setPolicy(managedAccount, PolicyFixtures.unlimited(), _daily());
        (, , , , , , bytes32 inForce, bool frozen) = quittance.accountOf(managedAccount);
        VM.assertEq(inForce, _daily().hashFor(PRINCIPAL), "policy");
        VM.assertTrue(frozen, "it stays frozen");
    }

    function _daily() private pure returns (PolicyFixture memory) {
        return _of(24);
    }

    function _of(uint16 period) private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        (policy.period, policy.perPeriod) = (period, CAP);
    }

    function _sealed(PolicyFixture memory policy) private view returns (bytes memory) {
        Envelope memory envelope = _envelope(policy);
        return _sealWith(envelope, managedAccount, keccak256("digest"));
    }

    function _refund(TermsFixture memory fixture) private {
        bytes32 digest = Digests.refund(address(quittance), fixture, 0);
        quittance.refund(fixture.whole(), 0, Signing.sign(SELLER_KEY, digest));
    }

    /// @dev To the last unit, of the period's budget.
    function _requireLeft(PolicyFixture memory policy, uint256 left) private {
        quittance.authorize(_commitment(managedAccount, left), _sealed(policy));
        _refuseAmount(policy, left + 1, IAuthority.Quittance_PeriodLimitExceeded.selector, left);
    }

    function _refuseAmount(PolicyFixture memory policy, uint256 amount, bytes4 limit, uint256 left) private {
        bytes memory sealedNow = _sealed(policy);
        VM.expectRevert(abi.encodeWithSelector(limit, managedAccount, uint256(CAP), amount, left));
        quittance.authorize(_commitment(managedAccount, amount), sealedNow);
    }

    function _mismatch(PolicyFixture memory inForce, bytes memory given) private {
        bytes memory next = _daily().pack();
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PolicyMismatch.selector,
                managedAccount,
                inForce.hashFor(PRINCIPAL),
                keccak256(abi.encodePacked(PRINCIPAL, given))
            )
        );
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.policy(managedAccount, given, next));
    }

    function _refuse(bytes memory next, bytes memory reason) private {
        bytes memory current = PolicyFixtures.unlimited().pack();
        VM.expectRevert(reason);
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.policy(managedAccount, current, next));
    }

    function _fieldInvalid(
        string memory field,
        uint256 value,
        uint256 minimum,
        uint256 maximum
    ) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IPrincipals.Quittance_PolicyFieldInvalid.selector, field, value, minimum, maximum);
    }
}
