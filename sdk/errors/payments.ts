import { contractError } from "./contract-error.ts";

export class OrderUsedError extends /* @__PURE__ */ contractError("Quittance_OrderUsed", {
  inputs: "address account, uint64 nonce",
  docsPage: "pay",
  says: ({ account, nonce }) => `The nonce ${nonce} of ${account} was used or revoked.`,
  remedy: "Nothing to do if that order was paid. For another payment, sign an order with a fresh nonce.",
}) {}

export class PaymentCountOutOfRangeError extends /* @__PURE__ */ contractError(
  "Quittance_PaymentCountOutOfRange",
  {
    inputs: "uint256 count, uint256 maximum",
    docsPage: "pay",
    says: ({ count, maximum }) => `An order has 1 to ${maximum} payments; this one has ${count}.`,
    remedy: "Split the payments over several orders; one transaction pays many.",
  },
) {}

export class PayeeRefusedError extends /* @__PURE__ */ contractError("Quittance_PayeeRefused", {
  inputs: "uint256 payment, address payee",
  docsPage: "pay",
  says: ({ payment, payee }) =>
    `Payment ${payment} cannot go to ${payee}: it is zero, the token, the contract or the payer.`,
  remedy: "Name an address that someone holds the key of, or a managed account.",
}) {}

export class PaymentAmountZeroError extends /* @__PURE__ */ contractError("Quittance_PaymentAmountZero", {
  inputs: "uint256 payment",
  docsPage: "pay",
  says: ({ payment }) => `The amount of payment ${payment} is zero.`,
  remedy: "Give an amount in USDC base units (6 decimals), or leave the payment out.",
}) {}

export class LengthMismatchError extends /* @__PURE__ */ contractError("Quittance_LengthMismatch", {
  inputs: "uint256 orders, uint256 signatures",
  docsPage: "pay",
  says: ({ orders, signatures }) => `There are ${orders} orders and ${signatures} signatures.`,
  remedy: "Give each order a signature; an empty one where its account sends the transaction itself.",
}) {}
