import { contractError } from "./contract-error.ts";

export class DealAlreadyOpenedError extends /* @__PURE__ */ contractError("Quittance_DealAlreadyOpened", {
  inputs: "bytes32 dealId",
  says: ({ dealId }) => `Deal ${dealId} was opened before; an id is used only once.`,
  remedy: "Read the deal with getDeal. For another deal on the same terms, sign terms with a fresh salt.",
}) {}

export class DealUnknownError extends /* @__PURE__ */ contractError("Quittance_DealUnknown", {
  inputs: "bytes32 dealId",
  says: ({ dealId }) => `No deal was opened with these terms (their id is ${dealId}).`,
  remedy:
    "Compare every field with the terms that were signed, and the chain and contract with those they were signed for.",
}) {}

export class MilestoneUnknownError extends /* @__PURE__ */ contractError("Quittance_MilestoneUnknown", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 milestones",
  says: ({ milestone, milestones }) => `There is no milestone ${milestone}: the deal has ${milestones}.`,
  remedy: "Milestones are counted from 0; use an index below the count.",
}) {}

export class MilestoneAlreadySettledError extends /* @__PURE__ */ contractError(
  "Quittance_MilestoneAlreadySettled",
  {
    inputs: "bytes32 dealId, uint256 milestone",
    says: ({ dealId, milestone }) =>
      `Milestone ${milestone} of deal ${dealId} is settled; a settlement is final.`,
    remedy:
      "Nothing is left to do for it. See how it settled in its MilestoneSettled or VerdictReached event.",
  },
) {}

export class DealAmendedError extends /* @__PURE__ */ contractError("Quittance_DealAmended", {
  inputs: "bytes32 dealId",
  says: ({ dealId }) => `Another deal replaced deal ${dealId}.`,
  remedy: "Read it with getAmendment, and use its terms.",
}) {}

export class OpeningExpiredError extends /* @__PURE__ */ contractError("Quittance_OpeningExpired", {
  inputs: "uint256 openBy, uint256 timestamp",
  says: ({ openBy, timestamp }) => `The terms could be opened only before ${openBy}; it is ${timestamp}.`,
  remedy: "Sign terms with a later openBy. The old signatures have no effect any more.",
}) {}

export class SamePartiesError extends /* @__PURE__ */ contractError("Quittance_SameParties", {
  inputs: "address party",
  docsPage: "open-deal",
  says: ({ party }) => `Buyer and seller are the same address, ${party}.`,
  remedy: "Name two different parties.",
}) {}

export class TermsAddressRefusedError extends /* @__PURE__ */ contractError("Quittance_TermsAddressRefused", {
  inputs: "string field, address account",
  docsPage: "open-deal",
  says: ({ field, account }) =>
    `${field} cannot be ${account}: it is zero, the token or the contract itself.`,
  remedy: "Name an address that someone holds the key of.",
}) {}

export class MilestoneCountOutOfRangeError extends /* @__PURE__ */ contractError(
  "Quittance_MilestoneCountOutOfRange",
  {
    inputs: "uint256 count, uint256 maximum",
    docsPage: "open-deal",
    says: ({ count, maximum }) => `A deal has 1 to ${maximum} milestones; these terms have ${count}.`,
    remedy: "Merge milestones, or split the work over several deals.",
  },
) {}

export class MilestoneAmountZeroError extends /* @__PURE__ */ contractError("Quittance_MilestoneAmountZero", {
  inputs: "uint256 milestone",
  docsPage: "open-deal",
  says: ({ milestone }) => `The amount of milestone ${milestone} is zero.`,
  remedy: "Give every milestone an amount, or leave it out.",
}) {}

export class DeadlineOutOfRangeError extends /* @__PURE__ */ contractError("Quittance_DeadlineOutOfRange", {
  inputs: "uint256 milestone, uint256 deadline, uint256 earliest, uint256 latest",
  docsPage: "open-deal",
  says: ({ milestone, deadline, earliest, latest }) =>
    `The deadline of milestone ${milestone}, ${deadline}, is not within ${earliest} to ${latest}.`,
  remedy: "Deadlines are unix seconds in the future, at most 730 days away when the deal is opened.",
}) {}

export class TotalTooLargeError extends /* @__PURE__ */ contractError("Quittance_TotalTooLarge", {
  inputs: "uint256 total, uint256 maximum",
  docsPage: "open-deal",
  says: ({ total, maximum }) => `Amounts and verification fees sum to ${total}; at most ${maximum} fits.`,
  remedy: "Amounts are USDC base units (6 decimals): 1 USDC is 1000000.",
}) {}

export class PanelSizeInvalidError extends /* @__PURE__ */ contractError("Quittance_PanelSizeInvalid", {
  inputs: "uint256 size, uint256 maximum",
  docsPage: "open-deal",
  says: ({ size, maximum }) => `A panel has an odd number of jurors, 1 to ${maximum}; this one has ${size}.`,
  remedy: "Add or drop a juror.",
}) {}

export class PanelOutOfOrderError extends /* @__PURE__ */ contractError("Quittance_PanelOutOfOrder", {
  inputs: "uint256 position, address juror",
  docsPage: "open-deal",
  says: ({ position, juror }) => `Juror ${juror} at position ${position} does not ascend, or is named twice.`,
  remedy: "Name each juror once and sort them; buildTerms does the sorting.",
}) {}

