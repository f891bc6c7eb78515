// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Capabilities, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountOpening} from "../../../contracts/types/Opening.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {Payee, PayeeWords} from "../../../contracts/types/Payee.sol";
import {Purposes} from "../../../contracts/types/Purposes.sol";
import {AccountDigests} from "./AccountDigests.sol";
import {AccountUpdates} from "./AccountUpdates.sol";
import {Approval, Approvals} from "./Approval.sol";
import {BallotBox} from "./BallotBox.sol";
import {Digests} from "./Digests.sol";
import {Envelope, Envelopes} from "./Envelope.sol";
import {PolicyFixture, PolicyFixtures} from "./PolicyFixture.sol";
import {DisputesBase} from "./DisputesBase.sol";
import {TermsFixture, TermsFixtures} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice A stage with a principal that has opened its account 0, the `managedAccount`: with money in its balance, one
/// key that may do everything, and a policy that limits nothing.
/// @dev As in `DealBase`, nothing calls the contract between an expectation and the call it is about, except where its
/// name says so.
abstract contract AccountBase is DisputesBase {
    uint256 internal constant PRINCIPAL_KEY = 0x9417c19a1;
    uint256 internal constant AGENT_KEY = 0xa9e47;
    uint256 internal constant SUCCESSOR_KEY = 0x5ccce5504;

    /// @dev NOW is a full hour, the eighth of a day in UTC.
    uint256 internal constant HOUR_NOW = NOW / 1 hours;
    uint40 internal constant KEY_EXPIRY = NOW + 60 days;
    uint96 internal constant MANAGED_ACCOUNT_BALANCE = 10_000e6;
    uint64 internal constant UNLIMITED = type(uint64).max;

    address internal immutable PRINCIPAL = VM.addr(PRINCIPAL_KEY);
    address internal immutable AGENT = VM.addr(AGENT_KEY);
    address internal immutable SUCCESSOR = VM.addr(SUCCESSOR_KEY);

    address internal managedAccount;

    function setUp() public virtual override {
        super.setUp();
        managedAccount = _openManagedAccount(0, PolicyFixtures.unlimited());
    }

    // ---- opening accounts ----

    /// @dev An account of the principal, with money, with the agent's key and this policy.
    function _openManagedAccount(uint32 index, PolicyFixture memory policy) internal returns (address account) {
        return _openManagedAccountOf(PRINCIPAL, index, policy);
    }

    /// @dev The same for a principal that no one took over.
    function _openManagedAccountOf(
        address principal,
        uint32 index,
        PolicyFixture memory policy
    ) internal returns (address account) {
        account = _managedAccountOf(principal, index);
        VM.prank(principal);
        quittance.openAccounts(principal, _opening(index, _grants(AGENT, KEY_EXPIRY, Capabilities.ALL), policy));
        _fundLedger(account, MANAGED_ACCOUNT_BALANCE);
    }

    function _opening(
        uint32 index,
        KeyGrant[] memory keys,
        PolicyFixture memory policy
    ) internal pure returns (AccountOpening[] memory openings) {
        openings = new AccountOpening[](1);
        openings[0] = AccountOpening(index, keys, policy.pack());
    }

    function _grants(
        address key,
        uint40 expiry,
        uint256 capabilities
    ) internal pure returns (KeyGrant[] memory grants) {
        grants = new KeyGrant[](1);
        grants[0] = KeyGrant(key, expiry, uint8(capabilities));
    }

    function _managedAccountOf(address principal, uint32 index) internal view returns (address) {
        return AccountDigests.account(address(quittance), principal, index);
    }

    // ---- as the principal ----

    function _setKey(address account, address key, uint40 expiry, uint256 capabilities) internal {
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.keys(account, _grants(key, expiry, capabilities)));
    }

    function _setPolicy(address account, PolicyFixture memory current, PolicyFixture memory next) internal {
        VM.prank(PRINCIPAL);
        quittance.updateAccounts(AccountUpdates.policy(account, current.pack(), next.pack()));
    }

    function _freeze(address account) internal {
        VM.prank(PRINCIPAL);
        quittance.freeze(_one(account));
    }

    function _unfreeze(address account) internal {
        VM.prank(PRINCIPAL);
        quittance.unfreeze(_one(account));
    }

    /// @dev In both steps.
    function _handOver(address from, address to) internal {
        VM.prank(from);
        quittance.offerPrincipal(PRINCIPAL, to);
        VM.prank(to);
        quittance.acceptPrincipal(PRINCIPAL);
    }

    // ---- envelopes ----

    /// @return Signed by the agent, without proofs or an approval.
    function _envelope(PolicyFixture memory policy) internal view returns (Envelope memory) {
        return _envelopeBy(AGENT_KEY, policy);
    }

    function _envelopeBy(uint256 key, PolicyFixture memory policy) internal view returns (Envelope memory) {
        Approval memory none;
        return Envelope(key, VM.addr(key), PRINCIPAL, policy, "", 0, none);
    }

    /// @return For an account without limits, by the agent.
    function _seal(address account, bytes32 digest) internal view returns (bytes memory) {
        return _sealWith(_envelope(PolicyFixtures.unlimited()), account, digest);
    }

    function _sealWith(Envelope memory envelope, address account, bytes32 digest) internal view returns (bytes memory) {
        return envelope.seal(address(quittance), account, digest);
    }

    /// @return The agent's word where nothing is committed or given up.
    function _signByKey(bytes32 digest) internal pure returns (bytes memory) {
        return Envelopes.signByKey(AGENT_KEY, digest);
    }

    // ---- deals ----

    /// @return fixture The usual terms, bought by `account` from its balance, and paid back to it.
    function _bought(address account) internal view returns (TermsFixture memory fixture) {
        return _boughtBy(account, _fixture());
    }

    function _boughtBy(address account, TermsFixture memory fixture) internal pure returns (TermsFixture memory) {
        fixture.buyer = account;
        fixture.destinations |= TermsFixtures.FUNDED_FROM_LEDGER | TermsFixtures.BUYER_TO_LEDGER;
        return fixture;
    }

    /// @return fixture The usual terms, sold by `account`, paid to its balance.
    function _sold(address account) internal view returns (TermsFixture memory fixture) {
        return _soldBy(account, _fixture());
    }

    function _soldBy(address account, TermsFixture memory fixture) internal pure returns (TermsFixture memory) {
        fixture.seller = account;
        fixture.destinations |= TermsFixtures.SELLER_TO_LEDGER;
        return fixture;
    }

    /// @dev As a stranger, with the agent's envelope under no limits for each side that is an opened account.
    function _openFor(TermsFixture memory fixture) internal returns (bytes32 dealId) {
        dealId = _dealId(fixture);
        bytes memory buyers = fixture.buyer == BUYER ? _buyerSignature(fixture) : _seal(fixture.buyer, dealId);
        bytes memory sellers = fixture.seller == SELLER ? _sellerSignature(fixture) : _signByKey(dealId);
        quittance.open(fixture.whole(), buyers, sellers);
    }

    /// @dev As a stranger, bought by an account under an envelope of its own, sold by the usual seller.
    function _openWith(TermsFixture memory fixture, Envelope memory envelope) internal returns (bytes32 dealId) {
        dealId = _dealId(fixture);
        bytes memory buyers = _sealWith(envelope, fixture.buyer, dealId);
        quittance.open(fixture.whole(), buyers, _sellerSignature(fixture));
    }

    /// @return What `submitVerdict` takes when the seller is an opened account: with its agent's delivery.
    function _verdictOfManagedAccount(
        TermsFixture memory fixture,
        uint8 milestone,
        uint16 score
    ) internal view returns (bytes memory) {
        bytes32 digest = Digests.delivery(address(quittance), _dealId(fixture), milestone, EVIDENCE, EVIDENCE_URI);
        return
            BallotBox.withDelivery(
                BallotBox.pack(_quorum(fixture, milestone, score)),
                EVIDENCE_URI,
                _signByKey(digest)
            );
    }

    // ---- commitments ----

    /// @return As the contract asks a policy: to commit `amount` to the seller, under no category.
    function _commitment(address account, uint256 amount) internal view returns (Commitment memory) {
        Payee[] memory payees = new Payee[](1);
        payees[0] = PayeeWords.make(SELLER, uint96(amount));
        bytes32 digest = keccak256("digest");
        return Commitment(account, digest, Purposes.OPEN_DEAL, Capabilities.COMMIT, amount, 0, payees);
    }

    /// @return One payment to the seller, valid until the next day.
    function _order(address account, uint64 nonce, uint96 amount) internal view returns (Order memory) {
        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment(SELLER, amount);
        return Order(account, nonce, uint40(block.timestamp) + 1 days, 0, 0, payments);
    }

    /// @dev Commits `amount` from the balance by an order, as a stranger.
    function _spend(address account, PolicyFixture memory policy, uint64 nonce, uint96 amount) internal {
        Order memory order = _order(account, nonce, amount);
        _pay(order, _sealWith(_envelope(policy), account, AccountDigests.order(address(quittance), order)));
    }

    function _pay(Order memory order, bytes memory signature) internal {
        Order[] memory orders = new Order[](1);
        bytes[] memory signatures = new bytes[](1);
        (orders[0], signatures[0]) = (order, signature);
        quittance.pay(orders, signatures);
    }

    // ---- facts ----

    function _balance(address account) internal view returns (uint96 balance) {
        (balance, , , , , , , ) = quittance.accountOf(account);
    }

    /// @dev Everything that counts against the limits, as it is kept.
    function _requireSpent(
        address account,
        uint256 spent,
        uint256 periodSpent,
        uint256 periodStart,
        string memory when
    ) internal view {
        (, uint64 total, uint64 inPeriod, uint40 start, , , , ) = quittance.accountOf(account);
        VM.assertEq(total, spent, string.concat(when, ": spent"));
        VM.assertEq(inPeriod, periodSpent, string.concat(when, ": spent in the period"));
        VM.assertEq(start, periodStart, string.concat(when, ": period"));
    }

    function _one(address account) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    // ---- approvals ----

    /// @return Of the commitment of `_commitment`.
    function _approvalOf(uint256 amount) internal view returns (Approval memory) {
        return Approvals.single("open a deal", SELLER, amount);
    }

    /// @return validUntil and signature, as the envelope holds them.
    function _approve(
        uint256 key,
        address account,
        bytes32 digest,
        Approval memory approval
    ) internal view returns (bytes memory) {
        return approval.sign(key, address(quittance), account, digest);
    }

    function _approvalDigest(
        address account,
        bytes32 digest,
        Approval memory approval
    ) internal view returns (bytes32) {
        return approval.digest(address(quittance), account, digest);
    }
}
