import { contractError } from "./contract-error.ts";

export class TokenWithoutCodeError extends /* @__PURE__ */ contractError("Quittance_TokenWithoutCode", {
  inputs: "address token",
  docsPage: "deposit",
  says: ({ token }) => `There is no contract at the token address ${token}.`,
  remedy: "Deploy with the USDC address of this very chain.",
}) {}

export class CompanionUnusableError extends /* @__PURE__ */ contractError("Quittance_CompanionUnusable", {
  inputs: "address companion",
  docsPage: "deposit",
  says: ({ companion }) =>
    `${companion} is no companion of this contract: it has no code, is another kind of contract, or was made for ` +
    "another token, from another version, or with other companions.",
  remedy: "Deploy all companions, then Quittance, from one version and for the same USDC.",
}) {}

export class AddressRefusedError extends /* @__PURE__ */ contractError("Quittance_AddressRefused", {
  inputs: "address account",
  says: ({ account }) => `${account} can hold no money here: it is zero, the token or the contract itself.`,
  remedy: "Name an address that someone holds the key of.",
}) {}

export class AmountZeroError extends /* @__PURE__ */ contractError("Quittance_AmountZero", {
  inputs: "",
  says: () => "The amount is zero.",
  remedy: "Give an amount in USDC base units (6 decimals): 1 USDC is 1000000.",
}) {}

export class InsufficientBalanceError extends /* @__PURE__ */ contractError("Quittance_InsufficientBalance", {
  inputs: "address account, uint256 available, uint256 required",
  says: ({ account, available, required }) =>
    `The ledger balance of ${account} holds ${available}; ${required} is needed.`,
  remedy: "Deposit the difference first, or move less. Amounts are USDC base units.",
}) {}

export class SaltAlreadyUsedError extends /* @__PURE__ */ contractError("Quittance_SaltAlreadyUsed", {
  inputs: "address account, uint64 salt",
  says: ({ account, salt }) =>
    `${account} has moved money under the salt ${salt} before. Nothing was moved again.`,
  remedy:
    "Look at the LedgerDeposited or LedgerWithdrawn event with this salt. If it is not what you asked for, use another salt.",
}) {}

export class NoUnclaimedPayoutError extends /* @__PURE__ */ contractError("Quittance_NoUnclaimedPayout", {
  inputs: "address account",
  docsPage: "claim-payout",
  says: ({ account }) => `Nothing waits in the unclaimed payout of ${account}.`,
  remedy: "Nothing to do: it was paid out already, or nothing was ever refused.",
}) {}

export class PayoutStillRefusedError extends /* @__PURE__ */ contractError("Quittance_PayoutStillRefused", {
  inputs: "address account, uint256 amount",
  docsPage: "claim-payout",
  says: ({ account, amount }) =>
    `The token still refuses to pay ${amount} to ${account}; the unclaimed payout is unchanged.`,
  remedy: "Try again when the token accepts that recipient (it is blacklisted, or the token is paused).",
}) {}

export class InsufficientGasError extends /* @__PURE__ */ contractError("Quittance_InsufficientGas", {
  inputs: "uint256 available, uint256 required",
  says: ({ available, required }) => `The call had ${available} gas left where it needs ${required}.`,
  remedy: "Send it with a higher gas limit, or leave the limit out: it is then estimated.",
}) {}

export class TokenTransferFailedError extends /* @__PURE__ */ contractError("SafeERC20FailedOperation", {
  inputs: "address token",
  says: ({ token }) => `The token ${token} did not carry out a transfer.`,
  remedy: "Check that the contract's token is USDC and that sender and recipient are not blacklisted.",
}) {
  override readonly name = "TokenTransferFailedError";
}

export class InvalidShortStringError extends /* @__PURE__ */ contractError("InvalidShortString", {
  inputs: "",
  docsPage: "open-deal",
  says: () => "The contract's EIP-712 name or version could not be read.",
  remedy: "Check that the address is a Quittance deployment.",
}) {}

export class StringTooLongError extends /* @__PURE__ */ contractError("StringTooLong", {
  inputs: "string str",
  docsPage: "open-deal",
  says: ({ str }) => `The EIP-712 name or version "${str}" does not fit 31 bytes.`,
  remedy: "Check that the contract deployed is Quittance, unchanged.",
}) {}
