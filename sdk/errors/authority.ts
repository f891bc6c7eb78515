import { namesOfCapabilities } from "./capability-names.ts";
import { contractError } from "./contract-error.ts";

const BUDGET_REMEDY =
  "Commit less, wait for a refund, or let the controller change the policy with setPolicy. Amounts are USDC base units.";

export class KeyUnknownError extends /* @__PURE__ */ contractError("Quittance_KeyUnknown", {
  inputs: "address account, address key",
  says: ({ account, key }) => `${key} is no key of ${account}: it never was, or was revoked.`,
  remedy: "Let the controller grant it with setKeys, or sign with a key that is listed (getKey).",
}) {}

export class KeyExpiredError extends /* @__PURE__ */ contractError("Quittance_KeyExpired", {
  inputs: "address account, address key, uint256 expiry, uint256 timestamp",
  says: ({ account, key, expiry, timestamp }) =>
    `${key} acted for ${account} only before ${expiry}; it is ${timestamp}.`,
  remedy: "Let the controller grant it a later expiry with setKeys, or rotate to another key.",
}) {}

export class CapabilityMissingError extends /* @__PURE__ */ contractError("Quittance_CapabilityMissing", {
  inputs: "address account, address key, uint256 required, uint256 granted",
  says: ({ account, key, required, granted }) => {
    const held = namesOfCapabilities(granted).join() || "no capability";
    const needed = required === 0n ? "one other than freeze" : namesOfCapabilities(required).join(" and ");
    return `${key} has ${held} for ${account}; ${needed} is needed.`;
  },
  remedy: "Sign with a key that has the capability, or let the controller grant it with setKeys.",
}) {}

export class FrozenAccountError extends /* @__PURE__ */ contractError("Quittance_FrozenAccount", {
  inputs: "address account, address principal",
  docsPage: "pay",
  says: ({ account, principal }) =>
    `${account} is frozen, by itself or with every account of ${principal}: it commits nothing and agrees to no deal.`,
  remedy:
    "Let the controller unfreeze it (unfreeze, unfreezeAll). Deals and tabs that are open go on meanwhile.",
}) {}

export class AuthorizationMalformedError extends /* @__PURE__ */ contractError(
  "Quittance_AuthorizationMalformed",
  {
    inputs: "address account, uint256 length",
    says: ({ account, length }) => `The ${length} bytes signed for ${account} are too short for an envelope.`,
    remedy: "Sign with an agentAccount, which makes the envelope the operation takes.",
  },
) {}

export class PolicyMismatchError extends /* @__PURE__ */ contractError("Quittance_PolicyMismatch", {
  inputs: "address account, bytes32 inForce, bytes32 given",
  says: ({ account, inForce, given }) =>
    `Principal and policy given for ${account} hash to ${given}; in force is ${inForce}.`,
  remedy: "Use the policy of the account's last AccountOpened or PolicySet event, and its own principal.",
}) {}

export class PerTransactionLimitExceededError extends /* @__PURE__ */ contractError(
  "Quittance_PerTransactionLimitExceeded",
  {
    inputs: "address account, uint256 limit, uint256 requested, uint256 remaining",
    docsPage: "pay",
    says: ({ account, limit, requested, remaining }) =>
      `${account} may commit ${limit} in one transaction; ${requested} is requested and ${remaining} remains.`,
    remedy: BUDGET_REMEDY,
  },
) {}

export class PeriodLimitExceededError extends /* @__PURE__ */ contractError("Quittance_PeriodLimitExceeded", {
  inputs: "address account, uint256 limit, uint256 requested, uint256 remaining",
  docsPage: "pay",
  says: ({ account, limit, requested, remaining }) =>
    `${account} may commit ${limit} in one period; ${requested} is requested and ${remaining} remains.`,
  remedy:
    "Wait for the next period (getRemainingLimits returns its start), commit less, or let the controller change the policy with setPolicy.",
}) {}

export class LifetimeLimitExceededError extends /* @__PURE__ */ contractError(
  "Quittance_LifetimeLimitExceeded",
  {
    inputs: "address account, uint256 limit, uint256 requested, uint256 remaining",
    docsPage: "pay",
    says: ({ account, limit, requested, remaining }) =>
      `${account} may commit ${limit} in all; ${requested} is requested and ${remaining} remains.`,
    remedy: BUDGET_REMEDY,
  },
) {}

export class OutsideActiveWindowError extends /* @__PURE__ */ contractError("Quittance_OutsideActiveWindow", {
  inputs: "address account, uint256 from, uint256 until, uint256 timestamp",
  docsPage: "pay",
  says: ({ account, from, until, timestamp }) =>
    `${account} commits money from ${from} on and before ${until}; it is ${timestamp}.`,
  remedy: "Wait for the window, or let the controller change it with setPolicy.",
}) {}

export class CounterpartyNotAllowedError extends /* @__PURE__ */ contractError(
  "Quittance_CounterpartyNotAllowed",
  {
    inputs: "address account, address counterparty",
    docsPage: "pay",
    says: ({ account, counterparty }) =>
      `${account} may pay listed counterparties only; ${counterparty} is not shown to be among them.`,
    remedy:
      "Every payee counts: seller, marketplace and panel account (or jurors that share the fee) of a deal, pool and arbiter of a bond. Choose listed ones, or let the controller set a policy with a longer list.",
  },
) {}

export class CategoryNotAllowedError extends /* @__PURE__ */ contractError("Quittance_CategoryNotAllowed", {
  inputs: "address account, uint256 category",
  docsPage: "pay",
  says: ({ account, category }) =>
    `${account} may spend on listed categories only; ${category} is not shown to be among them (0: none named).`,
  remedy: "Name a listed category in the terms, tab or order, or let the controller set another policy.",
}) {}

export class ApprovalMissingError extends /* @__PURE__ */ contractError("Quittance_ApprovalMissing", {
  inputs: "address account, uint256 threshold, uint256 requested",
  docsPage: "pay",
  says: ({ account, threshold, requested }) =>
    `${account} needs its controller's approval above ${threshold}; ${requested} is requested.`,
  remedy: "Give agentAccount an approve callback that asks the controller for signApproval.",
}) {}

export class InsufficientTreasuryError extends /* @__PURE__ */ contractError(
  "Quittance_InsufficientTreasury",
  {
    inputs: "address account, address treasury, uint256 available, uint256 required",
    docsPage: "pay",
    says: ({ account, treasury, available, required }) =>
      `The treasury ${treasury} of ${account} holds ${available}; ${required} is needed.`,
    remedy: "Deposit the difference to the treasury, or commit less. Amounts are USDC base units.",
  },
) {}

export class LedgerDestinationNeededError extends /* @__PURE__ */ contractError(
  "Quittance_LedgerDestinationNeeded",
  {
    inputs: "address account",
    docsPage: "open-deal",
    says: ({ account }) => `${account} was opened by a principal and is paid to the ledger only.`,
    remedy: "Set buyerToLedger (as the buyer) or sellerToLedger (as the seller) to true in the terms.",
  },
) {}

export class PolicyNeededError extends /* @__PURE__ */ contractError("Quittance_PolicyNeeded", {
  inputs: "address account",
  docsPage: "withdraw",
  says: ({ account }) => `${account} is a managed account; its own address cannot spend its balance.`,
  remedy: "Sign with one of its keys (agentAccount), or let its controller move the money.",
}) {}
