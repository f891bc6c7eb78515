import { contractError } from "./contract-error.ts";

export class Erc792WithoutCodeError extends /* @__PURE__ */ contractError("Erc792Arbiter_WithoutCode", {
  inputs: "address account",
  docsPage: "dispute",
  says: ({ account }) => `There is no contract at ${account}.`,
  remedy: "Deploy the bridge for a Quittance contract and a court that exist on this chain.",
}) {}

export class Erc792ChoicesOutOfRangeError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_ChoicesOutOfRange",
  {
    inputs: "uint256 choices, uint256 minimum, uint256 maximum",
    docsPage: "dispute",
    says: ({ choices, minimum, maximum }) =>
      `A court chooses among ${minimum} to ${maximum} rulings, not ${choices}.`,
    remedy: "Deploy the bridge with 2 choices (nothing or all), or more for steps between.",
  },
) {}

export class Erc792NotTheArbiterError extends /* @__PURE__ */ contractError("Erc792Arbiter_NotTheArbiter", {
  inputs: "bytes32 dealId, address arbiter",
  docsPage: "dispute",
  says: ({ dealId, arbiter }) =>
    `The terms of deal ${dealId} name ${arbiter} as their arbiter, not this bridge.`,
  remedy: "Call the bridge that the terms name.",
}) {}

export class Erc792NotBeforeTheArbiterError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_NotBeforeTheArbiter",
  {
    inputs: "bytes32 dealId, uint256 milestone",
    docsPage: "dispute",
    says: ({ milestone }) =>
      `Milestone ${milestone} is not before the arbiter, or its ruling window has ended.`,
    remedy: "Contest the provisional payout after round 2 first; then dispute while the ruling window runs.",
  },
) {}

export class Erc792AlreadyDisputedError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_AlreadyDisputed",
  {
    inputs: "bytes32 dealId, uint256 milestone",
    docsPage: "dispute",
    says: ({ milestone }) => `Milestone ${milestone} was brought before the court already.`,
    remedy: "Nothing to do: there is one dispute for each milestone.",
  },
) {}

export class Erc792FeeTooSmallError extends /* @__PURE__ */ contractError("Erc792Arbiter_FeeTooSmall", {
  inputs: "uint256 value, uint256 cost",
  docsPage: "dispute",
  says: ({ value, cost }) => `The court asks for ${cost} wei; ${value} came with the call.`,
  remedy: "Send the court's arbitrationCost as the value of the call.",
}) {}

export class Erc792RefundRefusedError extends /* @__PURE__ */ contractError("Erc792Arbiter_RefundRefused", {
  inputs: "address account, uint256 amount",
  docsPage: "dispute",
  says: ({ account, amount }) => `${account} does not take ${amount} wei back.`,
  remedy: "Send exactly the court's fee.",
}) {}

export class Erc792DisputeIdRefusedError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_DisputeIdRefused",
  {
    inputs: "uint256 disputeId",
    docsPage: "dispute",
    says: ({ disputeId }) => `The court gave the number ${disputeId}, which another case has.`,
    remedy: "This court breaks its own rules; its silence leaves the provisional payout.",
  },
) {}

export class Erc792NotTheArbitratorError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_NotTheArbitrator",
  {
    inputs: "address caller",
    docsPage: "enforce",
    says: ({ caller }) => `Only the court may rule, not ${caller}.`,
    remedy: "Let the court rule; then enforce what it ruled.",
  },
) {}

export class Erc792DisputeUnknownError extends /* @__PURE__ */ contractError("Erc792Arbiter_DisputeUnknown", {
  inputs: "uint256 disputeId",
  says: ({ disputeId }) => `The bridge has no case of dispute ${disputeId}.`,
  remedy: "Take the number from the CaseOpened event.",
}) {}

export class Erc792AlreadyRuledError extends /* @__PURE__ */ contractError("Erc792Arbiter_AlreadyRuled", {
  inputs: "uint256 disputeId, uint256 ruling",
  docsPage: "enforce",
  says: ({ disputeId, ruling }) => `The court ruled ${ruling} on dispute ${disputeId} already.`,
  remedy: "Enforce that ruling.",
}) {}

export class Erc792RulingOutOfRangeError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_RulingOutOfRange",
  {
    inputs: "uint256 ruling, uint256 choices",
    docsPage: "enforce",
    says: ({ ruling, choices }) => `The ruling ${ruling} is not within 0 to ${choices}.`,
    remedy: "Rulings count from 1; 0 refuses to arbitrate.",
  },
) {}

export class Erc792NotDisputedError extends /* @__PURE__ */ contractError("Erc792Arbiter_NotDisputed", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "enforce",
  says: ({ milestone }) => `Milestone ${milestone} was not brought before the court.`,
  remedy: "Bring it there with disputeMilestone.",
}) {}

export class Erc792NotRuledError extends /* @__PURE__ */ contractError("Erc792Arbiter_NotRuled", {
  inputs: "uint256 disputeId",
  docsPage: "enforce",
  says: ({ disputeId }) => `The court has not ruled on dispute ${disputeId}.`,
  remedy: "Wait for its ruling; if the ruling window ends first, settle the provisional payout.",
}) {}

export class Erc792ArbitrationRefusedError extends /* @__PURE__ */ contractError(
  "Erc792Arbiter_ArbitrationRefused",
  {
    inputs: "uint256 disputeId",
    docsPage: "enforce",
    says: ({ disputeId }) => `The court refused to arbitrate dispute ${disputeId}.`,
    remedy: "Settle the provisional payout once the ruling window has ended.",
  },
) {}

export class Erc792NothingOwedError extends /* @__PURE__ */ contractError("Erc792Arbiter_NothingOwed", {
  inputs: "uint256 disputeId",
  docsPage: "collect",
  says: ({ disputeId }) => `Nothing is owed for dispute ${disputeId}.`,
  remedy: "Enforce its ruling first; a bond is collected once.",
}) {}

export class Erc792NotThePayerError extends /* @__PURE__ */ contractError("Erc792Arbiter_NotThePayer", {
  inputs: "address caller, address payer",
  docsPage: "collect",
  says: ({ caller, payer }) => `${caller} may send what is owed only to ${payer}, who paid the court.`,
  remedy: "Name that account as the recipient, or let it send the transaction.",
}) {}
