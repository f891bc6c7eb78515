// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice An agent that wants to spend more than its period allows turns deals of past periods into deals of today and
/// takes them back, so that old money comes back as today's.
contract CapLaundererTest is AmendBase {
    uint64 private constant DAILY = uint64(AMOUNT_0 + AMOUNT_1 + AMOUNT_2) + MORE;
    uint64 private constant MORE = 30e6;
    uint256 private constant TODAY = NOW - 8 hours;

    function test_ARefundOfAnAmendedDealRestoresNothingOfToday() external {
        (address account, TermsFixture memory fixture, PolicyFixture memory policy) = _ofYesterday();
        TermsFixture memory next = _longer(fixture, MORE);
        next.openBy = NOW + 2 days;
        _amendBought(fixture, next, policy);
        _requireSpent(account, DAILY, MORE, TODAY + 1 days, "today it committed the difference");
        _cancel(next, policy);
        _requireSpent(account, 0, MORE, TODAY + 1 days, "what comes back was committed yesterday");
        VM.assertEq(_balance(account), MANAGED_ACCOUNT_BALANCE, "the money is back");
        _spend(account, policy, 1, DAILY - MORE);
        VM.expectRevert(_above(account, 0));
        this.spend(account, policy, 1);
    }

    function test_ASmallerDealRestoresNothingOfTodayEither() external {
        (address account, TermsFixture memory fixture, PolicyFixture memory policy) = _ofYesterday();
        _spend(account, policy, 1, DAILY);
        TermsFixture memory next = _shorter(fixture);
        next.openBy = NOW + 2 days;
        _amendBought(fixture, next, policy);
        _requireSpent(account, DAILY + AMOUNT_0 + AMOUNT_1, DAILY, TODAY + 1 days, "nothing of today came back");
        VM.expectRevert(_above(account, 0));
        this.spend(account, policy, 1);
    }

    /// @dev However often: up and down again commits and restores its differences alone.
    function test_GoingUpAndDownGainsNothing() external {
        PolicyFixture memory policy = _daily();
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        for (uint256 i = 0; i < 3; ++i) {
            TermsFixture memory next = _longer(fixture, MORE);
            _amendBought(fixture, next, policy);
            _requireSpent(account, DAILY, DAILY, TODAY, "up");
            fixture = _shorter(next);
            _amendBought(next, fixture, policy);
            _requireSpent(account, DAILY - MORE, DAILY - MORE, TODAY, "down");
        }
    }

    function spend(address account, PolicyFixture memory policy, uint96 amount) external {
        _spend(account, policy, 2, amount);
    }

    function _ofYesterday()
        private
        returns (address account, TermsFixture memory fixture, PolicyFixture memory policy)
    {
        policy = _daily();
        account = _openManagedAccount(1, policy);
        fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        VM.warp(NOW + 1 days);
    }

    function _daily() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.perPeriod = DAILY;
    }

    function _amendBought(TermsFixture memory fixture, TermsFixture memory next, PolicyFixture memory policy) private {
        bytes memory buyers = _sealWith(_envelope(policy), next.buyer, _dealId(next));
        quittance.amend(fixture.whole(), next.whole(), buyers, _agrees(SELLER_KEY, next));
    }

    function _cancel(TermsFixture memory fixture, PolicyFixture memory policy) private {
        uint96 left = uint96(fixture.total());
        uint40 until = NOW + 2 days;
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, until);
        bytes memory buyers = _sealWith(_envelope(policy), fixture.buyer, digest);
        quittance.cancel(fixture.whole(), left, until, buyers, Signing.sign(SELLER_KEY, digest));
    }

    function _above(address account, uint256 left) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_PeriodLimitExceeded.selector,
                account,
                uint256(DAILY),
                uint256(1),
                left
            );
    }
}
