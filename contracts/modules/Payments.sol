// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPayments} from "../interfaces/IPayments.sol";
import {IPrincipals} from "../interfaces/IPrincipals.sol";
import {Commitment} from "../types/Commitment.sol";
import {Capabilities} from "../types/Key.sol";
import {MAX_PAYMENTS} from "../types/Limits.sol";
import {Order, Payment} from "../types/Order.sol";
import {Payee, PayeeWords} from "../types/Payee.sol";
import {Purposes} from "../types/Purposes.sol";
import {ORDER_TYPEHASH, PAYMENT_TYPEHASH} from "../types/TypeHashes.sol";
import {DeferredCredits} from "../libraries/DeferredCredits.sol";
import {Payees} from "../libraries/Payees.sol";
import {Preflight} from "./Preflight.sol";
import {Terms} from "./Terms.sol";

/// @dev Pays directly between balances: an order is signed once, and its nonce is used once.
abstract contract Payments is Terms, Preflight, IPayments {
    /// @dev Bytes of a payment in calldata, and of its encoding: with its type hash.
    uint256 private constant PAYMENT_BYTES = 0x40;
    uint256 private constant ENCODING_BYTES = 0x60;

    /// @dev One bit for each nonce, 256 in a word.
    mapping(address account => mapping(uint256 word => uint256 bits)) private _nonces;

    /// @inheritdoc IPayments
    function pay(Order[] calldata orders, bytes[] calldata signatures) external {
        // Check: every order has a signature.
        if (orders.length != signatures.length) revert Quittance_LengthMismatch(orders.length, signatures.length);
        for (uint256 i; i != orders.length; ++i) _pay(orders[i], signatures[i]);
    }

    /// @inheritdoc IPayments
    function revokeOrder(address account, uint64 nonce) external {
        address controller = account;
        address principal = _origins[account].principal;
        if (principal != address(0)) controller = _controllerOf(principal);
        // Check: the wallet itself calls, or the controller of the managed account.
        if (msg.sender != controller) {
            revert IPrincipals.Quittance_NotController(principal, controller, msg.sender);
        }
        // Effects
        _nonces[account][nonce >> 8] |= 1 << (nonce & 0xff);
        emit OrderRevoked(account, nonce);
    }

    /// @inheritdoc IPayments
    function orderIdOf(Order calldata order) public view returns (bytes32) {
        bytes32 payments = _hashPayments(order.payments);
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ORDER_TYPEHASH,
                        order.account,
                        order.nonce,
                        order.validUntil,
                        order.category,
                        order.memo,
                        payments
                    )
                )
            );
    }

    /// @inheritdoc IPayments
    function isOrderUsed(address account, uint64 nonce) external view returns (bool) {
        return (_nonces[account][nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
    }

    function _pay(Order calldata order, bytes calldata signature) private {
        uint256 count = order.payments.length;
        // Check: the number of payments is within its limits.
        if (count == 0 || count > MAX_PAYMENTS) revert Quittance_PaymentCountOutOfRange(count, MAX_PAYMENTS);
        // Check: the order is still valid.
        _requireValid(order.validUntil);
        uint64 nonce = order.nonce;
        uint256 bits = _nonces[order.account][nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        // Check: the nonce was neither used nor revoked.
        if (bits & bit != 0) revert Quittance_OrderUsed(order.account, nonce);
        // Check: each payee can be paid, and each amount is not zero.
        (uint256 total, Payee[] memory payees) = _read(order.account, order.payments);
        bytes32 orderId = orderIdOf(order);
        // Effects
        _nonces[order.account][nonce >> 8] = bits | bit;
        // Check: the account agreed, and its policy allows it if it is a managed one. Then Effects.
        _takeTotal(order, orderId, total, payees, signature);
        _creditPayees(payees);
        emit OrderPaid(orderId, order.account, nonce, order.category, order.memo, Payees.pack(payees));
    }

    /// @dev Credits each payee; at the end of the batch when the order is an item of one.
    function _creditPayees(Payee[] memory payees) private {
        bool later = DeferredCredits.areOn();
        for (uint256 i; i != payees.length; ++i) {
            if (later) DeferredCredits.add(payees[i]);
            else _credit(payees[i].account(), payees[i].most());
        }
    }

    /// @dev Takes what the order pays from the account's balance.
    function _takeTotal(
        Order calldata order,
        bytes32 orderId,
        uint256 total,
        Payee[] memory payees,
        bytes calldata signature
    ) private {
        if (_isOpened(order.account)) {
            Commitment memory paid = Commitment({
                account: order.account,
                digest: orderId,
                purpose: Purposes.PAY_ORDER,
                capability: Capabilities.COMMIT,
                amount: total,
                category: order.category,
                payees: payees
            });
            _commit(paid, signature);
        } else {
            _requireAuthorization(order.account, orderId, signature, Capabilities.COMMIT);
            _take(order.account, total);
        }
    }

    /// @return total What is paid in all; at most 256 amounts of 96 bits.
    /// @return payees Who is paid how much.
    function _read(
        address account,
        Payment[] calldata payments
    ) private view returns (uint256 total, Payee[] memory payees) {
        payees = new Payee[](payments.length);
        for (uint256 i; i != payments.length; ++i) {
            address payee = payments[i].payee;
            uint256 amount = payments[i].amount;
            // Check: the payee can hold money, and is not the payer.
            if (!_mayHold(payee) || payee == account) revert Quittance_PayeeRefused(i, payee);
            // Check: the amount is not zero.
            if (amount == 0) revert Quittance_PaymentAmountZero(i);
            total += amount;
            payees[i] = PayeeWords.make(payee, amount);
        }
    }

    /// @dev The reference is `AccountDigests.order`.
    /// @return hash The EIP-712 hash of the array of payments.
    function _hashPayments(Payment[] calldata payments) private pure returns (bytes32 hash) {
        bytes32 typeHash = PAYMENT_TYPEHASH;
        uint256 count = payments.length;
        // The block writes above the free memory pointer only: three words for a payment, then one hash for each.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let hashes := add(free, ENCODING_BYTES)
            mstore(free, typeHash)
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                calldatacopy(add(free, 0x20), add(payments.offset, mul(PAYMENT_BYTES, i)), PAYMENT_BYTES)
                mstore(add(hashes, mul(0x20, i)), keccak256(free, ENCODING_BYTES))
            }
            hash := keccak256(hashes, mul(0x20, count))
        }
    }
}
