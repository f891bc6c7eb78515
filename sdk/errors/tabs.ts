import { contractError } from "./contract-error.ts";

export class TabAlreadyOpenedError extends /* @__PURE__ */ contractError("Quittance_TabAlreadyOpened", {
  inputs: "bytes32 tabId",
  docsPage: "open-tab",
  says: ({ tabId }) => `Tab ${tabId} was opened before; an id is used only once.`,
  remedy: "Read the tab with getTab. For another tab with the same fields, build one with a fresh salt.",
}) {}

export class TabUnknownError extends /* @__PURE__ */ contractError("Quittance_TabUnknown", {
  inputs: "bytes32 tabId",
  says: ({ tabId }) => `No tab was opened with these fields (their id is ${tabId}).`,
  remedy:
    "Compare every field with the tab that was signed, and the chain and contract with those it was signed for.",
}) {}

export class TabAlreadyClosedError extends /* @__PURE__ */ contractError("Quittance_TabAlreadyClosed", {
  inputs: "bytes32 tabId",
  says: ({ tabId }) => `Tab ${tabId} is closed; what it still held has returned.`,
  remedy: "Nothing is left to do for it. Take no more of its vouchers.",
}) {}

export class TabFieldInvalidError extends /* @__PURE__ */ contractError("Quittance_TabFieldInvalid", {
  inputs: "string field, uint256 value, uint256 minimum, uint256 maximum",
  docsPage: "open-tab",
  says: ({ field, value, minimum, maximum }) =>
    `${field} of the tab is ${value}; it must be within ${minimum} to ${maximum}.`,
  remedy: "Build the tab with buildTab. Amounts are USDC base units, times unix seconds, the grace seconds.",
}) {}

export class TabAddressRefusedError extends /* @__PURE__ */ contractError("Quittance_TabAddressRefused", {
  inputs: "string field, address account",
  docsPage: "open-tab",
  says: ({ field, account }) => `${field} of the tab cannot be ${account}.`,
  remedy:
    "The payee is neither zero, the token, the contract nor the account itself; the voucher key is not zero.",
}) {}

export class TabEndedError extends /* @__PURE__ */ contractError("Quittance_TabEnded", {
  inputs: "bytes32 tabId, uint256 end, uint256 timestamp",
  docsPage: "redeem",
  says: ({ tabId, end, timestamp }) =>
    `Vouchers of tab ${tabId} were redeemed only before ${end}; it is ${timestamp}.`,
  remedy: "Redeem the next tab's vouchers before its end plus its grace.",
}) {}

export class TabRunningError extends /* @__PURE__ */ contractError("Quittance_TabRunning", {
  inputs: "bytes32 tabId, uint256 end, uint256 timestamp",
  docsPage: "close-tab",
  says: ({ tabId, end, timestamp }) =>
    `Until ${end} only its payee can close tab ${tabId}; it is ${timestamp}.`,
  remedy: "Wait until then, or ask the payee for its signature of signTabClosing.",
}) {}

export class VoucherInvalidError extends /* @__PURE__ */ contractError("Quittance_VoucherInvalid", {
  inputs: "bytes32 tabId, address voucherKey, uint256 amount",
  docsPage: "redeem",
  says: ({ tabId, voucherKey, amount }) =>
    `The voucher key ${voucherKey} did not sign ${amount} for tab ${tabId}.`,
  remedy:
    "Ask the payer for a voucher signed for this tab, this chain and this contract, and serve nothing yet.",
}) {}

export class VoucherAlreadyRedeemedError extends /* @__PURE__ */ contractError(
  "Quittance_VoucherAlreadyRedeemed",
  {
    inputs: "bytes32 tabId, uint256 redeemed, uint256 amount",
    docsPage: "redeem",
    says: ({ tabId, redeemed, amount }) =>
      `Tab ${tabId} has paid ${redeemed}, and a voucher of ${amount} adds nothing to that.`,
    remedy: "Redeem the latest voucher only; amounts are of all that is owed, and end at the reserve.",
  },
) {}

export class VouchersMalformedError extends /* @__PURE__ */ contractError("Quittance_VouchersMalformed", {
  inputs: "uint256 length",
  docsPage: "redeem",
  says: ({ length }) =>
    `The ${length} bytes of vouchers end within one, are none, or give a reference of zero.`,
  remedy: "Encode vouchers with encodeVouchers, at least one.",
}) {}

export class NothingRedeemedError extends /* @__PURE__ */ contractError("Quittance_NothingRedeemed", {
  inputs: "address payee",
  docsPage: "redeem",
  says: ({ payee }) => `None of these vouchers could be redeemed to ${payee}.`,
  remedy: "Redeem one of them alone to learn the reason; leave out what was redeemed and what has ended.",
}) {}
