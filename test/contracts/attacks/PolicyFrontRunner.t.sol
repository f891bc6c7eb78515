// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Range} from "../support/Range.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

/// @notice The key that sees its principal's change of policy coming: it spends before, right after, and hopes that the
/// change has forgotten what it spent. It gets no more than each policy allows while it is in force.
contract PolicyFrontRunnerTest is TabBase {
    uint64 private constant CAP = 200e6;

    address private account;
    PolicyFixture private inForce;
    uint64 private nonce;

    function setUp() public override {
        super.setUp();
        inForce = _capped(CAP, 24);
        account = _openManagedAccount(1, inForce);
    }

    function _capped(uint64 cap, uint16 period) private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        (policy.perPeriod, policy.period) = (cap, period);
    }

    function _change(PolicyFixture memory next) private {
        _setPolicy(account, inForce, next);
        inForce = next;
    }

    function _try(PolicyFixture memory policy, uint256 amount) private returns (bool, bytes memory) {
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(account, ++nonce, uint96(amount));
        envelopes[0] = _sealWith(_envelope(policy), account, _orderId(orders[0]));
        return address(quittance).call(abi.encodeCall(quittance.pay, (orders, envelopes)));
    }

    function _takes(uint256 amount) private {
        (bool done, ) = _try(inForce, amount);
        VM.assertTrue(done, "within the policy in force");
    }

    function _refuses(uint256 amount, uint256 remaining) private {
        (bool done, bytes memory reason) = _try(inForce, amount);
        VM.assertFalse(done, "above the policy in force");
        bytes memory expected = abi.encodeWithSelector(
            IAuthority.Quittance_PeriodLimitExceeded.selector,
            account,
            uint256(inForce.perPeriod),
            amount,
            remaining
        );
        VM.assertEq(reason, expected, "and what is left of it");
    }

    // ---- before and after ----

    function test_TheOldCapIsSpentFirstAndCountsAgainstTheNew() external {
        _takes(CAP);
        _change(_capped(CAP + 30e6, 24));
        _refuses(30e6 + 1, 30e6);
        _takes(30e6);
        _refuses(1, 0);
    }

    /// @dev Lowered below what was spent, nothing is left, and the difference wraps to nothing large.
    function test_LoweredBelowWhatWasSpent() external {
        _takes(CAP);
        _change(_capped(CAP / 2, 24));
        _refuses(1, 0);
        _change(_capped(0, 24));
        _refuses(1, 0);
        VM.warp(NOW + 1 days);
        _refuses(1, 0);
    }

    function test_WhatWasSignedUnderTheOldPolicyIsRefused() external {
        PolicyFixture memory old = inForce;
        PolicyFixture memory next = _capped(CAP / 2, 24);
        _change(next);
        (bool done, bytes memory reason) = _try(old, 1);
        VM.assertFalse(done, "the old policy is gone");
        bytes memory expected = abi.encodeWithSelector(
            IAuthority.Quittance_PolicyMismatch.selector,
            account,
            next.hashFor(PRINCIPAL),
            old.hashFor(PRINCIPAL)
        );
        VM.assertEq(reason, expected, "and both are named");
    }

    /// @dev Nor does the new one hold before it is in force.
    function test_TheNextPolicyIsNoneYet() external {
        (bool done, ) = _try(PolicyFixtures.unlimited(), CAP + 1);
        VM.assertFalse(done, "not in force");
    }

    // ---- forgetting ----

    function test_ChangingBackAndForthForgetsNothing() external {
        _takes(150e6);
        for (uint64 i = 1; i <= 3; ++i) {
            _change(_capped(CAP + i, 24));
            _change(_capped(CAP, 24));
        }
        _refuses(50e6 + 1, 50e6);
        _takes(50e6);
        _refuses(1, 0);
    }

    /// @dev Shorter and longer periods, to and fro within the hour: none is a fresh start.
    function test_OtherPeriodsForgetNothing() external {
        _takes(150e6);
        uint16[6] memory periods = [uint16(1), 24, 8_784, 7, 1, 24];
        for (uint256 i = 0; i < periods.length; ++i) {
            _change(_capped(CAP, periods[i]));
            _refuses(50e6 + 1, 50e6);
        }
        VM.warp(NOW + 16 hours - 1);
        _refuses(50e6 + 1, 50e6);
        VM.warp(NOW + 16 hours);
        _refuses(CAP + 1, CAP);
        _takes(CAP);
    }

    /// @dev A change in a day in which nothing was spent does not bring yesterday's spending back.
    function test_AChangeInANewPeriodBringsNothingBack() external {
        _takes(150e6);
        VM.warp(NOW + 1 days);
        _change(_capped(CAP, 24));
        _takes(CAP);
        _refuses(1, 0);
        _requireSpent(account, 150e6 + CAP, CAP, NOW + 1 days, "since the change");
    }

    function test_TheLifetimeGoesOn() external {
        PolicyFixture memory next = PolicyFixtures.unlimited();
        _takes(150e6);
        next.lifetime = 170e6;
        _change(next);
        (bool done, bytes memory reason) = _try(next, 20e6 + 1);
        VM.assertFalse(done, "150 of 170 are spent");
        bytes memory expected = abi.encodeWithSelector(
            IAuthority.Quittance_LifetimeLimitExceeded.selector,
            account,
            uint256(170e6),
            uint256(20e6) + 1,
            uint256(20e6)
        );
        VM.assertEq(reason, expected, "and what is left of it");
        next.lifetime = 100e6;
        _change(next);
        (done, ) = _try(next, 1);
        VM.assertFalse(done, "nothing is left");
    }

    // ---- refunds ----

    /// @dev Reserved before the change and returned after it: the period's cap stays as full as it was, whatever hour
    /// the new period began in.
    function test_ARefundFromBeforeTheChangeRaisesNothing() external {
        Tab memory tab = _tab();
        (tab.account, tab.reserve) = (account, CAP);
        _openTabWith(tab, _envelope(inForce));
        VM.warp(NOW + 2 hours);
        _change(_capped(CAP, 24));
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _refuses(1, 0);
        _requireSpent(account, 0, CAP, NOW + 2 hours, "for life it came back");
        VM.warp(NOW + 16 hours);
        _takes(CAP);
    }

    function test_ARefundFromAfterTheChangeComesBack() external {
        _change(_capped(CAP, 24));
        Tab memory tab = _tab();
        (tab.account, tab.reserve) = (account, CAP);
        _openTabWith(tab, _envelope(inForce));
        VM.warp(NOW + 2 hours);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _requireSpent(account, 0, 0, NOW, "both came back");
        _takes(CAP);
        _refuses(1, 0);
    }

    // ---- whatever it races ----

    /// @dev Orders and changes in any order within one day: no order goes through that, with what the day has seen, is
    /// above the policy of its moment.
    function testFuzz_promise_20_NoMoreThanEachPolicyInForce(
        uint64[16] calldata amounts,
        uint64[16] calldata caps,
        uint8[16] calldata gaps
    ) external {
        uint256 spent;
        uint256 time = NOW;
        for (uint256 i = 0; i < amounts.length; ++i) {
            time += uint256(gaps[i]) * 10;
            VM.warp(time);
            if (caps[i] % 3 == 0) _change(_capped(uint64(Range.within(caps[i], 0, 2 * CAP)), 24));
            uint256 amount = Range.within(amounts[i], 1, CAP);
            (bool done, ) = _try(inForce, amount);
            VM.assertEq(done, spent + amount <= inForce.perPeriod, "exactly within the policy in force");
            if (done) spent += amount;
        }
        VM.assertEq(MANAGED_ACCOUNT_BALANCE - _balance(account), spent, "what left the balance");
    }
}
