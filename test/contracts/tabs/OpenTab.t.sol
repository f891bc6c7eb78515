// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {Tab, TabState} from "../../../contracts/types/Tab.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Approvals} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {VM} from "../support/Vm.sol";

contract OpenTabTest is TabBase {
    bytes32 private constant REFERENCE = keccak256("x402 request");

    uint256 private constant MAX_TERM = 730 days;
    bytes private constant BAD_SIGNATURE = abi.encodeWithSignature("Error(string)", "FiatTokenV2: invalid signature");

    // ---- once, in time, within bounds ----

    function test_RevertWhen_ItWasOpenedBefore() external {
        Tab memory tab = _tab();
        bytes memory authorization = _authorizationTo(tab);
        bytes memory used = abi.encodeWithSelector(ITabs.Quittance_TabAlreadyOpened.selector, _tabId(tab));
        quittance.openTab(tab, false, authorization);
        VM.expectRevert(used);
        quittance.openTab(tab, false, authorization);
        VM.prank(SELLER);
        quittance.closeTab(tab, "");
        VM.expectRevert(used);
        quittance.openTab(tab, false, authorization);
    }

    function test_RevertWhen_OpenByHasCome() external {
        Tab memory tab = _tab();
        bytes memory authorization = _authorizationTo(tab);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(OPEN_BY + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IDeals.Quittance_OpeningExpired.selector,
                    uint256(OPEN_BY),
                    uint256(OPEN_BY) + late
                )
            );
            quittance.openTab(tab, false, authorization);
        }
        VM.warp(OPEN_BY - 1);
        quittance.openTab(tab, false, authorization);
    }

    function test_RevertWhen_TheReserveIsZero() external {
        Tab memory tab = _tab();
        tab.reserve = 0;
        _refusesField(tab, "reserve", 0, 1, type(uint96).max);
        tab.reserve = 1;
        _openTab(tab);
    }

    function test_RevertWhen_TheEndIsOutOfItsBounds() external {
        Tab memory tab = _tab();
        tab.end = NOW;
        _refusesField(tab, "end", NOW, NOW + 1, NOW + MAX_TERM);
        tab.end = uint40(NOW + MAX_TERM + 1);
        _refusesField(tab, "end", NOW + MAX_TERM + 1, NOW + 1, NOW + MAX_TERM);
        tab.end = NOW + 1;
        _openTab(tab);
        tab.end = uint40(NOW + MAX_TERM);
        _openTab(tab);
    }

    function test_RevertWhen_TheGraceIsOutOfItsBounds() external {
        Tab memory tab = _tab();
        tab.grace = 10 minutes - 1;
        _refusesField(tab, "grace", 10 minutes - 1, 10 minutes, 30 days);
        tab.grace = 30 days + 1;
        _refusesField(tab, "grace", 30 days + 1, 10 minutes, 30 days);
        tab.grace = 10 minutes;
        _openTab(tab);
        tab.grace = 30 days;
        _openTab(tab);
    }

    function test_RevertWhen_ThePayeeMayHoldNoBalance() external {
        address[4] memory barred = [address(0), address(usdc), address(quittance), managedAccount];
        Tab memory tab = _tab();
        for (uint256 i = 0; i < barred.length; ++i) {
            tab.payee = barred[i];
            _refusesAddress(tab, "payee", barred[i]);
        }
        tab = _walletTab();
        tab.payee = BUYER;
        _refusesAddress(tab, "payee", BUYER);
    }

    function test_RevertWhen_TheVoucherKeyIsZero() external {
        Tab memory tab = _tab();
        tab.voucherKey = address(0);
        _refusesAddress(tab, "voucherKey", address(0));
    }

    // ---- a wallet, from its balance ----

    function test_Wallet_TakesASignatureOfItsOwnOrItsCall() external {
        Tab memory tab = _walletTab();
        quittance.openTab(tab, false, Signing.sign(BUYER_KEY, _tabId(tab)));
        tab.salt = 2;
        quittance.openTab(tab, false, Signing.signCompact(BUYER_KEY, _tabId(tab)));
        tab.salt = 3;
        VM.prank(BUYER);
        quittance.openTab(tab, false, "");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - 3 * RESERVE, "balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS, "wallet");
    }

    function test_Wallet_TakesAContractsAuthorization() external {
        Tab memory tab = _walletTab();
        tab.account = address(new Erc1271Wallet(BUYER));
        _fundLedger(tab.account, RESERVE);
        quittance.openTab(tab, false, Signing.sign(BUYER_KEY, _tabId(tab)));
        VM.assertEq(quittance.balanceOf(tab.account), 0, "balance");
    }

    function test_Wallet_RemembersWhenAndEmitsTabOpened() external {
        Tab memory tab = _walletTab();
        (tab.category, tab.salt, tab.reference_) = (7, 8, REFERENCE);
        bytes32 tabId = _tabId(tab);
        bytes memory authorization = _authorizationTo(tab);
        VM.warp(NOW + 9);
        VM.expectEmit(address(quittance));
        emit ITabs.TabOpened(tabId, BUYER, SELLER, RESERVE, OPEN_BY, END, GRACE, VOUCHER, 7, 8, REFERENCE, false);
        VM.prank(STRANGER);
        bytes32 id = quittance.openTab(tab, false, authorization);
        VM.assertEq(id, tabId, "tab id");
        VM.assertEq(quittance.tabIdOf(tab), tabId, "asked for");
        TabState memory state = quittance.tabOf(tabId);
        VM.assertEq(state.openedAt, NOW + 9, "openedAt");
        VM.assertEq(state.redeemed, 0, "redeemed");
        VM.assertFalse(state.closed, "closed");
    }

    function test_Wallet_RevertWhen_AnotherSignedOrAnotherTab() external {
        Tab memory tab = _walletTab();
        bytes memory refusal = abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, _tabId(tab));
        bytes memory byAnother = Signing.sign(SELLER_KEY, _tabId(tab));
        tab.salt = 2;
        bytes memory ofAnother = _authorizationTo(tab);
        tab.salt = 1;
        VM.expectRevert(refusal);
        quittance.openTab(tab, false, byAnother);
        VM.expectRevert(refusal);
        quittance.openTab(tab, false, ofAnother);
        VM.prank(SELLER);
        VM.expectRevert(refusal);
        quittance.openTab(tab, false, "");
    }

    function test_Wallet_RevertWhen_TheBalanceHoldsOneUnitLess() external {
        Tab memory tab = _walletTab();
        tab.reserve = BALANCE + 1;
        bytes memory authorization = _authorizationTo(tab);
        VM.expectRevert(
            abi.encodeWithSelector(
                ILedger.Quittance_InsufficientBalance.selector,
                BUYER,
                uint256(BALANCE),
                uint256(BALANCE) + 1
            )
        );
        quittance.openTab(tab, false, authorization);
        tab.reserve = BALANCE;
        _openTab(tab);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "all of it");
    }

    // ---- a managed account ----

    function test_Account_TakesAKeysEnvelopeAndCountsTheReserve() external {
        Tab memory tab = _tab();
        bytes memory authorization = _authorizationTo(tab);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(managedAccount, _tabId(tab), AGENT, RESERVE);
        VM.prank(STRANGER);
        quittance.openTab(tab, false, authorization);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - RESERVE, "balance");
        _requireSpent(managedAccount, RESERVE, RESERVE, (HOUR_NOW - (HOUR_NOW % 24)) * 1 hours, "reserved");
    }

    function test_Account_RevertWhen_TheKeyMayNotOpenTabs() external {
        uint256 others = Capabilities.COMMIT | Capabilities.DELIVER | Capabilities.SETTLE;
        _setKey(managedAccount, AGENT, KEY_EXPIRY, others);
        Tab memory tab = _tab();
        bytes memory authorization = _authorizationTo(tab);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CapabilityMissing.selector,
                managedAccount,
                AGENT,
                Capabilities.TABS,
                others
            )
        );
        quittance.openTab(tab, false, authorization);
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.TABS);
        quittance.openTab(tab, false, authorization);
    }

    function test_Account_RevertWhen_ThePolicyAllowsLess() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = uint64(RESERVE) - 1;
        Tab memory tab = _tab();
        tab.account = _openManagedAccount(1, policy);
        bytes memory authorization = _sealWith(_envelope(policy), tab.account, _tabId(tab));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_PerTransactionLimitExceeded.selector,
                tab.account,
                uint256(RESERVE) - 1,
                uint256(RESERVE),
                uint256(RESERVE) - 1
            )
        );
        quittance.openTab(tab, false, authorization);
        tab.reserve = RESERVE - 1;
        _openTabWith(tab, _envelope(policy));
    }

    function test_Account_RevertWhen_ThePayeeOrTheCategoryIsNotListed() external {
        address[] memory payees = _one(SELLER);
        uint32[] memory categories = new uint32[](2);
        (categories[0], categories[1]) = (7, 8);
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.counterparties, policy.categories) = (Lists.rootOf(payees), Lists.rootOf(categories));
        Envelope memory envelope = _envelope(policy);
        envelope.proofs = bytes.concat(Lists.proofOf(payees, SELLER), Lists.proofOf(categories, 7));
        Tab memory tab = _tab();
        tab.account = _openManagedAccount(1, policy);
        tab.category = 9;
        bytes memory authorization = _sealWith(envelope, tab.account, _tabId(tab));
        VM.expectRevert(
            abi.encodeWithSelector(IAuthority.Quittance_CategoryNotAllowed.selector, tab.account, uint256(9))
        );
        quittance.openTab(tab, false, authorization);
        (tab.category, tab.payee) = (7, STRANGER);
        authorization = _sealWith(envelope, tab.account, _tabId(tab));
        VM.expectRevert(
            abi.encodeWithSelector(IAuthority.Quittance_CounterpartyNotAllowed.selector, tab.account, STRANGER)
        );
        quittance.openTab(tab, false, authorization);
        tab.payee = SELLER;
        _openTabWith(tab, envelope);
    }

    function test_Account_NeedsTheControllersApprovalAboveTheThreshold() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = uint64(RESERVE) - 1;
        Tab memory tab = _tab();
        tab.account = _openManagedAccount(1, policy);
        Envelope memory envelope = _envelope(policy);
        bytes memory authorization = _sealWith(envelope, tab.account, _tabId(tab));
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_ApprovalMissing.selector,
                tab.account,
                uint256(RESERVE) - 1,
                uint256(RESERVE)
            )
        );
        quittance.openTab(tab, false, authorization);
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.openTab(tab));
        _openTabWith(tab, envelope);
    }

    function test_Account_RevertWhen_ItIsFrozen() external {
        Tab memory tab = _tab();
        bytes memory authorization = _authorizationTo(tab);
        _freeze(managedAccount);
        VM.expectRevert(abi.encodeWithSelector(IAuthority.Quittance_FrozenAccount.selector, managedAccount, PRINCIPAL));
        quittance.openTab(tab, false, authorization);
    }

    /// @dev No one has the key of its address, so the token takes no authorisation from it.
    function test_Account_RevertWhen_ItIsToComeFromItsWallet() external {
        Tab memory tab = _tab();
        _mint(managedAccount, RESERVE);
        bytes memory byAgent = Signing.sign(AGENT_KEY, _walletTabDigest(tab));
        bytes memory envelope = _seal(managedAccount, _walletTabDigest(tab));
        VM.expectRevert();
        quittance.openTab(tab, true, byAgent);
        VM.expectRevert();
        quittance.openTab(tab, true, envelope);
        VM.assertEq(usdc.balanceOf(managedAccount), RESERVE, "nothing moved");
    }

    // ---- from the wallet ----

    function test_FromWallet_TakesTheAuthorisationWhoseNonceIsTheTabId() external {
        Tab memory tab = _walletTab();
        bytes32 tabId = _tabId(tab);
        bytes memory authorisation = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        VM.expectEmit(address(quittance));
        emit ITabs.TabOpened(tabId, BUYER, SELLER, RESERVE, OPEN_BY, END, GRACE, VOUCHER, 0, 1, 0, true);
        VM.prank(STRANGER);
        quittance.openTab(tab, true, authorisation);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - RESERVE, "wallet");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "balance");
        VM.assertTrue(usdc.authorizationState(BUYER, tabId), "the tab id is the nonce");
    }

    function test_FromWallet_TakesAContractsAuthorisation() external {
        Tab memory tab = _walletTab();
        tab.account = address(new Erc1271Wallet(BUYER));
        _mint(tab.account, RESERVE);
        quittance.openTab(tab, true, Signing.sign(BUYER_KEY, _walletTabDigest(tab)));
        VM.assertEq(usdc.balanceOf(tab.account), 0, "wallet");
    }

    function test_FromWallet_RevertWhen_AnotherAmountTimeOrNonceWasAuthorised() external {
        Tab memory tab = _walletTab();
        bytes[4] memory wrong;
        tab.reserve = RESERVE - 1;
        wrong[0] = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        (tab.reserve, tab.openBy) = (RESERVE, OPEN_BY - 1);
        wrong[1] = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        (tab.openBy, tab.salt) = (OPEN_BY, 2);
        wrong[2] = Signing.sign(BUYER_KEY, _walletTabDigest(tab));
        tab.salt = 1;
        wrong[3] = _authorizationTo(tab);
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(BAD_SIGNATURE);
            quittance.openTab(tab, true, wrong[i]);
        }
    }

    // ---- refusals ----

    function _refusesField(
        Tab memory tab,
        string memory field,
        uint256 value,
        uint256 minimum,
        uint256 maximum
    ) private {
        bytes memory authorization = _authorizationTo(tab);
        VM.expectRevert(
            abi.encodeWithSelector(ITabs.Quittance_TabFieldInvalid.selector, field, value, minimum, maximum)
        );
        quittance.openTab(tab, false, authorization);
    }

    function _refusesAddress(Tab memory tab, string memory field, address refused) private {
        bytes memory authorization = _authorizationTo(tab);
        VM.expectRevert(abi.encodeWithSelector(ITabs.Quittance_TabAddressRefused.selector, field, refused));
        quittance.openTab(tab, false, authorization);
    }
}
