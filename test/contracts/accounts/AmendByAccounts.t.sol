// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Capabilities} from "../../../contracts/types/Key.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {Approval, Approvals, ShownPayee} from "../support/Approval.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract AmendByAccountsTest is AmendBase {
    uint64 private constant TOTAL = uint64(AMOUNT_0 + AMOUNT_1 + AMOUNT_2);
    uint64 private constant MORE = 30e6;
    uint256 private constant TODAY = NOW - 8 hours;

    // ---- the buyer ----

    function test_Buyer_RevertWhen_TheKeyMayNotDoBoth() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _successor(fixture);
        uint256 both = Capabilities.COMMIT | Capabilities.SETTLE;
        uint256[3] memory few = [Capabilities.COMMIT, Capabilities.SETTLE, Capabilities.ALL ^ Capabilities.SETTLE];
        for (uint256 i = 0; i < 3; ++i) {
            _setKey(managedAccount, AGENT, KEY_EXPIRY, few[i]);
            _refuseBuyer(fixture, next, PolicyFixtures.unlimited(), _missing(managedAccount, AGENT, both, few[i]));
        }
        _setKey(managedAccount, AGENT, KEY_EXPIRY, both);
        _amendBuyer(fixture, next, _envelope(PolicyFixtures.unlimited()));
        VM.assertEq(_unsettled(_dealId(next)), TOTAL, "with both");
    }

    function test_Buyer_RevertWhen_TwoKeysShareIt() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _successor(fixture);
        uint256 both = Capabilities.COMMIT | Capabilities.SETTLE;
        _setKey(managedAccount, AGENT, KEY_EXPIRY, Capabilities.COMMIT);
        _setKey(managedAccount, SUCCESSOR, KEY_EXPIRY, Capabilities.SETTLE);
        _refuseBuyer(
            fixture,
            next,
            PolicyFixtures.unlimited(),
            _missing(managedAccount, AGENT, both, Capabilities.COMMIT)
        );
        Envelope memory envelope = _envelopeBy(SUCCESSOR_KEY, PolicyFixtures.unlimited());
        _refuseWith(fixture, next, envelope, _missing(managedAccount, SUCCESSOR, both, Capabilities.SETTLE));
    }

    function test_RevertWhen_Frozen() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _successor(fixture);
        _freeze(managedAccount);
        bytes memory frozen = abi.encodeWithSelector(
            IAuthority.Quittance_FrozenAccount.selector,
            managedAccount,
            PRINCIPAL
        );
        _refuseBuyer(fixture, next, PolicyFixtures.unlimited(), frozen);
        _unfreeze(managedAccount);
        fixture = _openSold(managedAccount);
        next = _successor(fixture);
        _freeze(managedAccount);
        _refuseSeller(fixture, next, _envelope(PolicyFixtures.unlimited()), frozen);
    }

    function test_RevertWhen_PaidToAWallet() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _successor(fixture);
        next.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_LedgerDestinationNeeded.selector,
            managedAccount
        );
        _refuseBuyer(fixture, next, PolicyFixtures.unlimited(), reason);
        fixture = _openSold(managedAccount);
        next = _successor(fixture);
        next.destinations = 0;
        _refuseSeller(fixture, next, _envelope(PolicyFixtures.unlimited()), reason);
    }

    function test_Buyer_RevertWhen_AWalletWouldPay() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _longer(fixture, MORE);
        next.destinations = TermsFixtures.BUYER_TO_LEDGER;
        _refuseBuyer(fixture, next, PolicyFixtures.unlimited(), bytes("ECRecover: invalid signature length"));
    }

    function test_Buyer_TheLargerCountsAsOneTransaction() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perTransaction = TOTAL;
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        _refuseBuyer(fixture, _longer(fixture, 1), policy, _above(account, TOTAL, TOTAL + 1));
        PolicyFixture memory less = PolicyFixtures.unlimited();
        less.perTransaction = TOTAL - 1;
        _setPolicy(account, policy, less);
        _refuseBuyer(fixture, _successor(fixture), less, _above(account, TOTAL - 1, TOTAL));
        // A smaller total does not hide what the account gives up.
        _refuseBuyer(fixture, _shorter(fixture), less, _above(account, TOTAL - 1, TOTAL));
        _setPolicy(account, less, policy);
        _amendBuyer(fixture, _successor(fixture), _envelope(policy));
    }

    function test_Buyer_TheThreshold() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = TOTAL;
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _boughtBy(account, _fixtureWithFees());
        fixture.verificationFee = 0;
        _openWith(fixture, _envelope(policy));
        TermsFixture memory next = _successor(fixture);
        uint256 snapshot = VM.snapshotState();
        _amendBuyer(fixture, next, _envelope(policy));
        VM.revertToState(snapshot);
        next = _longer(fixture, MORE);
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_ApprovalMissing.selector,
            account,
            uint256(TOTAL),
            uint256(TOTAL + MORE)
        );
        _refuseBuyer(fixture, next, policy, reason);
        Envelope memory envelope = _envelope(policy);
        envelope.approver = PRINCIPAL_KEY;
        envelope.approval = _approvalOfBuyer(TOTAL + MORE, TOTAL + MORE);
        envelope.approval.purpose = "open a deal";
        _refuseUnapproved(fixture, next, envelope, account, _approvalOfBuyer(TOTAL + MORE, TOTAL + MORE));
        envelope.approval = _approvalOfBuyer(MORE, TOTAL + MORE);
        _refuseUnapproved(fixture, next, envelope, account, _approvalOfBuyer(TOTAL + MORE, TOTAL + MORE));
        envelope.approval = _approvalOfBuyer(TOTAL + MORE, TOTAL + MORE);
        _amendBuyer(fixture, next, envelope);
        VM.assertEq(_unsettled(_dealId(next)), TOTAL + MORE, "approved");
    }

    function test_Buyer_TheLists() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        TermsFixture memory fixture = _openBought(managedAccount);
        PolicyFixture memory listed = PolicyFixtures.unlimited();
        listed.counterparties = Lists.leafOf(STRANGER);
        _setPolicy(managedAccount, policy, listed);
        Envelope memory envelope = _envelope(listed);
        envelope.proofs = hex"00";
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_CounterpartyNotAllowed.selector,
            managedAccount,
            SELLER
        );
        _refuseWith(fixture, _successor(fixture), envelope, reason);
        PolicyFixture memory categories = PolicyFixtures.unlimited();
        categories.categories = Lists.leafOf(uint32(7));
        _setPolicy(managedAccount, listed, categories);
        envelope = _envelope(categories);
        envelope.proofs = hex"00";
        reason = abi.encodeWithSelector(IAuthority.Quittance_CategoryNotAllowed.selector, managedAccount, uint256(0));
        _refuseWith(fixture, _successor(fixture), envelope, reason);
        TermsFixture memory next = _successor(fixture);
        next.category = 7;
        _amendBuyer(fixture, next, envelope);
    }

    function test_Buyer_TheCountersCountTheDifference() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perPeriod = TOTAL + MORE;
        policy.lifetime = TOTAL + MORE;
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        bytes memory period = abi.encodeWithSelector(
            IAuthority.Quittance_PeriodLimitExceeded.selector,
            account,
            uint256(TOTAL + MORE),
            uint256(MORE + 1),
            uint256(MORE)
        );
        _refuseBuyer(fixture, _longer(fixture, MORE + 1), policy, period);
        VM.warp(NOW + 1 days);
        TermsFixture memory next = _longer(fixture, MORE + 1);
        next.openBy = NOW + 2 days;
        bytes memory lifetime = abi.encodeWithSelector(
            IAuthority.Quittance_LifetimeLimitExceeded.selector,
            account,
            uint256(TOTAL + MORE),
            uint256(MORE + 1),
            uint256(MORE)
        );
        _refuseBuyer(fixture, next, policy, lifetime);
        next = _longer(fixture, MORE);
        next.openBy = NOW + 2 days;
        _amendBuyer(fixture, next, _envelope(policy));
        _requireSpent(account, TOTAL + MORE, MORE, TODAY + 1 days, "the difference alone");
    }

    function test_Buyer_UsedUpLimitsAllowAnAmendmentThatPaysNothing() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.perPeriod = TOTAL;
        policy.lifetime = TOTAL;
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        TermsFixture memory next = _successor(fixture);
        _amendBuyer(fixture, next, _envelope(policy));
        _requireSpent(account, TOTAL, TOTAL, TODAY, "once");
        // So do limits that are now below what was spent.
        PolicyFixture memory less = PolicyFixtures.unlimited();
        (less.perPeriod, less.lifetime) = (1, 1);
        _setPolicy(account, policy, less);
        _amendBuyer(next, _successor(next), _envelope(less));
        _requireSpent(account, TOTAL, TOTAL, NOW, "still once");
    }

    function test_Buyer_TheTreasuryBringsTheDifference() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited().drawingOn(0);
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _bought(account);
        _openWith(fixture, _envelope(policy));
        uint96 most = _balance(account) - 4e6;
        VM.prank(PRINCIPAL);
        quittance.withdrawFrom(account, PRINCIPAL, most, 1);
        TermsFixture memory next = _longer(fixture, MORE);
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        bytes memory buyers = _sealWith(_envelope(policy), account, _dealId(next));
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.expectEmit(address(quittance));
        emit IAuthority.TreasuryDrawn(account, managedAccount, _dealId(next), MORE - 4e6);
        // Who adds up balances by the events never sees one below zero.
        VM.expectEmit(address(quittance));
        emit IAmendments.DealAmended(_dealId(fixture), _dealId(next), TOTAL, MORE, 0);
        VM.expectEmit(address(quittance));
        emit IDeals.DealOpened(_dealId(next), account, SELLER, newTerms);
        quittance.amend(oldTerms, newTerms, buyers, sellers);
        VM.assertEq(_balance(account), 0, "its own first");
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - (MORE - 4e6), "the rest");
        _requireSpent(account, TOTAL + MORE, TOTAL + MORE, TODAY, "the whole difference");
        _requireSpent(managedAccount, 0, 0, 0, "nothing of the treasury's");
    }

    function test_Buyer_WhatIsPaidBackIsRestored() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _shorter(fixture);
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        bytes memory buyers = _seal(managedAccount, _dealId(next));
        bytes memory sellers = _agrees(SELLER_KEY, next);
        bytes32 dealId = _dealId(fixture);
        VM.expectEmit(address(quittance));
        emit IAuthority.BudgetRestored(managedAccount, dealId, AMOUNT_2);
        quittance.amend(oldTerms, newTerms, buyers, sellers);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - AMOUNT_0 - AMOUNT_1, "balance");
        _requireSpent(managedAccount, AMOUNT_0 + AMOUNT_1, AMOUNT_0 + AMOUNT_1, TODAY, "less");
    }

    function test_Buyer_CommitsTheDifference() external {
        TermsFixture memory fixture = _openBought(managedAccount);
        TermsFixture memory next = _longer(fixture, MORE);
        (bytes memory oldTerms, bytes memory newTerms) = (fixture.whole(), next.whole());
        bytes memory buyers = _seal(managedAccount, _dealId(next));
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.expectEmit(address(quittance));
        emit IAuthority.FundsCommitted(managedAccount, _dealId(next), AGENT, MORE);
        quittance.amend(oldTerms, newTerms, buyers, sellers);
        VM.assertEq(_balance(managedAccount), MANAGED_ACCOUNT_BALANCE - TOTAL - MORE, "balance");
        _requireSpent(managedAccount, TOTAL + MORE, TOTAL + MORE, TODAY, "both");
    }

    // ---- the seller ----

    function test_Seller_RevertWhen_TheKeyMayNotDoBoth() external {
        TermsFixture memory fixture = _openSold(managedAccount);
        TermsFixture memory next = _successor(fixture);
        uint256 both = Capabilities.DELIVER | Capabilities.SETTLE;
        uint256[3] memory few = [Capabilities.DELIVER, Capabilities.SETTLE, Capabilities.ALL ^ Capabilities.DELIVER];
        for (uint256 i = 0; i < 3; ++i) {
            _setKey(managedAccount, AGENT, KEY_EXPIRY, few[i]);
            bytes memory reason = _missing(managedAccount, AGENT, both, few[i]);
            _refuseSeller(fixture, next, _envelope(PolicyFixtures.unlimited()), reason);
        }
        _setKey(managedAccount, AGENT, KEY_EXPIRY, both);
        _amendSeller(fixture, next, _envelope(PolicyFixtures.unlimited()));
        VM.assertEq(_unsettled(_dealId(next)), TOTAL, "with both");
    }

    function test_Seller_TheThreshold() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        policy.approvalAbove = TOTAL - 1;
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _openSold(account);
        TermsFixture memory next = _shorter(fixture);
        bytes memory reason = abi.encodeWithSelector(
            IAuthority.Quittance_ApprovalMissing.selector,
            account,
            uint256(TOTAL - 1),
            uint256(TOTAL)
        );
        _refuseSeller(fixture, next, _envelope(policy), reason);
        next = _longer(fixture, MORE);
        Envelope memory envelope = _envelope(policy);
        envelope.approver = PRINCIPAL_KEY;
        // The buyer may get all that the old deal holds; what counts is the larger of that and the new total.
        envelope.approval = Approvals.single("amend a deal", BUYER, TOTAL);
        envelope.approval.total = TOTAL + MORE;
        _amendSeller(fixture, next, envelope);
        policy.approvalAbove = TOTAL;
        account = _openManagedAccount(2, policy);
        fixture = _openSold(account);
        _amendSeller(fixture, _successor(fixture), _envelope(policy));
    }

    function test_Seller_LimitsAndListsDoNotApply() external {
        PolicyFixture memory policy = PolicyFixtures.unlimited();
        (policy.perTransaction, policy.perPeriod, policy.lifetime) = (1, 1, 1);
        (policy.counterparties, policy.categories) = (keccak256("nobody"), keccak256("nothing"));
        address account = _openManagedAccount(1, policy);
        TermsFixture memory fixture = _openSold(account);
        TermsFixture memory next = _successor(fixture);
        _amendSeller(fixture, next, _envelope(policy));
        VM.assertEq(_unsettled(_dealId(next)), TOTAL, "amended");
        _requireSpent(account, 0, 0, 0, "it spends nothing");
    }

    // ---- helpers ----

    function _openBought(address account) private returns (TermsFixture memory fixture) {
        fixture = _bought(account);
        _openFor(fixture);
    }

    function _openSold(address account) private returns (TermsFixture memory fixture) {
        fixture = _sold(account);
        fixture.salt = uint64(uint160(account));
        _openFor(fixture);
    }

    function _amendBuyer(TermsFixture memory fixture, TermsFixture memory next, Envelope memory envelope) private {
        bytes memory buyers = _sealWith(envelope, next.buyer, _dealId(next));
        quittance.amend(fixture.whole(), next.whole(), buyers, _agrees(SELLER_KEY, next));
    }

    function _amendSeller(TermsFixture memory fixture, TermsFixture memory next, Envelope memory envelope) private {
        bytes memory sellers = _sealWith(envelope, next.seller, _dealId(next));
        quittance.amend(fixture.whole(), next.whole(), _buyersWord(next), sellers);
    }

    function _refuseBuyer(
        TermsFixture memory fixture,
        TermsFixture memory next,
        PolicyFixture memory policy,
        bytes memory reason
    ) private {
        _refuseWith(fixture, next, _envelope(policy), reason);
    }

    function _refuseWith(
        TermsFixture memory fixture,
        TermsFixture memory next,
        Envelope memory envelope,
        bytes memory reason
    ) private {
        _refuseAmend(fixture, next, _sealWith(envelope, next.buyer, _dealId(next)), _agrees(SELLER_KEY, next), reason);
    }

    function _refuseSeller(
        TermsFixture memory fixture,
        TermsFixture memory next,
        Envelope memory envelope,
        bytes memory reason
    ) private {
        _refuseAmend(fixture, next, _buyersWord(next), _sealWith(envelope, next.seller, _dealId(next)), reason);
    }

    /// @dev The contract asks for the approval `meant`.
    function _refuseUnapproved(
        TermsFixture memory fixture,
        TermsFixture memory next,
        Envelope memory envelope,
        address account,
        Approval memory meant
    ) private {
        bytes32 digest = _approvalDigest(account, _dealId(next), meant);
        bytes memory reason = abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, PRINCIPAL, digest);
        _refuseWith(fixture, next, envelope, reason);
    }

    /// @return approval Of terms with a marketplace that takes 2.5 %.
    function _approvalOfBuyer(uint256 total, uint96 toSeller) private view returns (Approval memory approval) {
        approval.purpose = "amend a deal";
        approval.payees = new ShownPayee[](2);
        approval.payees[0] = ShownPayee(SELLER, toSeller);
        approval.payees[1] = ShownPayee(MARKETPLACE, toSeller / 40);
        approval.total = total;
        approval.validUntil = Approvals.LATE;
    }

    function _missing(address account, address key, uint256 asked, uint256 has) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAuthority.Quittance_CapabilityMissing.selector, account, key, asked, has);
    }

    function _above(address account, uint256 limit, uint256 requested) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAuthority.Quittance_PerTransactionLimitExceeded.selector,
                account,
                limit,
                requested,
                limit
            );
    }
}
