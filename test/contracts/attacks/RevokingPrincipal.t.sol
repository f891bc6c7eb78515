// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Digests} from "../support/Digests.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The principal that revokes, freezes, changes its policy, empties the balance and hands over: after its agent
/// has signed, to escape a deal, or after it has consumed, to escape paying. It stops what is new, and nothing else.
contract RevokingPrincipalTest is TabBase {
    /// @dev Everything it can do, at once.
    function _cutOff(address account) private {
        PolicyFixture memory nothing = PolicyFixtures.unlimited();
        (nothing.perTransaction, nothing.perPeriod, nothing.lifetime) = (0, 0, 0);
        nothing.activeUntil = 1;
        _setKey(account, AGENT, 0, 0);
        _setPolicy(account, PolicyFixtures.unlimited(), nothing);
        _freeze(account);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        uint96 left = _balance(account);
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, PRINCIPAL, left, 1);
        _handOver(PRINCIPAL, SUCCESSOR);
    }

    // ---- in mid-deal ----

    function test_InMidDealTheVerdictPaysTheSeller() external {
        TermsFixture memory fixture = _bought(managedAccount);
        bytes32 dealId = _openFor(fixture);
        _cutOff(managedAccount);
        for (uint8 i = 0; i < 3; ++i) _judge(fixture, i, FULL);
        VM.assertEq(usdc.balanceOf(SELLER), BALANCE + fixture.total(), "paid in full");
        VM.assertEq(_unsettled(dealId), 0, "settled");
    }

    function test_InMidDealSilencePaysTheSeller() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        _deliver(fixture, 0);
        _cutOff(managedAccount);
        VM.warp(NOW + V + W);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(usdc.balanceOf(SELLER), BALANCE + (uint256(AMOUNT_0) * 4) / 10, "the silence payout of the terms");
        VM.assertEq(_balance(managedAccount), (AMOUNT_0 * 6) / 10, "the rest is the account's");
    }

    function test_InMidContestTheArbiterRules() external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _contestable());
        _openFor(fixture);
        _judge(fixture, 0, 6_000);
        _contest(fixture, SELLER, 6_000);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(3, FULL));
        _contestAs(fixture, 3, FULL, true);
        _cutOff(managedAccount);
        _rule(fixture, FULL);
        VM.assertEq(usdc.balanceOf(SELLER), BALANCE + AMOUNT_0 - (AMOUNT_0 * 250) / FULL, "paid in full");
        VM.assertEq(quittance.balanceOf(ARBITER), BOND, "the account's bond is the arbiter's");
    }

    /// @dev A frozen seller still has to be paid for: it delivers, is judged and earns, no matter who controls it now.
    function test_AFrozenSellerDeliversAndEarns() external {
        TermsFixture memory fixture = _sold(managedAccount);
        bytes32 dealId = _openFor(fixture);
        bytes memory delivery = _signByKey(Digests.delivery(address(quittance), dealId, 0, EVIDENCE, EVIDENCE_URI));
        _freeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, delivery);
        _judge(fixture, 0, FULL);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE + AMOUNT_0, "paid to the balance");
    }

    /// @dev Frozen money that no deal holds any more is still the principal's.
    function test_WhatIsLeftInADealComesBackToAFrozenAccount() external {
        TermsFixture memory fixture = _bought(managedAccount);
        _openFor(fixture);
        bytes memory word = _signByKey(Digests.reclaim(address(quittance), fixture, 0));
        _freeze(managedAccount);
        VM.warp(DEADLINE_0 + 1);
        quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, word);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - fixture.total() + AMOUNT_0, "balance");
    }

    // ---- after consuming ----

    function test_AfterConsumingEveryVoucherIsPaid() external {
        Tab memory tab = _tab();
        tab.voucherKey = AGENT;
        _openTab(tab);
        bytes memory voucher = _voucherWith(tab, RESERVE, Signing.sign(AGENT_KEY, _voucherDigest(tab, RESERVE)));
        _cutOff(managedAccount);
        VM.warp(LAST - 1);
        VM.assertEq(quittance.redeem(SELLER, voucher), RESERVE, "the agent's last word counts");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + RESERVE, "balance");
    }

    /// @dev A key that is revoked signs vouchers on: the tab named it, and the reserve is all that can be lost.
    function test_TheReserveIsAllThatARevokedVoucherKeyCanLose() external {
        Tab memory tab = _tab();
        tab.voucherKey = AGENT;
        _openTab(tab);
        _cutOff(managedAccount);
        uint96[3] memory owed = [RESERVE / 2, RESERVE, type(uint96).max];
        uint96 paid;
        for (uint256 i = 0; i < owed.length; ++i) {
            bytes memory voucher = _voucherWith(tab, owed[i], Signing.sign(AGENT_KEY, _voucherDigest(tab, owed[i])));
            (bool done, bytes memory answer) = address(quittance).call(
                abi.encodeCall(quittance.redeem, (SELLER, voucher))
            );
            if (done) paid += abi.decode(answer, (uint96));
        }
        VM.assertEq(paid, RESERVE, "no more than the reserve");
    }

    function test_TheReserveCannotBeClosedAwayFromThePayee() external {
        Tab memory tab = _tab();
        _openTab(tab);
        _cutOff(managedAccount);
        address[3] memory callers = [PRINCIPAL, SUCCESSOR, AGENT];
        bytes memory byController = _closingOf(tab, SUCCESSOR_KEY);
        for (uint256 i = 0; i < callers.length; ++i) {
            VM.prank(callers[i]);
            VM.expectRevert();
            quittance.closeTab(tab, "");
            VM.prank(callers[i]);
            VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
            quittance.closeTab(tab, byController);
        }
        VM.prank(SUCCESSOR);
        VM.expectPartialRevert(ILedger.Quittance_InsufficientBalance.selector);
        quittance.withdrawFrom(managedAccount, SUCCESSOR, 1, 2);
        VM.assertEq(_redeem(tab, RESERVE), RESERVE, "the payee has it");
    }

    // ---- signed and not yet submitted ----

    /// @dev Promise 22: a revoked key opens nothing, whatever it signed before.
    function test_promise_22_RevokedAfterSigningBeforeSubmission() external {
        bytes[] memory calls = _signed();
        _setKey(managedAccount, AGENT, 0, 0);
        _refusesAll(calls, IAuthority.Quittance_KeyUnknown.selector);
    }

    function test_promise_22_ExpiredAfterSigningBeforeSubmission() external {
        _setKey(managedAccount, AGENT, NOW + 10, 15);
        bytes[] memory calls = _signed();
        VM.warp(NOW + 10);
        _refusesAll(calls, IAuthority.Quittance_KeyExpired.selector);
        VM.warp(NOW + 9);
        _takesAll(calls);
    }

    function test_FrozenAfterSigningBeforeSubmission() external {
        bytes[] memory calls = _signed();
        _freeze(managedAccount);
        _refusesAll(calls, IAuthority.Quittance_FrozenAccount.selector);
        _unfreeze(managedAccount);
        VM.prank(PRINCIPAL);
        quittance.freezeAll(PRINCIPAL);
        _refusesAll(calls, IAuthority.Quittance_FrozenAccount.selector);
        VM.prank(PRINCIPAL);
        quittance.unfreezeAll(PRINCIPAL);
        _takesAll(calls);
    }

    /// @dev Narrowed to what it can still do without committing: nothing of this.
    function test_NarrowedAfterSigningBeforeSubmission() external {
        bytes[] memory calls = _signed();
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 4);
        _refusesAll(calls, IAuthority.Quittance_CapabilityMissing.selector);
    }

    /// @return calls Everything that opens something for the handle: a deal as the buyer, one as the seller, a tab, an
    /// order.
    function _signed() private view returns (bytes[] memory calls) {
        calls = new bytes[](4);
        TermsFixture memory fixture = _bought(managedAccount);
        bytes32 dealId = _dealId(fixture);
        calls[0] = abi.encodeCall(
            quittance.open,
            (fixture.whole(), _seal(managedAccount, dealId), _sellerSignature(fixture))
        );
        fixture = _sold(managedAccount);
        dealId = _dealId(fixture);
        calls[1] = abi.encodeCall(quittance.open, (fixture.whole(), _buyerSignature(fixture), _signByKey(dealId)));
        Tab memory tab = _tab();
        calls[2] = abi.encodeCall(quittance.openTab, (tab, false, _seal(managedAccount, _tabId(tab))));
        Order[] memory orders = new Order[](1);
        bytes[] memory envelopes = new bytes[](1);
        orders[0] = _order(managedAccount, 1, 1e6);
        envelopes[0] = _seal(managedAccount, _orderId(orders[0]));
        calls[3] = abi.encodeCall(quittance.pay, (orders, envelopes));
    }

    function _refusesAll(bytes[] memory calls, bytes4 expected) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done, bytes memory reason) = address(quittance).call(calls[i]);
            VM.assertFalse(done, "nothing new");
            VM.assertEq(bytes32(bytes4(reason)), bytes32(expected), "for the stated reason");
        }
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "nothing was committed");
    }

    function _takesAll(bytes[] memory calls) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done, ) = address(quittance).call(calls[i]);
            VM.assertTrue(done, "in the second before");
        }
    }

    /// @dev A bond is a commitment: the agent may contest no more, no matter who else pays for it.
    function test_RevokedBeforeTheContestIsSubmitted() external {
        TermsFixture memory fixture = _boughtBy(managedAccount, _withoutArbiter());
        _openFor(fixture);
        _judge(fixture, 0, 7_000);
        bytes memory call = _contestCall(fixture, 2, 7_000);
        _setKey(managedAccount, AGENT, 0, 0);
        (bool done, bytes memory reason) = address(quittance).call(call);
        VM.assertFalse(done, "not by a revoked key");
        VM.assertEq(bytes32(bytes4(reason)), bytes32(IAuthority.Quittance_KeyUnknown.selector), "its reason");
        _setKey(managedAccount, AGENT, KEY_EXPIRY, 15);
        _freeze(managedAccount);
        (done, reason) = address(quittance).call(call);
        VM.assertFalse(done, "not out of a frozen balance");
        VM.assertEq(bytes32(bytes4(reason)), bytes32(IAuthority.Quittance_FrozenAccount.selector), "its reason");
        // Its principal can contest for it, with a bond of its own.
        _principalContests(fixture, 2, 7_000);
    }

    function _principalContests(TermsFixture memory fixture, uint8 round, uint16 payout) private {
        _fundLedger(PRINCIPAL, BOND);
        bytes32 nonce = Digests.bond(address(quittance), PRINCIPAL, _dealId(fixture), 0, round, managedAccount, BOND);
        bytes memory authorization = Signing.sign(PRINCIPAL_KEY, nonce);
        IContests.BondPayment memory bond = IContests.BondPayment(PRINCIPAL, false, 0, authorization);
        VM.prank(PRINCIPAL);
        quittance.contest(fixture.whole(), 0, managedAccount, payout, abi.encodePacked(PRINCIPAL), bond);
        VM.assertEq(quittance.contestOf(_dealId(fixture), 0, round).payer, PRINCIPAL, "contested");
    }

    function _contestAs(TermsFixture memory fixture, uint8 round, uint16 payout, bool expected) private {
        (bool done, ) = address(quittance).call(_contestCall(fixture, round, payout));
        VM.assertEq(done, expected, "the handle contests");
    }

    function _contestCall(TermsFixture memory fixture, uint8 round, uint16 payout) private view returns (bytes memory) {
        bytes32 dealId = _dealId(fixture);
        bytes memory word = _signByKey(
            Digests.contest(address(quittance), dealId, 0, round, payout, BOND, managedAccount)
        );
        bytes32 nonce = Digests.bond(address(quittance), managedAccount, dealId, 0, round, managedAccount, BOND);
        IContests.BondPayment memory bond = IContests.BondPayment(
            managedAccount,
            false,
            0,
            _seal(managedAccount, nonce)
        );
        return abi.encodeCall(IContests.contest, (fixture.whole(), 0, managedAccount, payout, word, bond));
    }
}
