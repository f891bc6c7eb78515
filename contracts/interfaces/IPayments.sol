// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Order} from "../types/Order.sol";

/// @title Payments: from balance to balance, by signed order
interface IPayments {
    /// @notice Emitted when an order is paid.
    /// @param payments Packed, for each payment: payee 20 ‖ amount 12.
    event OrderPaid(
        bytes32 indexed orderId,
        address indexed account,
        uint64 nonce,
        uint32 category,
        bytes32 memo,
        bytes payments
    );

    /// @notice Thrown when `account` has used or revoked this nonce before.
    error Quittance_OrderUsed(address account, uint64 nonce);

    /// @notice Thrown when an order has no payment, or more than `maximum`, which is 256.
    error Quittance_PaymentCountOutOfRange(uint256 count, uint256 maximum);

    /// @notice Thrown when a payee is zero, the token, this contract or the payer.
    /// @param payment Index of the payment in its order, counted from 0.
    error Quittance_PayeeRefused(uint256 payment, address payee);

    /// @notice Thrown when the amount of a payment is zero.
    /// @param payment Index of the payment in its order, counted from 0.
    error Quittance_PaymentAmountZero(uint256 payment);

    /// @notice Pays orders, all or none.
    /// @dev Anyone may submit them. `signatures[i]` is the signature of the digest of `orders[i]` by its account. It is
    /// empty when the account is a wallet and calls, and an envelope (`IAuthority`, capability COMMIT) for a managed
    /// account. The policy counts each order as one transaction. Reverts with an error of this interface or of
    /// `IAuthority`, `Quittance_SignatureExpired`, `Quittance_InvalidSignature`, `Quittance_InsufficientBalance` or
    /// `Quittance_LengthMismatch`. Emits `OrderPaid`, after `FundsCommitted` for a managed account.
    function pay(Order[] calldata orders, bytes[] calldata signatures) external;

    /// @notice Thrown when there are not as many signatures as orders.
    /// @param orders How many orders there are.
    /// @param signatures How many signatures there are.
    error Quittance_LengthMismatch(uint256 orders, uint256 signatures);

    /// @notice Makes a nonce unusable before its order is paid.
    /// @dev Only the wallet itself, or the controller of a managed account, may call. Changes nothing when the nonce
    /// was used. Reverts with `Quittance_NotController`. Emits `OrderRevoked`.
    function revokeOrder(address account, uint64 nonce) external;

    /// @notice Emitted when the order of this nonce can no longer be paid.
    event OrderRevoked(address indexed account, uint64 nonce);

    /// @notice Returns the id of an order: the EIP-712 digest of `Order(address account,uint64 nonce,uint40
    /// validUntil,uint32 category,bytes32 memo,Payment[] payments)Payment(address payee,uint96 amount)`.
    function orderIdOf(Order calldata order) external view returns (bytes32);

    /// @notice Returns whether an account's nonce was used or revoked.
    function isOrderUsed(address account, uint64 nonce) external view returns (bool);
}
