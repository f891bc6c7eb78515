// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Order, Payment} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountDigests} from "./AccountDigests.sol";
import {AccountBase} from "./AccountBase.sol";
import {Approvals} from "./Approval.sol";
import {Digests} from "./Digests.sol";
import {Envelope} from "./Envelope.sol";
import {Signing} from "./Signing.sol";
import {VM} from "./Vm.sol";

/// @notice A stage for what is paid by the call: the usual tab reserves an amount of the `managedAccount`'s for the
/// seller, and its vouchers are signed by a key that is no one's.
abstract contract TabBase is AccountBase {
    uint256 internal constant VOUCHER_KEY = 0x70c4e4;
    uint96 internal constant RESERVE = 100e6;
    uint40 internal constant END = NOW + 5 days;
    uint32 internal constant GRACE = 1 days;
    uint40 internal constant LAST = END + GRACE; // the first second in which nothing is redeemed any more

    address internal immutable VOUCHER = VM.addr(VOUCHER_KEY);

    // ---- tabs ----

    /// @return Reserved by the handle for the seller.
    function _tab() internal view returns (Tab memory) {
        return Tab(managedAccount, SELLER, RESERVE, OPEN_BY, END, GRACE, VOUCHER, 0, 1, 0);
    }

    /// @return tab The same, reserved by the buyer, which is a wallet that trades for itself.
    function _walletTab() internal view returns (Tab memory tab) {
        tab = _tab();
        tab.account = BUYER;
    }

    function _tabId(Tab memory tab) internal view returns (bytes32) {
        return AccountDigests.tab(address(quittance), tab);
    }

    /// @return The signature that reserves from the balance: the agent's envelope under no limits, or the buyer's own.
    function _authorizationTo(Tab memory tab) internal view returns (bytes memory) {
        return tab.account == BUYER ? Signing.sign(BUYER_KEY, _tabId(tab)) : _seal(tab.account, _tabId(tab));
    }

    /// @dev As a stranger, from the balance.
    function _openTab(Tab memory tab) internal returns (bytes32) {
        return quittance.openTab(tab, false, _authorizationTo(tab));
    }

    /// @dev The same under an envelope of its own.
    function _openTabWith(Tab memory tab, Envelope memory envelope) internal returns (bytes32) {
        return quittance.openTab(tab, false, _sealWith(envelope, tab.account, _tabId(tab)));
    }

    /// @return Of the token's authorisation that reserves from the wallet.
    function _walletTabDigest(Tab memory tab) internal view returns (bytes32) {
        return
            Digests.receiveAuthorization(
                address(usdc),
                address(quittance),
                tab.account,
                tab.reserve,
                tab.openBy,
                _tabId(tab)
            );
    }

    // ---- vouchers ----

    /// @return What `redeem` takes, signed by the usual voucher key.
    function _voucher(Tab memory tab, uint96 amount) internal view returns (bytes memory) {
        return _voucherWith(tab, amount, Signing.sign(VOUCHER_KEY, _voucherDigest(tab, amount)));
    }

    function _voucherDigest(Tab memory tab, uint96 amount) internal view returns (bytes32) {
        return AccountDigests.voucher(address(quittance), _tabId(tab), amount);
    }

    function _voucherWith(Tab memory tab, uint96 amount, bytes memory signature) internal pure returns (bytes memory) {
        bytes memory fields = abi.encodePacked(tab.account, tab.reserve, tab.openBy, tab.end, tab.grace);
        return
            abi.encodePacked(
                fields,
                tab.voucherKey,
                tab.category,
                tab.salt,
                amount,
                uint16(signature.length | (tab.reference_ == 0 ? 0 : 0x8000)),
                tab.reference_ == 0 ? bytes("") : abi.encodePacked(tab.reference_),
                signature
            );
    }

    /// @dev As a stranger.
    function _redeem(Tab memory tab, uint96 amount) internal returns (uint96) {
        return quittance.redeem(tab.payee, _voucher(tab, amount));
    }

    function _redeemed(Tab memory tab) internal view returns (uint96) {
        return quittance.tabOf(_tabId(tab)).redeemed;
    }

    /// @return The payee's authorisation of the end of the tab, for the rest that it has now.
    function _closingOf(Tab memory tab, uint256 key) internal view returns (bytes memory) {
        return Signing.sign(key, _closingDigest(tab));
    }

    function _closingDigest(Tab memory tab) internal view returns (bytes32) {
        return AccountDigests.closing(address(quittance), tab, tab.reserve - _redeemed(tab));
    }

    // ---- orders ----

    /// @return Paid by `account`, of one payment each to these payees.
    function _orderTo(
        address account,
        uint64 nonce,
        address[] memory payees,
        uint96 amount
    ) internal view returns (Order memory) {
        Payment[] memory payments = new Payment[](payees.length);
        for (uint256 i = 0; i < payees.length; ++i) payments[i] = Payment(payees[i], amount);
        return Order(account, nonce, uint40(block.timestamp) + 1 days, 0, 0, payments);
    }

    function _orderId(Order memory order) internal view returns (bytes32) {
        return AccountDigests.order(address(quittance), order);
    }

    /// @return The agent's envelope under no limits.
    function _orderSeal(Order memory order) internal view returns (bytes memory) {
        return _seal(order.account, _orderId(order));
    }

    // ---- all of it ----

    uint256 internal constant SPENDING_DIGESTS = 10;

    /// @return What is signed for accounts beside deals, where the buyer reserves and pays: a tab, its authorisation by
    /// the wallet, a voucher, a closing, an order, an approval of the order, one of the tab, the name of
    /// an account, a freeze, and a key's revocation.
    function _spendingDigest(uint256 which) internal view returns (bytes32) {
        Tab memory tab = _walletTab();
        Order memory order = _orderTo(BUYER, 1, _one(SELLER), 1e6);
        order.validUntil = END;
        if (which == 0) return _tabId(tab);
        if (which == 1) return _walletTabDigest(tab);
        if (which == 2) return _voucherDigest(tab, RESERVE);
        if (which == 3) return _closingDigest(tab);
        if (which == 4) return _orderId(order);
        if (which == 5) return _approvalDigest(BUYER, _orderId(order), Approvals.payOrder(order));
        if (which == 6) return _approvalDigest(BUYER, _tabId(tab), Approvals.openTab(tab));
        if (which == 8) return AccountDigests.freeze(address(quittance), BUYER, 0, END);
        if (which == 9) return AccountDigests.revocation(address(quittance), BUYER, VOUCHER, 0, END);
        bytes32 typeHash = keccak256("Account(address principal,uint32 index)");
        return Digests.ours(address(quittance), keccak256(abi.encode(typeHash, BUYER, uint32(0))));
    }
}
