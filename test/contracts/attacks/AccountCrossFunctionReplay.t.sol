// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountDigests} from "../support/AccountDigests.sol";
import {Approvals} from "../support/Approval.sol";
import {Digests} from "../support/Digests.sol";
import {Envelope} from "../support/Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Promise 19 for accounts: the signer that an entry asks has signed every digest there is, in the envelope
/// that the entry takes, so that neither the signer nor the form is ever the reason for a refusal; each entry takes its
/// own digest only.
contract AccountCrossFunctionReplayTest is TabBase {
    uint256 private constant ENTRIES = 20;
    uint256 private constant DIGESTS = 26;
    uint40 private constant UNTIL = NOW + 300 days;

    /// @dev Its controller has to approve whatever it commits.
    address private strict;

    function setUp() public override {
        super.setUp();
        strict = _openManagedAccount(1, _strict());
    }

    function _strict() private pure returns (PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        policy.approvalAbove = 0;
    }

    // ---- what there is to sign ----

    function _boughtFixture() private view returns (TermsFixture memory) {
        return _boughtBy(managedAccount, _withoutArbiter());
    }

    /// @return tab Reserved by the buyer for the handle.
    function _paidTab() private view returns (Tab memory tab) {
        tab = _walletTab();
        tab.payee = managedAccount;
    }

    function _lasting(address account) private view returns (Order memory order) {
        order = _orderTo(account, 1, _one(SELLER), 1e6);
        order.validUntil = UNTIL;
    }

    /// @return What each purpose's digest is; those below ENTRIES are of the entry of the same number.
    function _digest(uint256 purpose) private view returns (bytes32) {
        address q = address(quittance);
        bytes32 bought = _dealId(_boughtFixture());
        bytes32 sold = _dealId(_sold(managedAccount));
        if (purpose == 0) return bought;
        if (purpose == 1) return _tabId(_tab());
        if (purpose == 2) return _orderId(_lasting(managedAccount));
        if (purpose == 3) return _voucherDigest(_paidTab(), 1e6);
        if (purpose == 4) return AccountDigests.closing(q, _paidTab(), RESERVE);
        if (purpose == 5) return _approvalOfOrder(strict);
        if (purpose == 6) return _tabId(_walletTab());
        if (purpose == 7) return _walletTabDigest(_walletTab());
        if (purpose == 8) return _orderId(_lasting(BUYER));
        if (purpose == 9) return Digests.delivery(q, sold, 0, EVIDENCE, EVIDENCE_URI);
        if (purpose == 10) return Digests.release(q, _boughtFixture(), 0);
        if (purpose == 11) return Digests.refund(q, _sold(managedAccount), 0);
        if (purpose == 12) return Digests.reclaim(q, _boughtFixture(), 0);
        if (purpose == 13) return Digests.rating(q, bought, _boughtFixture().seller, 50, 0);
        if (purpose == 14) return Digests.agreement(q, _boughtFixture(), 0, 20e6, UNTIL);
        if (purpose == 15) return Digests.contest(q, bought, 0, 2, 7_000, BOND, managedAccount);
        if (purpose == 16) return Digests.bond(q, managedAccount, bought, 0, 2, managedAccount, BOND);
        if (purpose == 17) return sold;
        if (purpose == 18) return AccountDigests.freeze(q, managedAccount, 0, UNTIL);
        if (purpose == 19) return AccountDigests.revocation(q, managedAccount, AGENT, 0, UNTIL);
        if (purpose == 20) return Digests.cancellation(q, _boughtFixture(), uint96(_boughtFixture().total()), UNTIL);
        if (purpose == 21) return Digests.ballot(q, bought, 0, 1, EVIDENCE, FULL, 0);
        if (purpose == 22) return Digests.ruling(q, bought, 0, EVIDENCE, FULL);
        if (purpose == 23) return _orderId(_lasting(strict));
        if (purpose == 24) return _approvalDigest(managedAccount, _tabId(_tab()), Approvals.openTab(_tab()));
        return _spendingDigest(7);
    }

    function _approvalOfOrder(address account) private view returns (bytes32) {
        Order memory order = _lasting(account);
        return _approvalDigest(account, _orderId(order), Approvals.payOrder(order));
    }

    // ---- where it is taken ----

    /// @dev Brings what the entry is about to where the entry is open.
    function _setUpFor(uint256 entry) private {
        if (entry == 3 || entry == 4) _openTab(_paidTab());
        if (entry == 9 || entry == 11) _openFor(_sold(managedAccount));
        if (entry == 10 || (entry >= 12 && entry <= 16)) _openFor(_boughtFixture());
        if (entry == 12) VM.warp(DEADLINE_0 + 1);
        if (entry == 15 || entry == 16) _judge(_boughtFixture(), 0, 7_000);
        if (entry == 13) {
            VM.prank(SELLER);
            quittance.refund(_boughtFixture().whole(), 0, "");
        }
    }

    function _enter(uint256 entry, bytes32 digest) private view returns (bytes memory) {
        bytes memory plain = Signing.sign(BUYER_KEY, digest);
        if (entry == 1) return abi.encodeCall(ITabs.openTab, (_tab(), false, _seal(managedAccount, digest)));
        if (entry == 2) return _payCall(_lasting(managedAccount), _seal(managedAccount, digest));
        if (entry == 3) {
            bytes memory voucher = _voucherWith(_paidTab(), 1e6, Signing.sign(VOUCHER_KEY, digest));
            return abi.encodeCall(ITabs.redeem, (managedAccount, voucher));
        }
        if (entry == 4) return abi.encodeCall(ITabs.closeTab, (_paidTab(), _seal(managedAccount, digest)));
        if (entry == 5) {
            bytes memory own = Signing.sign(AGENT_KEY, _orderId(_lasting(strict)));
            bytes memory sealed_ = _envelope(_strict()).assemble(
                own,
                abi.encodePacked(Approvals.LATE, Signing.sign(PRINCIPAL_KEY, digest))
            );
            return _payCall(_lasting(strict), sealed_);
        }
        if (entry == 6) return abi.encodeCall(ITabs.openTab, (_walletTab(), false, plain));
        if (entry == 7) return abi.encodeCall(ITabs.openTab, (_walletTab(), true, plain));
        if (entry == 8) return _payCall(_lasting(BUYER), plain);
        return _enterDeal(entry, digest);
    }

    function _enterDeal(uint256 entry, bytes32 digest) private view returns (bytes memory) {
        TermsFixture memory fixture = _boughtFixture();
        TermsFixture memory sold = _sold(managedAccount);
        bytes memory given = _seal(managedAccount, digest);
        if (entry == 0) return abi.encodeCall(IDeals.open, (fixture.whole(), given, _sellerSignature(fixture)));
        if (entry == 9) {
            return abi.encodeCall(quittance.deliver, (sold.whole(), 0, EVIDENCE, EVIDENCE_URI, _signByKey(digest)));
        }
        if (entry == 10) return abi.encodeCall(quittance.release, (fixture.whole(), 0, given));
        if (entry == 11) return abi.encodeCall(quittance.refund, (sold.whole(), 0, given));
        if (entry == 12) {
            return
                abi.encodeCall(
                    quittance.reclaim,
                    (fixture.schedule(), fixture.adjudicationHash(), 0, _signByKey(digest))
                );
        }
        if (entry == 13)
            return abi.encodeCall(quittance.rate, (fixture.whole(), managedAccount, 50, 0, _signByKey(digest)));
        if (entry == 14) {
            bytes memory bySeller = Signing.sign(SELLER_KEY, digest);
            return abi.encodeCall(quittance.agree, (fixture.whole(), 0, 20e6, UNTIL, given, bySeller));
        }
        if (entry == 15) return _contestCall(fixture, _signByKey(digest), _seal(managedAccount, _digest(16)));
        if (entry == 16) return _contestCall(fixture, _signByKey(_digest(15)), given);
        if (entry == 18) {
            return abi.encodeCall(quittance.freezeWithSignature, (managedAccount, UNTIL, _signByKey(digest)));
        }
        if (entry == 19) {
            return abi.encodeCall(quittance.revokeKey, (managedAccount, AGENT, UNTIL, Signing.sign(AGENT_KEY, digest)));
        }
        return abi.encodeCall(IDeals.open, (sold.whole(), _buyerSignature(sold), _signByKey(digest)));
    }

    function _contestCall(
        TermsFixture memory fixture,
        bytes memory word,
        bytes memory bond
    ) private view returns (bytes memory) {
        return
            abi.encodeCall(
                IContests.contest,
                (fixture.whole(), 0, managedAccount, 7_000, word, IContests.BondPayment(managedAccount, false, 0, bond))
            );
    }

    function _payCall(Order memory order, bytes memory signature) private pure returns (bytes memory) {
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        (orders[0], signatures[0]) = (order, signature);
        return abi.encodeCall(IPayments.pay, (orders, signatures));
    }

    function test_promise_19_EachSignatureHasEffectThroughItsOwnEntryOnly() external {
        bytes32[] memory digests = new bytes32[](DIGESTS);
        for (uint256 i = 0; i < DIGESTS; ++i) digests[i] = _digest(i);
        uint256 taken;
        for (uint256 entry = 0; entry < ENTRIES; ++entry) {
            uint256 before = VM.snapshotState();
            _setUpFor(entry);
            for (uint256 signed = 0; signed < DIGESTS; ++signed) {
                bytes memory data = _enter(entry, digests[signed]);
                uint256 snapshot = VM.snapshotState();
                VM.prank(STRANGER);
                (bool done, ) = address(quittance).call(data);
                VM.assertEq(done, entry == signed, "a signature had effect through an entry that is not its own");
                if (done) ++taken;
                VM.revertToState(snapshot);
            }
            VM.revertToState(before);
        }
        VM.assertEq(taken, ENTRIES, "every entry takes its own signature");
    }

    // ---- forms ----

    /// @dev The right digest in the other form: an envelope that speaks commits nothing, nor the other way round, nor
    /// does the key's bare signature do either.
    function test_promise_19_OneFormIsNotTheOther() external {
        bytes32 order = _digest(2);
        _refuses(_payCall(_lasting(managedAccount), _signByKey(order)));
        _refuses(_payCall(_lasting(managedAccount), Signing.sign(AGENT_KEY, order)));
        _refuses(_payCall(_lasting(managedAccount), Signing.signCompact(AGENT_KEY, order)));
        _refuses(_payCall(_lasting(BUYER), _seal(BUYER, _digest(8))));
        _refuses(_payCall(_lasting(BUYER), abi.encodePacked(BUYER, Signing.sign(BUYER_KEY, _digest(8)))));
        _openFor(_sold(managedAccount));
        _refuses(
            abi.encodeCall(
                quittance.deliver,
                (_sold(managedAccount).whole(), 0, EVIDENCE, EVIDENCE_URI, _seal(managedAccount, _digest(9)))
            )
        );
        _refuses(
            abi.encodeCall(
                quittance.deliver,
                (_sold(managedAccount).whole(), 0, EVIDENCE, EVIDENCE_URI, Signing.sign(AGENT_KEY, _digest(9)))
            )
        );
        _refuses(abi.encodeCall(quittance.refund, (_sold(managedAccount).whole(), 0, _signByKey(_digest(11)))));
    }

    /// @dev Promise 21: two accounts of one principal, one policy and one key; what was signed for one moves nothing of
    /// the other.
    function test_promise_21_OneAccountsEnvelopeIsNotItsSiblings() external {
        address sibling = _openManagedAccount(2, PolicyFixtures.unlimited());
        bytes memory envelope = _seal(managedAccount, _digest(2));
        _refuses(_payCall(_lasting(sibling), envelope));
        Tab memory tab = _tab();
        envelope = _seal(managedAccount, _tabId(tab));
        tab.account = sibling;
        _refuses(abi.encodeCall(ITabs.openTab, (tab, false, envelope)));
        TermsFixture memory fixture = _boughtFixture();
        envelope = _seal(managedAccount, _dealId(fixture));
        fixture.buyer = sibling;
        _refuses(abi.encodeCall(IDeals.open, (fixture.whole(), envelope, _sellerSignature(fixture))));
        _pay(_lasting(managedAccount), _seal(managedAccount, _digest(2)));
        VM.assertEq(_balance(sibling), MANAGED_ACCOUNT_BALANCE, "the other's balance");
        _requireSpent(sibling, 0, 0, 0, "and its counters");
    }

    /// @dev Cut anywhere before its approval, an envelope authorises nothing.
    function test_promise_19_APartOfAnEnvelopeIsNone() external {
        Order memory order = _lasting(strict);
        Envelope memory envelope = _envelope(_strict());
        (envelope.approver, envelope.approval) = (PRINCIPAL_KEY, Approvals.payOrder(order));
        bytes memory whole = _sealWith(envelope, strict, _orderId(order));
        // All but the last byte of a signature whose v is 27 is its compact form, and no part of it.
        for (uint256 length = 0; length < whole.length - 1; length += 3) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) part[i] = whole[i];
            _refuses(_payCall(order, part));
        }
        (bool done, ) = address(quittance).call(_payCall(order, whole));
        VM.assertTrue(done, "the whole of it does");
    }

    function _refuses(bytes memory data) private {
        VM.prank(STRANGER);
        (bool done, ) = address(quittance).call(data);
        VM.assertFalse(done, "a signature had effect in a form that is not its own");
    }
}
