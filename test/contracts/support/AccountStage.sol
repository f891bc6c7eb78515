// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Capabilities, KeyGrant} from "../../../contracts/types/Key.sol";
import {AccountOpening} from "../../../contracts/types/Opening.sol";
import {Order, Payment} from "../../../contracts/types/Order.sol";
import {AccountDigests} from "./AccountDigests.sol";
import {BallotBox} from "./BallotBox.sol";
import {Digests} from "./Digests.sol";
import {Envelope, Envelopes} from "./Envelope.sol";
import {PolicySheet, PolicySheets} from "./PolicySheet.sol";
import {RecourseStage} from "./RecourseStage.sol";
import {Signing} from "./Signing.sol";
import {TermSheet, TermSheets} from "./TermSheet.sol";
import {VM} from "./Vm.sol";

/// @notice A stage with a principal that has opened its account 0, the `handle`: with money in its row, one key that may do
/// everything, and a policy that limits nothing.
/// @dev As in `DealStage`, nothing calls the contract between an expectation and the call it is about, except where its
/// name says so.
abstract contract AccountStage is RecourseStage {
    uint256 internal constant PRINCIPAL_KEY = 0x9417c19a1;
    uint256 internal constant AGENT_KEY = 0xa9e47;
    uint256 internal constant SUCCESSOR_KEY = 0x5ccce5504;

    /// @dev NOW is a full hour, the eighth of a day in UTC.
    uint256 internal constant HOUR_NOW = NOW / 1 hours;
    uint40 internal constant KEY_EXPIRY = NOW + 60 days;
    uint96 internal constant HANDLE_ROW = 10_000e6;
    uint64 internal constant UNLIMITED = type(uint64).max;

    address internal immutable PRINCIPAL = VM.addr(PRINCIPAL_KEY);
    address internal immutable AGENT = VM.addr(AGENT_KEY);
    address internal immutable SUCCESSOR = VM.addr(SUCCESSOR_KEY);

    address internal handle;

    function setUp() public virtual override {
        super.setUp();
        handle = _openHandle(0, PolicySheets.unlimited());
    }

    // ---- opening accounts ----

    /// @dev An account of the principal, with money, with the agent's key and this policy.
    function _openHandle(uint32 index, PolicySheet memory policy) internal returns (address account) {
        return _openHandleOf(PRINCIPAL, index, policy);
    }

    /// @dev The same for a principal that nobody took over.
    function _openHandleOf(
        address principal,
        uint32 index,
        PolicySheet memory policy
    ) internal returns (address account) {
        account = _handleOf(principal, index);
        VM.prank(principal);
        quittance.openAccounts(principal, _opening(index, _grants(AGENT, KEY_EXPIRY, Capabilities.ALL), policy));
        _fundLedger(account, HANDLE_ROW);
    }

    function _opening(
        uint32 index,
        KeyGrant[] memory keys,
        PolicySheet memory policy
    ) internal pure returns (AccountOpening[] memory openings) {
        openings = new AccountOpening[](1);
        openings[0] = AccountOpening(index, keys, policy.wire());
    }

    function _grants(
        address key,
        uint40 expiry,
        uint256 capabilities
    ) internal pure returns (KeyGrant[] memory grants) {
        grants = new KeyGrant[](1);
        grants[0] = KeyGrant(key, expiry, uint8(capabilities));
    }

    function _handleOf(address principal, uint32 index) internal view returns (address) {
        return AccountDigests.account(address(quittance), principal, index);
    }

    // ---- as the principal ----

    function _setKey(address account, address key, uint40 expiry, uint256 capabilities) internal {
        VM.prank(PRINCIPAL);
        quittance.setKeys(account, _grants(key, expiry, capabilities));
    }

    function _setPolicy(address account, PolicySheet memory current, PolicySheet memory next) internal {
        VM.prank(PRINCIPAL);
        quittance.setPolicy(account, current.wire(), next.wire());
    }

    function _freeze(address account) internal {
        VM.prank(PRINCIPAL);
        quittance.freeze(_one(account));
    }

    function _thaw(address account) internal {
        VM.prank(PRINCIPAL);
        quittance.thaw(_one(account));
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
    function _envelope(PolicySheet memory policy) internal view returns (Envelope memory) {
        return _envelopeBy(AGENT_KEY, policy);
    }

    function _envelopeBy(uint256 key, PolicySheet memory policy) internal view returns (Envelope memory) {
        return Envelope(key, VM.addr(key), PRINCIPAL, policy, "", 0);
    }

    /// @return For an account without limits, by the agent.
    function _seal(address account, bytes32 digest) internal view returns (bytes memory) {
        return _sealWith(_envelope(PolicySheets.unlimited()), account, digest);
    }

    function _sealWith(Envelope memory envelope, address account, bytes32 digest) internal view returns (bytes memory) {
        return envelope.seal(address(quittance), account, digest);
    }

    /// @return The agent's word where nothing is committed or given up.
    function _speak(bytes32 digest) internal pure returns (bytes memory) {
        return Envelopes.speak(AGENT_KEY, digest);
    }

    // ---- deals ----

    /// @return sheet The usual terms, bought by `account` from its row, and paid back to it.
    function _bought(address account) internal view returns (TermSheet memory sheet) {
        return _boughtBy(account, _sheet());
    }

    function _boughtBy(address account, TermSheet memory sheet) internal pure returns (TermSheet memory) {
        sheet.buyer = account;
        sheet.routes |= TermSheets.FUNDED_FROM_LEDGER | TermSheets.BUYER_TO_LEDGER;
        return sheet;
    }

    /// @return sheet The usual terms, sold by `account`, paid to its row.
    function _sold(address account) internal view returns (TermSheet memory sheet) {
        return _soldBy(account, _sheet());
    }

    function _soldBy(address account, TermSheet memory sheet) internal pure returns (TermSheet memory) {
        sheet.seller = account;
        sheet.routes |= TermSheets.SELLER_TO_LEDGER;
        return sheet;
    }

    /// @dev As a stranger, with the agent's envelope under no limits for each side that is an opened account.
    function _openFor(TermSheet memory sheet) internal returns (bytes32 dealId) {
        dealId = _dealId(sheet);
        bytes memory buyers = sheet.buyer == BUYER ? _buyerSignature(sheet) : _seal(sheet.buyer, dealId);
        bytes memory sellers = sheet.seller == SELLER ? _sellerSignature(sheet) : _speak(dealId);
        quittance.open(sheet.whole(), buyers, sellers);
    }

    /// @dev As a stranger, bought by an account under an envelope of its own, sold by the usual seller.
    function _openWith(TermSheet memory sheet, Envelope memory envelope) internal returns (bytes32 dealId) {
        dealId = _dealId(sheet);
        bytes memory buyers = _sealWith(envelope, sheet.buyer, dealId);
        quittance.open(sheet.whole(), buyers, _sellerSignature(sheet));
    }

    /// @return What `submitVerdict` takes when the seller is an opened account: with its agent's delivery.
    function _verdictOfHandle(
        TermSheet memory sheet,
        uint8 milestone,
        uint16 score
    ) internal view returns (bytes memory) {
        bytes32 digest = Digests.delivery(address(quittance), _dealId(sheet), milestone, EVIDENCE, LOCATOR);
        return BallotBox.withDelivery(BallotBox.wire(_quorum(sheet, milestone, score)), LOCATOR, _speak(digest));
    }

    // ---- commitments ----

    /// @return As the contract asks a policy: to commit `amount` to the seller, under no category.
    function _commitment(address account, uint256 amount) internal view returns (Commitment memory) {
        return Commitment(account, keccak256("digest"), Capabilities.COMMIT, amount, 0, _one(SELLER));
    }

    /// @return One payment to the seller, valid until the next day.
    function _order(address account, uint64 nonce, uint96 amount) internal view returns (Order memory) {
        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment(SELLER, amount);
        return Order(account, nonce, uint40(block.timestamp) + 1 days, 0, 0, payments);
    }

    /// @dev Commits `amount` from the row by an order, as a stranger.
    function _spend(address account, PolicySheet memory policy, uint64 nonce, uint96 amount) internal {
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

    /// @return Of the account's controller, to what it signs with `key`.
    function _approval(uint256 key, address account, bytes32 digest) internal view returns (bytes memory) {
        return Signing.sign(key, AccountDigests.approval(address(quittance), account, digest));
    }
}
