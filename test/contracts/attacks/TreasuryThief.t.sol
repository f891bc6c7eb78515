// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IPrincipals} from "../../../contracts/interfaces/IPrincipals.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice Somebody with a key of an account that draws on a treasury reaches for money that is not the treasury's, or
/// for more of it than the account's limits allow.
contract TreasuryThiefTest is TabBase {
    uint64 private constant CAP = 40e6;
    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _empty(1, _capped(0));
    }

    /// @dev Promise 21: the treasury that the policy names pays, and no other account of the principal.
    function test_promise_21_OnlyTheNamedTreasuryPays() external {
        address sibling = _openManagedAccount(2, PolicyFixtures.unlimited());
        _fundLedger(PRINCIPAL, 50e6);
        _spend(_account, _capped(0), 1, CAP);
        VM.assertEq(_balance(sibling), MANAGED_ACCOUNT_BALANCE, "a sibling's balance");
        VM.assertEq(quittance.balanceOf(PRINCIPAL), 50e6, "the principal's own");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - CAP, "the treasury's");
    }

    /// @dev Promise 20: drawing is no way around the account's own limits, with another balance behind it.
    function test_promise_20_TheLimitsCountWhatIsDrawn() external {
        _spend(_account, _capped(0), 1, CAP - 1);
        Order memory order = _order(_account, 2, 2);
        bytes memory envelope = _sealWith(_envelope(_capped(0)), _account, _orderId(order));
        VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
        _pay(order, envelope);
        _fundLedger(_account, 100e6);
        VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
        _pay(order, envelope);
        _spend(_account, _capped(0), 3, 1);
    }

    /// @dev The fleet's only joint cap is what the treasury holds.
    function test_AFleetSpendsNoMoreThanTheTreasuryHolds() external {
        uint96 held = MANAGED_ACCOUNT_BALANCE;
        uint96 before = quittance.balanceOf(SELLER);
        uint96 paid;
        for (uint32 i = 10; i < 14; ++i) {
            address account = _empty(i, PolicyFixtures.unlimited().drawingOn(0));
            Order memory order = _order(account, 1, held / 3);
            bytes memory envelope = _sealWith(
                _envelope(PolicyFixtures.unlimited().drawingOn(0)),
                account,
                _orderId(order)
            );
            if (i == 13) VM.expectPartialRevert(IAuthority.Quittance_InsufficientTreasury.selector);
            else paid += held / 3;
            _pay(order, envelope);
        }
        VM.assertEq(quittance.balanceOf(SELLER) - before, paid, "three of four");
    }

    /// @dev A handover gives the treasury with the accounts. The old controller's own balance is not part of it: it is
    /// no managed account, so that no policy can name it.
    function test_AHandoverLeavesNoHoldOnTheOldControllersMoney() external {
        _fundLedger(PRINCIPAL, 500e6);
        _handOver(PRINCIPAL, SUCCESSOR);
        VM.prank(SUCCESSOR);
        quittance.withdrawFrom(managedAccount, SUCCESSOR, MANAGED_ACCOUNT_BALANCE, 1);
        Order memory order = _order(_account, 1, 1);
        bytes memory envelope = _sealWith(_envelope(_capped(0)), _account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_InsufficientTreasury.selector,
                _account,
                managedAccount,
                uint256(0),
                uint256(1)
            )
        );
        _pay(order, envelope);
        VM.assertEq(quittance.balanceOf(PRINCIPAL), 500e6, "its own");
    }

    /// @dev Another principal's account of the same index is not reached: the treasury is the principal's own.
    function test_AForeignAccountIsNoTreasury() external {
        address foreign = _openManagedAccountOf(STRANGER, 5, PolicyFixtures.unlimited());
        address account = _empty(6, _capped(5));
        Order memory order = _order(account, 1, 1);
        bytes memory envelope = _sealWith(_envelope(_capped(5)), account, _orderId(order));
        VM.expectRevert(
            abi.encodeWithSelector(IPrincipals.Quittance_AccountUnknown.selector, _managedAccountOf(PRINCIPAL, 5))
        );
        _pay(order, envelope);
        VM.assertEq(_balance(foreign), MANAGED_ACCOUNT_BALANCE, "foreign");
    }

    function _capped(uint32 treasury) private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited().drawingOn(treasury);
        policy.perPeriod = CAP;
    }

    function _empty(uint32 index, PolicyFixture memory policy) private returns (address account) {
        account = _openManagedAccount(index, policy);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, PRINCIPAL, MANAGED_ACCOUNT_BALANCE, 2);
    }
}
