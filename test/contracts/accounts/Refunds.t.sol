// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Digests} from "../support/Digests.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Range} from "../support/Range.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @dev Of deals; of bonds: BondsByAccounts.t.sol. The buyer's periods are of thirty days, so that a deal can end in
/// the one it was opened in.
contract RefundsTest is AccountBase {
    uint96 private constant FEE = 1e6;
    uint96 private constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2 + 3 * FEE;
    uint256 private constant PERIOD = (HOUR_NOW - (HOUR_NOW % 720)) * 1 hours;
    uint256 private constant NEXT_PERIOD = PERIOD + 30 days;

    address private _account;

    function setUp() public override {
        super.setUp();
        _account = _openManagedAccount(1, _monthly());
    }

    // ---- every path ----

    function test_Refunded() external {
        TermsFixture memory fixture = _openMonthly();
        _expect(fixture, AMOUNT_0 + FEE);
        _refund(fixture, 0);
        _requireBack(AMOUNT_0 + FEE);
        _expect(fixture, AMOUNT_2 + FEE);
        _refund(fixture, 2);
        _requireBack(AMOUNT_0 + AMOUNT_2 + 2 * FEE);
    }

    function test_Agreed() external {
        TermsFixture memory fixture = _openMonthly();
        bytes32 digest = Digests.agreement(address(quittance), fixture, 1, 14e6, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, digest);
        _expect(fixture, AMOUNT_1 - 14e6 + FEE);
        quittance.agree(fixture.whole(), 1, 14e6, OPEN_BY, buyers, sellers);
        _requireBack(AMOUNT_1 - 14e6 + FEE);
    }

    function test_Cancelled() external {
        TermsFixture memory fixture = _openMonthly();
        _refund(fixture, 0);
        uint96 left = TOTAL - AMOUNT_0 - FEE;
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, OPEN_BY);
        bytes memory sellers = Signing.sign(SELLER_KEY, digest);
        bytes memory buyers = _sealWith(_envelope(_monthly()), _account, digest);
        _expect(fixture, left);
        quittance.cancel(fixture.whole(), left, OPEN_BY, buyers, sellers);
        _requireBack(TOTAL);
    }

    function test_Reclaimed() external {
        TermsFixture memory fixture = _openMonthly();
        VM.warp(DEADLINE_0 + 1);
        bytes memory word = _signByKey(Digests.reclaim(address(quittance), fixture, 0));
        _expect(fixture, AMOUNT_0 + FEE);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, word);
        _requireBack(AMOUNT_0 + FEE);
    }

    function test_Released_TheFeeAlone() external {
        TermsFixture memory fixture = _openMonthly();
        _expect(fixture, FEE);
        _releasePayment(fixture, 0);
        _requireBack(FEE);
    }

    function test_Released_NothingWithoutAFee() external {
        TermsFixture memory fixture = _bought(_account);
        _openWith(fixture, _envelope(_monthly()));
        VM.recordLogs();
        _releasePayment(fixture, 0);
        VM.assertEq(_restored(), 0, "nothing comes back");
        _requireSpent(_account, fixture.total(), fixture.total(), PERIOD, "accepted");
    }

    function test_JudgedAtOnce() external {
        TermsFixture memory fixture = _openMonthly();
        _expect(fixture, (AMOUNT_0 * 6) / 10);
        _judge(fixture, 0, 4_000);
        _requireBack((AMOUNT_0 * 6) / 10);
        VM.recordLogs();
        _judge(fixture, 1, FULL);
        VM.assertEq(_restored(), 0, "nothing comes back");
        _requireBack((AMOUNT_0 * 6) / 10);
    }

    function test_SettledAsItStood() external {
        TermsFixture memory fixture = _boughtBy(_account, _contestable());
        _openWith(fixture, _envelope(_monthly()));
        _judge(fixture, 0, 4_000);
        VM.warp(NOW + W);
        _expect(fixture, (AMOUNT_0 * 6) / 10);
        quittance.settle(fixture.whole(), 0);
        _requireBack((AMOUNT_0 * 6) / 10);
    }

    function test_SettledInSilence() external {
        TermsFixture memory fixture = _openMonthly();
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        uint96 back = (AMOUNT_0 * 6) / 10 + FEE;
        _expect(fixture, back);
        quittance.settle(fixture.whole(), 0);
        _requireBack(back);
    }

    function test_Ruled() external {
        TermsFixture memory fixture = _boughtBy(_account, _contestable());
        _openWith(fixture, _envelope(_monthly()));
        _judge(fixture, 0, 4_000);
        _contest(fixture, SELLER, 4_000);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 4_000));
        _contest(fixture, SELLER, 4_000);
        _expect(fixture, AMOUNT_0);
        _rule(fixture, 0);
        _requireBack(AMOUNT_0);
    }

    /// @dev What reimburses the other side's bond does not come back.
    function test_Ruled_LessTheBondsOfTheOtherSide() external {
        TermsFixture memory fixture = _boughtBy(_account, _contestable());
        _openWith(fixture, _envelope(_monthly()));
        _judge(fixture, 0, 0);
        _contest(fixture, SELLER, 0);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 4_000));
        VM.warp(NOW + W);
        uint96 back = (AMOUNT_0 * 6) / 10 - BOND;
        _expect(fixture, back);
        quittance.settle(fixture.whole(), 0);
        _requireBack(back);
    }

    // ---- periods ----

    function test_FromAnEarlierPeriod() external {
        TermsFixture memory fixture = _openMonthly();
        VM.warp(NEXT_PERIOD);
        _spend(_account, _monthly(), 1, 9e6);
        _refund(fixture, 0);
        uint256 spent = TOTAL + 9e6 - AMOUNT_0 - FEE;
        _requireSpent(_account, spent, 9e6, NEXT_PERIOD, "not to the period");
    }

    function test_FromThePeriodOnRecordThatHasEnded() external {
        TermsFixture memory fixture = _openMonthly();
        VM.warp(NEXT_PERIOD);
        _refund(fixture, 0);
        uint256 left = TOTAL - AMOUNT_0 - FEE;
        _requireSpent(_account, left, left, PERIOD, "on record");
        PolicyFixture memory policy = _monthly();
        policy.perPeriod = uint64(TOTAL);
        _setPolicy(_account, _monthly(), policy);
        _requireSpent(_account, left, 0, NEXT_PERIOD, "counts for nothing");
    }

    function test_InTheLastAndTheFirstSecond() external {
        VM.warp(NEXT_PERIOD - 1);
        TermsFixture memory last = _fresh(1);
        _openWith(last, _envelope(_monthly()));
        VM.warp(NEXT_PERIOD);
        TermsFixture memory first = _fresh(2);
        _openWith(first, _envelope(_monthly()));
        _requireSpent(_account, 2 * uint256(TOTAL), TOTAL, NEXT_PERIOD, "both");
        _refund(last, 0);
        _requireSpent(_account, 2 * uint256(TOTAL) - AMOUNT_0 - FEE, TOTAL, NEXT_PERIOD, "the last second's");
        _refund(first, 0);
        uint256 one = AMOUNT_0 + FEE;
        _requireSpent(_account, 2 * (uint256(TOTAL) - one), TOTAL - one, NEXT_PERIOD, "the first second's");
    }

    // ---- room ----

    function test_ExactlyWhatComesBackCanBeCommittedAgain() external {
        PolicyFixture memory policy = _monthly();
        (policy.perPeriod, policy.lifetime) = (uint64(TOTAL), uint64(TOTAL));
        _setPolicy(_account, _monthly(), policy);
        TermsFixture memory fixture = _boughtBy(_account, _fixtureWithFees());
        _openWith(fixture, _envelope(policy));
        _requireRoom(policy, 0);
        _refund(fixture, 0);
        _requireRoom(policy, AMOUNT_0 + FEE);
        _spend(_account, policy, 1, AMOUNT_0 + FEE);
        _requireRoom(policy, 0);
    }

    /// @dev Promise 20: whatever is committed and comes back, no more than the limits is out at once, and room is never
    /// more.
    function testFuzz_NoMoreRoomThanTheLimits(uint256 seed) external {
        PolicyFixture memory policy = _monthly();
        (policy.perPeriod, policy.lifetime) = (uint64(3 * TOTAL), uint64(5 * TOTAL));
        _setPolicy(_account, _monthly(), policy);
        TermsFixture[] memory fixtures = new TermsFixture[](6);
        for (uint64 i = 0; i < 6; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            VM.warp(Range.within(block.timestamp + (random % 12 days), NOW, KEY_EXPIRY - 1));
            fixtures[i] = _fresh(i);
            bytes memory envelope = _sealWith(_envelope(policy), _account, _dealId(fixtures[i]));
            bytes memory sellers = _sellerSignature(fixtures[i]);
            try quittance.open(fixtures[i].whole(), envelope, sellers) {} catch {}
            TermsFixture memory chosen = fixtures[(random >> 64) % (i + 1)];
            if (_unsettled(_dealId(chosen)) == TOTAL) _refund(chosen, uint8((random >> 128) % 3));
            (, uint64 spent, uint64 inPeriod, , , , , ) = quittance.accountOf(_account);
            VM.assertLe(spent, policy.lifetime, "permanently");
            VM.assertLe(inPeriod, policy.perPeriod, "in the period");
            _requireNoLessThanOut(fixtures, i, spent);
        }
    }

    // ---- who has no budget ----

    function test_TheSellersPartIsNoRefund() external {
        TermsFixture memory fixture = _sold(managedAccount);
        _spend(managedAccount, PolicyFixtures.unlimited(), 1, 5e6);
        _openFor(fixture);
        VM.recordLogs();
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(_restored(), 0, "no budget");
        _requireSpent(managedAccount, 5e6, 5e6, NOW - 8 hours, "paid");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 5e6 + AMOUNT_0, "balance");
    }

    function test_AWalletHasNoBudget() external {
        TermsFixture memory fixture = _fixtureWithFees();
        fixture.destinations = 3;
        _open(fixture);
        VM.recordLogs();
        _refund(fixture, 0);
        VM.assertEq(_restored(), 0, "no budget");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - TOTAL + AMOUNT_0 + FEE, "balance");
    }

    function _monthly() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.period = 720;
    }

    /// @return fixture With fees and a proportional payout in tenths, open, bought by the account.
    function _openMonthly() private returns (TermsFixture memory fixture) {
        fixture = _boughtBy(_account, _fixtureWithFees());
        (fixture.passingScore, fixture.payoutStep) = (1, 1_000);
        _openWith(fixture, _envelope(_monthly()));
    }

    /// @return fixture That may be opened now, whenever that is.
    function _fresh(uint64 salt) private view returns (TermsFixture memory fixture) {
        fixture = _boughtBy(_account, _fixtureWithFees());
        fixture.salt = salt;
        fixture.openBy = uint40(block.timestamp) + 1;
        for (uint256 i = 0; i < 3; ++i) fixture.milestones[i].deadline = uint40(block.timestamp) + 1 days;
    }

    function _refund(TermsFixture memory fixture, uint8 milestone) private {
        bytes32 digest = Digests.refund(address(quittance), fixture, milestone);
        quittance.refund(fixture.whole(), milestone, Signing.sign(SELLER_KEY, digest));
    }

    function _releasePayment(TermsFixture memory fixture, uint8 milestone) private {
        bytes32 digest = Digests.release(address(quittance), fixture, milestone);
        quittance.release(fixture.whole(), milestone, _sealWith(_envelope(_monthly()), _account, digest));
    }

    function _expect(TermsFixture memory fixture, uint96 amount) private {
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(_account, _dealId(fixture), amount);
    }

    function _requireBack(uint96 back) private view {
        _requireSpent(_account, TOTAL - back, TOTAL - back, PERIOD, "back");
        VM.assertEq(_balance(_account), MANAGED_ACCOUNT_BALANCE - TOTAL + back, "balance");
    }

    function _requireRoom(PolicyFixture memory policy, uint256 room) private {
        bytes memory envelope = _sealWith(_envelope(policy), _account, keccak256("digest"));
        quittance.authorize(_commitment(_account, room), envelope);
        VM.expectPartialRevert(IAuthority.Quittance_PeriodLimitExceeded.selector);
        quittance.authorize(_commitment(_account, room + 1), envelope);
    }

    /// @dev What is out in deals is spent, at least.
    function _requireNoLessThanOut(TermsFixture[] memory fixtures, uint256 last, uint256 spent) private view {
        uint256 out;
        for (uint256 i = 0; i <= last; ++i) out += _unsettled(_dealId(fixtures[i]));
        VM.assertEq(spent, out, "what is out is spent, and nothing else");
    }

    function _restored() private returns (uint256 count) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IAuthority.BudgetRestored.selector) ++count;
        }
    }
}
