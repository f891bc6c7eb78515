// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

contract CloseTabTest is TabBase {
    uint256 private constant TODAY = NOW - 8 hours;

    function test_RevertWhen_TheTabIsUnknown() external {
        Tab memory tab = _tab();
        VM.prank(SELLER);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabUnknown.selector, _tabId(tab)));
        quittance.closeTab(tab, "");
    }

    function test_RevertWhen_TheTabHasClosed() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        bytes memory refusal = abi.encodeWithSelector(ITabs.Quittance_TabAlreadyClosed.selector, tabId);
        VM.prank(SELLER);
        VM.expectRevert(refusal);
        quittance.closeTab(tab, "");
        VM.warp(LAST);
        VM.expectRevert(refusal);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "returned once");
    }

    // ---- before end and grace are over ----

    function test_Running_RevertWhen_AnybodyButThePayeeCalls() external {
        Tab memory tab = _walletTab();
        bytes32 tabId = _openTab(tab);
        address[4] memory callers = [BUYER, STRANGER, VOUCHER, AGENT];
        for (uint256 i = 0; i < callers.length; ++i) _refusesRunning(tab, tabId, callers[i], NOW);
        tab = _tab();
        tabId = _openTab(tab);
        address[3] memory people = [PRINCIPAL, AGENT, managedAccount];
        for (uint256 i = 0; i < people.length; ++i) _refusesRunning(tab, tabId, people[i], END);
        _refusesRunning(tab, tabId, PRINCIPAL, LAST - 1);
    }

    function test_Running_ThePayeeCallsOrSigns() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        _redeem(tab, 40e6);
        VM.expectEmit(address(quittance));
        emit ITabs.TabClosed(tabId, managedAccount, 60e6);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 40e6, "balance");
        VM.assertTrue(quittance.tabOf(tabId).closed, "closed");
        VM.assertEq(quittance.tabOf(tabId).redeemed, 40e6, "redeemed");
        tab.salt = 2;
        _openTab(tab);
        quittance.closeTab(tab, _closingOf(tab, SELLER_KEY));
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 40e6, "balance");
    }

    function test_Running_APayeeThatIsAContractSigns() external {
        Tab memory tab = _tab();
        tab.payee = address(new Erc1271Wallet(SELLER));
        _openTab(tab);
        bytes memory byAnother = _closingOf(tab, AGENT_KEY);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.closeTab(tab, byAnother);
        quittance.closeTab(tab, _closingOf(tab, SELLER_KEY));
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE, "returned");
    }

    function test_Running_RevertWhen_AnotherSignedOrAnotherTab() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory ofAnother = _closingOf(tab, SELLER_KEY);
        tab.salt = 2;
        bytes32 tabId = _openTab(tab);
        bytes memory refusal = abi.encodeWithSelector(
            IDeals.Quittance_InvalidSignature.selector,
            SELLER,
            _closingDigest(tab)
        );
        bytes[4] memory wrong = [
            ofAnother,
            _closingOf(tab, AGENT_KEY),
            Signing.sign(SELLER_KEY, tabId),
            Signing.sign(SELLER_KEY, _voucherDigest(tab, RESERVE))
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(refusal);
            quittance.closeTab(tab, wrong[i]);
        }
        VM.assertFalse(quittance.tabOf(tabId).closed, "open");
    }

    // ---- a payee that a principal opened ----

    function test_Account_AKeyThatMaySettleGivesTheRestUp() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.SETTLE);
        quittance.closeTab(tab, _seal(managedAccount, _closingDigest(tab)));
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "returned");
        uint256[2] memory keys = [AGENT_KEY, PRINCIPAL_KEY];
        for (uint64 i = 0; i < 2; ++i) {
            tab.salt = 2 + i;
            _openTab(tab);
            Envelope memory silent = _envelopeBy(keys[i], PolicyFixtures.unlimited());
            silent.key = 0;
            bytes memory envelope = _sealWith(silent, managedAccount, 0);
            VM.prank(VM.addr(keys[i]));
            quittance.closeTab(tab, envelope);
        }
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "returned");
    }

    function test_Account_RevertWhen_TheKeyMayNotSettle() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        bytes memory envelope = _seal(managedAccount, _closingDigest(tab));
        uint256 others = Capabilities.ALL ^ Capabilities.SETTLE;
        _setKey(managedAccount, AGENT, KEY_EXPIRY, others);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                Capabilities.SETTLE,
                others
            )
        );
        quittance.closeTab(tab, envelope);
        _setKey(managedAccount, AGENT, 0, 0);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_KeyUnknown.selector, managedAccount, AGENT));
        quittance.closeTab(tab, envelope);
    }

    /// @dev Neither the form for what costs nothing, nor another rest than is left.
    function test_Account_RevertWhen_TheFormOrTheRestIsAnother() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        bytes memory word = _signByKey(_closingDigest(tab));
        VM.expectPartialRevert(IAuthority.Quittance_AuthorizationMalformed.selector);
        quittance.closeTab(tab, word);
        bytes memory envelope = _seal(managedAccount, AccountDigests.closing(address(quittance), tab, RESERVE - 1));
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.closeTab(tab, envelope);
    }

    /// @dev It has no key of its own, no matter who claims to call as it.
    function test_Account_RevertWhen_ItsOwnAddressCalls() external {
        Tab memory tab = _walletTab();
        tab.payee = managedAccount;
        _openTab(tab);
        VM.prank(managedAccount);
        VM.expectRevert();
        quittance.closeTab(tab, "");
    }

    // ---- from end and grace on ----

    function test_Ended_AnybodyReturnsTheRest() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        _redeem(tab, 1e6);
        VM.warp(LAST);
        VM.expectEmit(address(quittance));
        emit ITabs.TabClosed(tabId, managedAccount, RESERVE - 1e6);
        VM.prank(STRANGER);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - 1e6, "balance");
    }

    function test_Ended_ClosesWithNothingToReturn() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        _redeem(tab, RESERVE);
        VM.warp(LAST + 400 days);
        VM.expectEmit(address(quittance));
        emit ITabs.TabClosed(tabId, managedAccount, 0);
        quittance.closeTab(tab, "");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - RESERVE, "balance");
        _requireSpent(managedAccount, RESERVE, RESERVE, TODAY, "spent for good");
    }

    function test_Ended_WhatCameFromAWalletReturnsToItsBalance() external {
        Tab memory tab = _walletTab();
        quittance.openTab(tab, true, Signing.sign(BUYER_KEY, _walletTabDigest(tab)));
        VM.warp(LAST);
        quittance.closeTab(tab, "");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE + RESERVE, "balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - RESERVE, "wallet");
        (, uint64 spent, , , , , , ) = quittance.accountOf(BUYER);
        VM.assertEq(spent, 0, "a wallet has no budget");
    }

    /// @dev At each second either vouchers are redeemed or the rest returns, never both and never neither.
    function test_promise_12_ExactlyOneOfRedeemingAndReturning() external {
        Tab memory tab = _tab();
        _openTab(tab);
        bytes memory redemption = abi.encodeCall(ITabs.redeem, (SELLER, _voucher(tab, 1e6)));
        bytes memory closing = abi.encodeCall(ITabs.closeTab, (tab, ""));
        uint40[7] memory times = [NOW, END - 1, END, END + 1, LAST - 1, LAST, LAST + 1];
        for (uint256 i = 0; i < times.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            VM.warp(times[i]);
            (bool redeemed, ) = address(quittance).call(redemption);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
            VM.warp(times[i]);
            (bool returned, ) = address(quittance).call(closing);
            VM.revertToState(snapshot);
            VM.assertEq(redeemed, times[i] < LAST, "redeemed");
            VM.assertEq(returned, times[i] >= LAST, "returned");
        }
    }

    // ---- the budget ----

    function test_Budget_ComesBackToTheTabsOwnPeriod() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        _redeem(tab, 30e6);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(managedAccount, tabId, 70e6);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _requireSpent(managedAccount, 30e6, 30e6, TODAY, "in the same day");
    }

    function test_Budget_OfAnEarlierPeriodComesBackForLifeOnly() external {
        Tab memory tab = _tab();
        bytes32 tabId = _openTab(tab);
        VM.warp(TODAY + 1 days);
        Tab memory next = _tab();
        (next.salt, next.openBy, next.reserve) = (2, END, 7e6);
        _openTab(next);
        _requireSpent(managedAccount, RESERVE + 7e6, 7e6, TODAY + 1 days, "the next day");
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(managedAccount, tabId, RESERVE);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        _requireSpent(managedAccount, 7e6, 7e6, TODAY + 1 days, "the first is back");
        VM.prank(SELLER);
        quittance.closeTab(next, "");
        _requireSpent(managedAccount, 0, 0, TODAY + 1 days, "and the other");
    }

    function _refusesRunning(Tab memory tab, bytes32 tabId, address caller, uint256 time) private {
        VM.warp(time);
        VM.prank(caller);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabRunning.selector, tabId, uint256(LAST), time));
        quittance.closeTab(tab, "");
    }
}
