import { contractError } from "./contract-error.ts";

export class NotControllerError extends /* @__PURE__ */ contractError("Quittance_NotController", {
  inputs: "address principal, address controller, address caller",
  says: ({ principal, controller, caller }) =>
    `${caller} does not control principal ${principal}; ${controller} does.`,
  remedy:
    "Let the controller send it, or have the principal handed over: offerPrincipal, then acceptPrincipal.",
}) {}

export class AccountUnknownError extends /* @__PURE__ */ contractError("Quittance_AccountUnknown", {
  inputs: "address account",
  says: ({ account }) => `No principal opened ${account}.`,
  remedy: "Open it with openAccounts, or take the address from accountAddressOf for its principal and index.",
}) {}

export class AccountAlreadyOpenedError extends /* @__PURE__ */ contractError(
  "Quittance_AccountAlreadyOpened",
  {
    inputs: "address account, uint32 index",
    docsPage: "open-accounts",
    says: ({ account, index }) => `The principal opened its account ${index} before: ${account}.`,
    remedy: "Choose an index that the principal has not used.",
  },
) {}

export class KeyRefusedError extends /* @__PURE__ */ contractError("Quittance_KeyRefused", {
  inputs: "address account, address key",
  says: ({ account, key }) => `${key} can be no key of ${account}: it is zero or the account itself.`,
  remedy: "Grant the key of a signer: the address of a plain key, or of a contract that answers ERC-1271.",
}) {}

export class CapabilitiesUnknownError extends /* @__PURE__ */ contractError("Quittance_CapabilitiesUnknown", {
  inputs: "address key, uint256 capabilities",
  says: ({ key, capabilities }) => `The capabilities ${capabilities} of ${key} mean nothing.`,
  remedy: "Encode them with encodeCapabilities; a key that is revoked has none.",
}) {}

export class PolicyFieldInvalidError extends /* @__PURE__ */ contractError("Quittance_PolicyFieldInvalid", {
  inputs: "string field, uint256 value, uint256 minimum, uint256 maximum",
  says: ({ field, value, minimum, maximum }) =>
    `The policy's ${field} is ${value}; it must be within ${minimum} to ${maximum}.`,
  remedy: "Make policies with buildPolicy, which holds each field against its bounds.",
}) {}

export class PolicyLengthInvalidError extends /* @__PURE__ */ contractError("Quittance_PolicyLengthInvalid", {
  inputs: "uint256 length, uint256 expected",
  says: ({ length, expected }) =>
    `The policy's packed form is ${length} bytes; it has ${expected}, or 4 more with a treasury.`,
  remedy: "Encode it with encodePolicy.",
}) {}

export class TreasuryRefusedError extends /* @__PURE__ */ contractError("Quittance_TreasuryRefused", {
  inputs: "address account, uint32 index",
  docsPage: "update-accounts",
  says: ({ account, index }) =>
    `The policy of ${account} names the account itself, ${index}, as its treasury.`,
  remedy: "Name the index of another account of the same principal as the policy's treasury, or none.",
}) {}

export class NothingOfferedError extends /* @__PURE__ */ contractError("Quittance_NothingOffered", {
  inputs: "address principal, address offered, address caller",
  docsPage: "accept-principal",
  says: ({ principal, offered, caller }) =>
    `Principal ${principal} was not offered to ${caller}; it is offered to ${offered}.`,
  remedy: "Let its controller offer it with offerPrincipal, then accept as exactly that address.",
}) {}