export class JurorIsPartyError extends /* @__PURE__ */ contractError("Quittance_JurorIsParty", {
  inputs: "uint256 position, address juror",
  docsPage: "open-deal",
  says: ({ position, juror }) => `Juror ${juror} at position ${position} is a party of the deal.`,
  remedy: "Name a juror that is neither buyer nor seller.",
}) {}

export class PayoutRuleInvalidError extends /* @__PURE__ */ contractError("Quittance_PayoutRuleInvalid", {
  inputs: "uint256 passingScore, uint256 payoutStep",
  docsPage: "open-deal",
  says: ({ passingScore, payoutStep }) =>
    `Passing score ${passingScore} and payout step ${payoutStep} make no payout rule.`,
  remedy: "passingScore is 1 to 10000; payoutStep is 0 (all or nothing) or a divisor of 10000.",
}) {}

export class SilencePayoutTooLargeError extends /* @__PURE__ */ contractError(
  "Quittance_SilencePayoutTooLarge",
  {
    inputs: "uint256 silencePayout, uint256 maximum",
    docsPage: "open-deal",
    says: ({ silencePayout, maximum }) =>
      `The silence payout ${silencePayout} is above ${maximum} basis points.`,
    remedy: "Give basis points: 10000 is everything to the seller.",
  },
) {}

export class WindowOutOfRangeError extends /* @__PURE__ */ contractError("Quittance_WindowOutOfRange", {
  inputs: "string field, uint256 window, uint256 minimum, uint256 maximum",
  docsPage: "open-deal",
  says: ({ field, window, minimum, maximum }) =>
    `${field} is ${window} seconds; it must be within ${minimum} to ${maximum}.`,
  remedy:
    "Windows are seconds. Only contestWindow may be 0, which settles a verdict at once; rulingWindow is 0 exactly when no arbiter is named.",
}) {}

export class MarketplaceFeeTooLargeError extends /* @__PURE__ */ contractError(
  "Quittance_MarketplaceFeeTooLarge",
  {
    inputs: "uint256 marketplaceFee, uint256 maximum",
    docsPage: "open-deal",
    says: ({ marketplaceFee, maximum }) =>
      `The marketplace fee ${marketplaceFee} is above ${maximum} basis points.`,
    remedy: "Lower it: 1000 is a tenth of the seller's part.",
  },
) {}

export class VerificationFeeTooLargeError extends /* @__PURE__ */ contractError(
  "Quittance_VerificationFeeTooLarge",
  {
    inputs: "uint256 verificationFee, uint256 milestone, uint256 maximum",
    docsPage: "open-deal",
    says: ({ verificationFee, milestone, maximum }) =>
      `The verification fee ${verificationFee} is larger than milestone ${milestone}, which is ${maximum}.`,
    remedy: "Lower the fee, or make that milestone larger.",
  },
) {}

export class DestinationsUnknownError extends /* @__PURE__ */ contractError("Quittance_DestinationsUnknown", {
  inputs: "uint256 destinations",
  docsPage: "open-deal",
  says: ({ destinations }) => `The destinations byte of the terms has unknown bits (${destinations}).`,
  remedy: "Encode terms with encodeTerms.",
}) {}

export class OptionsInvalidError extends /* @__PURE__ */ contractError("Quittance_OptionsInvalid", {
  inputs: "uint256 options",
  says: ({ options }) =>
    `The options of the terms (${options}) have an unknown bit, or name a category or a reference of zero.`,
  remedy: "Encode terms with encodeTerms, which leaves out what is not named.",
}) {}

export class AmendmentNeededError extends /* @__PURE__ */ contractError("Quittance_AmendmentNeeded", {
  inputs: "bytes32 deal",
  docsPage: "open-deal",
  says: ({ deal }) => `The terms replace the deal ${deal}, so they do not open by themselves.`,
  remedy: "Amend that deal with them (amend), or leave amends out of the terms.",
}) {}

export class MalformedTermsError extends /* @__PURE__ */ contractError("Quittance_MalformedTerms", {
  inputs: "uint256 length, uint256 whole, uint256 brief",
  says: ({ length, whole, brief }) =>
    `The packed form of the terms is ${length} bytes where ${whole} are whole terms and ${brief} brief ones.`,
  remedy: "Encode terms with encodeTerms; for reclaim, pass the schedule only.",
}) {}

export class ConditionsNeededError extends /* @__PURE__ */ contractError("Quittance_ConditionsNeeded", {
  inputs: "",
  says: () => "The operation reads the conditions of the terms, of which only the hash was sent.",
  remedy: "Send the terms whole, as encodeTerms encodes them.",
}) {}

export class DealOverspentError extends /* @__PURE__ */ contractError("Quittance_DealOverspent", {
  inputs: "uint256 unsettled, uint256 amount",
  docsPage: "settle",
  says: ({ unsettled, amount }) => `A deal was asked for ${amount} and holds ${unsettled}.`,
  remedy: "This cannot happen by the rules: report it as a bug, with the transaction.",
}) {}

export class InvalidSignatureError extends /* @__PURE__ */ contractError("Quittance_InvalidSignature", {
  inputs: "address signer, bytes32 digest",
  says: ({ signer, digest }) => `Neither the caller nor the signature over ${digest} is ${signer}.`,
  remedy:
    "Let that party sign exactly these values, for this chain and contract, or let it send the transaction itself.",
}) {}
