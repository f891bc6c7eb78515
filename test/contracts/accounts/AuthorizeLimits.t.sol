// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev NOW is the eighth hour of a day in UTC.
contract AuthorizeLimitsTest is AccountBase {
    uint40 private constant TOMORROW = NOW + 16 hours;
    uint64 private constant CAP = 100e6;

    bytes4 private constant PER_TRANSACTION = IAuthority.Quittance_PerTransactionLimitExceeded.selector;
    bytes4 private constant PER_PERIOD = IAuthority.Quittance_PeriodLimitExceeded.selector;
    bytes4 private constant LIFETIME = IAuthority.Quittance_LifetimeLimitExceeded.selector;

    // ---- per transaction ----

    function test_PerTransaction() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = CAP;
        address account = _openManagedAccount(1, policy);
        _accepts(account, policy, CAP - 1);
        _accepts(account, policy, CAP);
        _refuses(account, policy, CAP + 1, PER_TRANSACTION, CAP, CAP);
        _spend(account, policy, 1, CAP);
        _spend(account, policy, 2, CAP);
        _refuses(account, policy, CAP + 1, PER_TRANSACTION, CAP, CAP);
    }

    // ---- per period ----

    function test_PerPeriod() external {
        (address account, PolicyFixture memory policy) = _daily();
        _left(account, policy, CAP);
        _spend(account, policy, 1, 60e6);
        _left(account, policy, 40e6);
        _spend(account, policy, 2, 39e6);
        _left(account, policy, 1e6);
        _spend(account, policy, 3, 1e6);
        _left(account, policy, 0);
        _requireSpent(account, CAP, CAP, NOW - 8 hours, "used up");
    }

    function test_ThePeriodsBoundary() external {
        (address account, PolicyFixture memory policy) = _daily();
        VM.warp(TOMORROW - 1);
        _spend(account, policy, 1, CAP);
        _left(account, policy, 0);
        VM.warp(TOMORROW);
        _left(account, policy, CAP);
        _spend(account, policy, 2, CAP);
        _requireSpent(account, 2 * CAP, CAP, TOMORROW, "the next day");
        _left(account, policy, 0);
        VM.warp(TOMORROW + 24 hours - 1);
        _left(account, policy, 0);
        VM.warp(TOMORROW + 24 hours);
        _left(account, policy, CAP);
    }

    function test_PeriodsThatPassUnused() external {
        (address account, PolicyFixture memory policy) = _daily();
        _spend(account, policy, 1, CAP);
        VM.warp(TOMORROW + 9 days + 7 hours);
        _left(account, policy, CAP);
        _requireSpent(account, CAP, CAP, NOW - 8 hours, "as it was kept");
        _spend(account, policy, 2, 1);
        _requireSpent(account, CAP + 1, 1, TOMORROW + 9 days, "begun again");
    }

    function test_TheShortestAndTheLongestPeriod() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.perPeriod, policy.period) = (CAP, 1);
        address account = _openManagedAccount(1, policy);
        _spend(account, policy, 1, CAP);
        VM.warp(NOW + 1 hours - 1);
        _left(account, policy, 0);
        VM.warp(NOW + 1 hours);
        _left(account, policy, CAP);
        policy.period = 8_784;
        account = _openManagedAccount(2, policy);
        _spend(account, policy, 1, CAP);
        uint256 end = (HOUR_NOW - (HOUR_NOW % 8_784) + 8_784) * 1 hours;
        _setKey(account, AGENT, uint40(end) + 1, 15);
        VM.warp(end - 1);
        _left(account, policy, 0);
        VM.warp(end);
        _left(account, policy, CAP);
    }

    // ---- lifetime ----

    function test_Lifetime() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.lifetime = CAP;
        address account = _openManagedAccount(1, policy);
        _refuses(account, policy, CAP + 1, LIFETIME, CAP, CAP);
        _spend(account, policy, 1, 60e6);
        for (uint256 day = 0; day < 3; ++day) {
            VM.warp(NOW + day * 20 days);
            if (day == 2) VM.warp(KEY_EXPIRY - 1);
            _accepts(account, policy, 40e6 - 1);
            _accepts(account, policy, 40e6);
            _refuses(account, policy, 40e6 + 1, LIFETIME, CAP, 40e6);
        }
        _spend(account, policy, 2, 40e6);
        _refuses(account, policy, 1, LIFETIME, CAP, 0);
    }

    // ---- the ends of the range ----

    function test_ALimitOfZero() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = 0;
        _refuses(_openManagedAccount(1, policy), policy, 1, PER_TRANSACTION, 0, 0);
        policy = PolicyFixtures.unlimited();
        policy.perPeriod = 0;
        _refuses(_openManagedAccount(2, policy), policy, 1, PER_PERIOD, 0, 0);
        policy = PolicyFixtures.unlimited();
        policy.lifetime = 0;
        address account = _openManagedAccount(3, policy);
        _refuses(account, policy, 1, LIFETIME, 0, 0);
        _accepts(account, policy, 0);
    }

    function test_TheLargestNumbers() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        _fundLedger(managedAccount, type(uint64).max);
        _accepts(managedAccount, policy, UNLIMITED);
        uint256[3] memory tooLarge = [uint256(UNLIMITED) + 1, type(uint96).max, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            _refuses(managedAccount, policy, tooLarge[i], PER_TRANSACTION, UNLIMITED, UNLIMITED);
        }
        _spend(managedAccount, policy, 1, 7);
        _refuses(managedAccount, policy, UNLIMITED, PER_PERIOD, UNLIMITED, UNLIMITED - 7);
        VM.warp(TOMORROW);
        _refuses(managedAccount, policy, UNLIMITED, LIFETIME, UNLIMITED, UNLIMITED - 7);
        _spend(managedAccount, policy, 2, UNLIMITED - 7);
        _requireSpent(managedAccount, UNLIMITED, UNLIMITED - 7, TOMORROW, "all there is");
        _refuses(managedAccount, policy, 8, PER_PERIOD, UNLIMITED, 7);
        _refuses(managedAccount, policy, 7, LIFETIME, UNLIMITED, 0);
    }

    // ---- what counts ----

    function test_ManySmallAmountsSum() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.perTransaction, policy.perPeriod, policy.lifetime) = (10e6, 45e6, 80e6);
        address account = _openManagedAccount(1, policy);
        for (uint64 i = 0; i < 4; ++i) _spend(account, policy, i, 10e6);
        _refuses(account, policy, 6e6, PER_PERIOD, 45e6, 5e6);
        _spend(account, policy, 4, 5e6);
        VM.warp(TOMORROW);
        for (uint64 i = 5; i < 8; ++i) _spend(account, policy, i, 10e6);
        _refuses(account, policy, 6e6, LIFETIME, 80e6, 5e6);
    }

    function test_ADealCountsWithItsVerificationFees() external {
        TermsFixture memory fixture = _boughtBy(address(0), _fixtureWithFees());
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = uint64(fixture.total()) - 1;
        fixture.buyer = _openManagedAccount(1, policy);
        bytes32 dealId = _dealId(fixture);
        bytes memory buyers = _sealWith(_envelope(policy), fixture.buyer, dealId);
        bytes memory sellers = _sellerSignature(fixture);
        VM.expectRevert(
            abi.encodeWithSelector(
                PER_TRANSACTION,
                fixture.buyer,
                fixture.total() - 1,
                uint256(AMOUNT_0) + AMOUNT_1 + AMOUNT_2 + 3e6,
                fixture.total() - 1
            )
        );
        quittance.open(fixture.whole(), buyers, sellers);
        policy.perTransaction += 1;
        fixture.buyer = _openManagedAccount(2, policy);
        _openWith(fixture, _envelope(policy));
        _requireSpent(fixture.buyer, fixture.total(), fixture.total(), NOW - 8 hours, "with the fees");
    }

    function test_AnOrderCountsAsOneTransaction() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = CAP;
        address account = _openManagedAccount(1, policy);
        Order memory order = _order(account, 1, 60e6);
        order.payments = new Payment[](2);
        order.payments[0] = Payment(SELLER, 60e6);
        order.payments[1] = Payment(BUYER, 40e6 + 1);
        bytes memory envelope = _sealOrder(order, policy);
        VM.expectRevert(abi.encodeWithSelector(PER_TRANSACTION, account, uint256(CAP), uint256(CAP) + 1, uint256(CAP)));
        _pay(order, envelope);
        order.payments[1].amount = 40e6;
        _pay(order, _sealOrder(order, policy));
        _requireSpent(account, CAP, CAP, NOW - 8 hours, "both");
    }

    // ---- any policy ----

    struct Count {
        uint256 spent;
        uint256 inPeriod;
        uint256 period;
    }

    function testFuzz_RefusesExactlyWhatAPlainCountRefuses(uint256 seed) external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = uint64(1 + (seed % 50e6));
        policy.perPeriod = uint64((seed >> 32) % 120e6);
        policy.lifetime = uint64((seed >> 64) % 400e6);
        policy.period = uint16(1 + ((seed >> 96) % 48));
        address account = _openManagedAccount(1, policy);
        Count memory count;
        for (uint64 i = 0; i < 12; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            VM.warp(block.timestamp + (random % 12 hours));
            uint256 period = block.timestamp / 1 hours / policy.period;
            if (period != count.period) (count.period, count.inPeriod) = (period, 0);
            uint96 amount = uint96(1 + ((random >> 64) % 60e6));
            if (
                amount <= policy.perTransaction &&
                count.inPeriod + amount <= policy.perPeriod &&
                count.spent + amount <= policy.lifetime
            ) {
                count.spent += amount;
                count.inPeriod += amount;
                _spend(account, policy, i, amount);
                _requireSpent(account, count.spent, count.inPeriod, period * policy.period * 1 hours, "spent");
            } else {
                bytes memory envelope = _sealWith(_envelope(policy), account, keccak256("digest"));
                VM.expectRevert();
                quittance.authorize(_commitment(account, amount), envelope);
            }
        }
    }

    function _daily() private returns (address account, PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.perPeriod = CAP;
        account = _openManagedAccount(1, policy);
    }

    /// @dev Of the period's budget, to the last unit.
    function _left(address account, PolicyFixture memory policy, uint256 left) private {
        if (left > 0) _accepts(account, policy, left - 1);
        _accepts(account, policy, left);
        _refuses(account, policy, left + 1, PER_PERIOD, policy.perPeriod, left);
    }

    function _accepts(address account, PolicyFixture memory policy, uint256 amount) private view {
        quittance.authorize(_commitment(account, amount), _sealWith(_envelope(policy), account, keccak256("digest")));
    }

    function _refuses(
        address account,
        PolicyFixture memory policy,
        uint256 amount,
        bytes4 reason,
        uint256 limit,
        uint256 remaining
    ) private {
        bytes memory envelope = _sealWith(_envelope(policy), account, keccak256("digest"));
        VM.expectRevert(abi.encodeWithSelector(reason, account, limit, amount, remaining));
        quittance.authorize(_commitment(account, amount), envelope);
    }

    function _sealOrder(Order memory order, PolicyFixture memory policy) private view returns (bytes memory) {
        return _sealWith(_envelope(policy), order.account, AccountDigests.order(address(quittance), order));
    }
}
