// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Digests} from "../support/Digests.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Range} from "../support/Range.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The agent that believed what it read, and now wants to spend everything at once, to all who ask: in one
/// piece, in many, around midnight, in every way there is to spend. Promise 20: commitments in any window, fees and
/// bonds included, stay within the policy, and refunds never raise what is left above the cap.
contract PromptInjectedAgentTest is TabBase {
    uint64 private constant PER_TRANSACTION = 100e6;
    uint64 private constant PER_DAY = 250e6;
    uint64 private constant EVER = 600e6;
    uint256 private constant MIDNIGHT = NOW + 16 hours;

    address private account;
    uint64 private nonce;

    function setUp() public override {
        super.setUp();
        account = _openManagedAccount(1, _limits());
    }

    function _limits() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        (policy.perTransaction, policy.perPeriod, policy.lifetime) = (PER_TRANSACTION, PER_DAY, EVER);
    }

    /// @return Whether an order of `amount` was paid, and if not, for which reason.
    function _try(uint256 amount) private returns (bool, bytes4) {
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(account, ++nonce, uint96(amount));
        envelopes[0] = _sealWith(_envelope(_limits()), account, _orderId(orders[0]));
        (bool done, bytes memory reason) = address(quittance).call(abi.encodeCall(quittance.pay, (orders, envelopes)));
        return (done, bytes4(reason));
    }

    function _takes(uint256 amount) private {
        (bool done, ) = _try(amount);
        VM.assertTrue(done, "within all limits");
    }

    function _refuses(uint256 amount, bytes4 expected) private {
        (bool done, bytes4 reason) = _try(amount);
        VM.assertFalse(done, "above a limit");
        VM.assertEq(bytes32(reason), bytes32(expected), "which is named");
    }

    // ---- at once ----

    function test_EverythingAtOnce() external {
        _refuses(MANAGED_ACCOUNT_BALANCE, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        _refuses(PER_TRANSACTION + 1, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        _refuses(type(uint64).max, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        _refuses(uint256(type(uint64).max) + 1, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        _refuses(type(uint96).max, IAuthority.Quittance_PerTransactionLimitExceeded.selector);
        _requireSpent(account, 0, 0, 0, "nothing");
        _takes(PER_TRANSACTION);
    }

    /// @dev What counts has 64 bits: a policy without limits ends there, instead of beginning again.
    function test_MoreThanThereIsOfDollars() external {
        uint64 most = type(uint64).max;
        _fundLedger(managedAccount, uint96(4) << 64);
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, uint96(most) - 5);
        Order memory order = _order(managedAccount, 2, 6);
        bytes memory envelope = _orderSeal(order);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PeriodLimitExceeded.selector,
                managedAccount,
                uint256(most),
                uint256(6),
                uint256(5)
            )
        );
        _pay(order, envelope);
        VM.warp(MIDNIGHT);
        order.validUntil += 1 days;
        envelope = _orderSeal(order);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_LifetimeLimitExceeded.selector,
                managedAccount,
                uint256(most),
                uint256(6),
                uint256(5)
            )
        );
        _pay(order, envelope);
        _spend(managedAccount, PolicyFixtures.unlimited(), 3, 5);
        _requireSpent(managedAccount, most, 5, MIDNIGHT, "to the last unit");
    }

    function test_InManyPieces() external {
        for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        _requireSpent(account, PER_DAY, PER_DAY, MIDNIGHT - 1 days, "to the last unit");
    }

    /// @dev All in one transaction: each order has what the one before it left.
    function test_InOneBatch() external {
        Order[] memory orders = new Order[](3);
        bytes[] memory envelopes = new bytes[](3);
        for (uint64 i = 0; i < 3; ++i) {
            orders[i] = _order(account, 100 + i, PER_TRANSACTION);
            envelopes[i] = _sealWith(_envelope(_limits()), account, _orderId(orders[i]));
        }
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PeriodLimitExceeded.selector,
                account,
                uint256(PER_DAY),
                uint256(PER_TRANSACTION),
                uint256(50e6)
            )
        );
        quittance.pay(orders, envelopes);
    }

    // ---- around midnight ----

    /// @dev The second before and the second of midnight are two days: one cap each, and no more.
    function test_AroundMidnightOneCapADay() external {
        VM.warp(MIDNIGHT - 1);
        for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        VM.warp(MIDNIGHT);
        for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        VM.warp(MIDNIGHT + 1);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        VM.warp(MIDNIGHT + 1 days - 1);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        _requireSpent(account, 2 * PER_DAY, PER_DAY, MIDNIGHT, "two days, two caps");
    }

    function test_DayAfterDayUntilTheLifetimeLimit() external {
        for (uint256 day = 0; day < 2; ++day) {
            VM.warp(MIDNIGHT + day * 1 days);
            for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        }
        VM.warp(MIDNIGHT + 2 days);
        _takes(PER_TRANSACTION);
        _refuses(1, IAuthority.Quittance_LifetimeLimitExceeded.selector);
        VM.warp(MIDNIGHT + 1_000 * 365 days);
        (bool done, ) = _try(1);
        VM.assertFalse(done, "nor ever after");
    }

    // ---- in every way at once ----

    /// @dev A deal with its fees, a tab, an order and a bond come out of the same day's cap.
    function test_DealTabOrderAndBondShareOneCap() external {
        TermsFixture memory fixture = _boughtBy(account, _withoutArbiter());
        for (uint256 i = 0; i < 3; ++i) fixture.milestones[i].amount = 29e6;
        bytes32 dealId = _openWith(fixture, _envelope(_limits()));
        _requireSpent(account, 90e6, 90e6, MIDNIGHT - 1 days, "amounts and fees");
        Tab memory tab = _tab();
        (tab.account, tab.reserve) = (account, 80e6);
        _openTabWith(tab, _envelope(_limits()));
        _judge(fixture, 0, 7_000);
        bytes memory call = _contestCall(fixture, dealId);
        uint256 snapshot = VM.snapshotState();
        _takes(60e6 + 1);
        (bool done, bytes memory reason) = address(quittance).call(call);
        VM.assertFalse(done, "a bond is money too");
        VM.assertEq(
            reason,
            abi.encodeWithSelector(
                IAuthority.Quittance_PeriodLimitExceeded.selector,
                account,
                uint256(PER_DAY),
                uint256(BOND),
                uint256(BOND) - 1
            ),
            "the error has what is left"
        );
        VM.revertToState(snapshot);
        _takes(60e6);
        (done, ) = address(quittance).call(call);
        VM.assertTrue(done, "to the last unit");
        _requireSpent(account, PER_DAY, PER_DAY, MIDNIGHT - 1 days, "all of the cap");
    }

    function _contestCall(TermsFixture memory fixture, bytes32 dealId) private view returns (bytes memory) {
        bytes32 nonce_ = Digests.bond(address(quittance), account, dealId, 0, 2, account, BOND);
        IContests.BondPayment memory bond = IContests.BondPayment(
            account,
            false,
            0,
            _sealWith(_envelope(_limits()), account, nonce_)
        );
        bytes memory word = _signByKey(Digests.contest(address(quittance), dealId, 0, 2, 7_000, BOND, account));
        return abi.encodeCall(IContests.contest, (fixture.whole(), 0, account, 7_000, word, bond));
    }

    // ---- back and forth ----

    /// @dev With an accomplice that gives everything back, as often as they like: what comes back was spent before, so
    /// that there is never more left than the cap.
    function test_BackAndForthNeverRaisesWhatIsLeft() external {
        _takes(PER_TRANSACTION);
        for (uint64 round = 1; round <= 5; ++round) {
            Tab memory tab = _tab();
            (tab.account, tab.reserve, tab.salt) = (account, PER_TRANSACTION, round);
            _openTabWith(tab, _envelope(_limits()));
            VM.prank(SELLER);
            quittance.closeTab(tab, "");
        }
        _requireSpent(account, PER_TRANSACTION, PER_TRANSACTION, MIDNIGHT - 1 days, "as before");
        _takes(PER_TRANSACTION);
        _takes(50e6);
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
    }

    /// @dev What was reserved yesterday and comes back today is no part of today's cap.
    function test_YesterdaysMoneyIsNotSpentTwiceToday() external {
        Tab memory tab = _tab();
        (tab.account, tab.reserve) = (account, PER_TRANSACTION);
        _openTabWith(tab, _envelope(_limits()));
        VM.warp(MIDNIGHT);
        for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
        _requireSpent(account, PER_DAY, PER_DAY, MIDNIGHT, "for life it came back");
    }

    /// @dev Money that others send in is not money that came back.
    function test_MoneySentInRaisesNoLimit() external {
        for (uint256 i = 0; i < 5; ++i) _takes(50e6);
        _fundLedger(account, 1_000e6);
        Order memory gift = _orderTo(BUYER, 1, _one(account), 100e6);
        _pay(gift, Signing.sign(BUYER_KEY, _orderId(gift)));
        _refuses(1, IAuthority.Quittance_PeriodLimitExceeded.selector);
    }

    // ---- whatever it tries ----

    /// @dev Any amounts at any times: in each day no more than the day's cap, ever no more than the lifetime's.
    function testFuzz_promise_20_WhateverItSpendsWhenever(
        uint96[24] calldata amounts,
        uint32[24] calldata pauses
    ) external {
        uint256 day;
        uint256 inDay;
        uint256 ever;
        uint256 time = NOW;
        for (uint256 i = 0; i < amounts.length; ++i) {
            time += Range.within(pauses[i], 0, 14 hours);
            VM.warp(time);
            if (time / 1 days != day) (day, inDay) = (time / 1 days, 0);
            uint256 amount = Range.within(amounts[i], 1, i % 6 == 5 ? type(uint96).max : PER_TRANSACTION);
            bool allowed = amount <= PER_TRANSACTION && inDay + amount <= PER_DAY && ever + amount <= EVER;
            (bool done, ) = _try(amount);
            VM.assertEq(done, allowed, "allowed exactly when within every limit");
            if (done) (inDay, ever) = (inDay + amount, ever + amount);
        }
        VM.assertEq(MANAGED_ACCOUNT_BALANCE - _balance(account), ever, "what left the balance");
        VM.assertLe(ever, EVER, "promise 20");
    }
}
