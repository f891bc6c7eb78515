import { type Hex, toFunctionSelector } from "viem";
import * as authority from "./authority.ts";
import type { BaseError } from "./base.ts";
import * as batches from "./batches.ts";
import * as contests from "./contests.ts";
import type { ContractErrorName } from "./contract-error.ts";
import * as deals from "./deals.ts";
import * as deliveries from "./deliveries.ts";
import * as equivocations from "./equivocations.ts";
import * as ledger from "./ledger.ts";
import * as principals from "./principals.ts";
import * as rounds from "./rounds.ts";
import * as settlements from "./settlements.ts";
import * as verdicts from "./verdicts.ts";

/** What all classes of contract errors have in common; `values` differ. */
export interface AnyContractError extends BaseError {
  readonly contractError: ContractErrorName;
  readonly values: object;
}

export interface ContractErrorClass {
  new (values: never): AnyContractError;
  readonly contractError: ContractErrorName;
  /** Its parameters as Solidity writes them. */
  readonly inputs: string;
  /** What to do about it. */
  readonly remedy: string;
}

/**
 * The classes of errors of Quittance that more than one kind of action can fail with. Each is named: of a module taken whole,
 * a bundle brings the name of every class a second time.
 */
export const quittanceErrorClasses: readonly ContractErrorClass[] = [
  authority.KeyUnknownError,
  authority.KeyExpiredError,
  authority.CapabilityMissingError,
  authority.FrozenAccountError,
  authority.AuthorizationMalformedError,
  authority.PolicyMismatchError,
  authority.PerTransactionLimitExceededError,
  authority.PeriodLimitExceededError,
  authority.LifetimeLimitExceededError,
  authority.OutsideActiveWindowError,
  authority.CounterpartyNotAllowedError,
  authority.CategoryNotAllowedError,
  authority.ApprovalMissingError,
  authority.InsufficientTreasuryError,
  authority.LedgerDestinationNeededError,
  authority.PolicyNeededError,
  batches.MalformedGroupError,
  batches.SubmitAloneError,
  batches.InvalidBallotBatchError,
  batches.InvalidTermsBatchError,
  batches.NotForBatchesError,
  batches.MixedBatchError,
  batches.ItemFailedError,
  contests.NotAPartyError,
  contests.ProvisionalPayoutMismatchError,
  contests.NothingToGainError,
  contests.ContestWindowEndedError,
  contests.NoFurtherRoundError,
  contests.NotContestableError,
  contests.NoBondError,
  contests.BondNotDueError,
  contests.BondTooSmallError,
  contests.PoolUnusableError,
  deals.DealAlreadyOpenedError,
  deals.DealUnknownError,
  deals.MilestoneUnknownError,
  deals.MilestoneAlreadySettledError,
  deals.DealAmendedError,
  deals.OpeningExpiredError,
  deals.SamePartiesError,
  deals.TermsAddressRefusedError,
  deals.MilestoneCountOutOfRangeError,
  deals.MilestoneAmountZeroError,
  deals.DeadlineOutOfRangeError,
  deals.TotalTooLargeError,
  deals.PanelSizeInvalidError,
  deals.PanelOutOfOrderError,
  deals.JurorIsPartyError,
  deals.PayoutRuleInvalidError,
  deals.SilencePayoutTooLargeError,
  deals.WindowOutOfRangeError,
  deals.MarketplaceFeeTooLargeError,
  deals.VerificationFeeTooLargeError,
  deals.DestinationsUnknownError,
  deals.OptionsInvalidError,
  deals.AmendmentNeededError,
  deals.MalformedTermsError,
  deals.ConditionsNeededError,
  deals.DealOverspentError,
  deals.InvalidSignatureError,
  deliveries.EvidenceZeroError,
  deliveries.EvidenceUriLengthInvalidError,
  deliveries.DeadlinePassedError,
  deliveries.AlreadyDeliveredError,
  equivocations.NoEquivocationError,
  ledger.TokenWithoutCodeError,
  ledger.CompanionUnusableError,
  ledger.AddressRefusedError,
  ledger.AmountZeroError,
  ledger.InsufficientBalanceError,
  ledger.SaltAlreadyUsedError,
  ledger.NoUnclaimedPayoutError,
  ledger.PayoutStillRefusedError,
  ledger.InsufficientGasError,
  ledger.TokenTransferFailedError,
  ledger.InvalidShortStringError,
  ledger.StringTooLongError,
  principals.NotControllerError,
  principals.AccountUnknownError,
  principals.AccountAlreadyOpenedError,
  principals.KeyRefusedError,
  principals.CapabilitiesUnknownError,
  principals.PolicyFieldInvalidError,
  principals.PolicyLengthInvalidError,
  principals.TreasuryRefusedError,
  principals.NothingOfferedError,
  rounds.NoRoundError,
  rounds.RoundEndedError,
  rounds.PanelAlreadyDrawnError,
  rounds.PanelNotDrawnError,
  rounds.PoolSilentError,
  rounds.PanelRefusedError,
  rounds.PanelMismatchError,
  rounds.NoNewBallotsError,
  settlements.PartTooLargeError,
  settlements.SignatureExpiredError,
  settlements.RemainderMismatchError,
  settlements.AmendedDealMismatchError,
  settlements.DeliveriesMismatchError,
  settlements.PayoutProvisionalError,
  settlements.FieldUnchangeableError,
  settlements.DealAlreadySettledError,
  settlements.DeadlineNotPassedError,
  settlements.MilestoneNotReclaimableError,
  verdicts.VerdictUndeterminedError,
  verdicts.AlreadyJudgedError,
  verdicts.EvidenceMismatchError,
  verdicts.VerdictWindowEndedError,
  verdicts.DeliveryUnprovenError,
  verdicts.NoProvisionalPayoutError,
  verdicts.NoSharedFeeError,
  verdicts.WindowOpenError,
  verdicts.MalformedBallotsError,
  verdicts.TooFewBallotsError,
  verdicts.JurorUnknownError,
  verdicts.BallotsOutOfOrderError,
  verdicts.ScoreOutOfRangeError,
  verdicts.InvalidBallotSignatureError,
];

/** Those of other contracts, and of actions of Quittance that have errors of their own. An app brings them with these actions. */
const others = /* @__PURE__ */ new Set<ContractErrorClass>();

/** Made when an error is decoded first, and made again when more are known. */
let known: ReturnType<typeof makeKnown> | undefined;

/** Has these errors decoded, too, from now on. */
export function knowErrors(classes: readonly ContractErrorClass[]): void {
  if (classes.every((each) => others.has(each))) return;
  for (const each of classes) others.add(each);
  known = undefined;
}

function makeKnown() {
  const classes = [...quittanceErrorClasses, ...others];
  return {
    byName: new Map<string, ContractErrorClass>(classes.map((each) => [each.contractError, each])),
    bySelector: new Map(classes.map(abiOf).map((item) => [toFunctionSelector(signatureOf(item)), item])),
  };
}

function knownErrors() {
  known ??= makeKnown();
  return known;
}

/** What the ABI has of the contract error with this 4-byte selector, made of its class; undefined where none is known. */
export function contractErrorAbi(selector: Hex): ErrorAbi | undefined {
  return knownErrors().bySelector.get(selector);
}

type ErrorAbi = ReturnType<typeof abiOf>;

function abiOf({ contractError, inputs }: ContractErrorClass) {
  return {
    type: "error" as const,
    name: contractError,
    inputs: inputs === "" ? [] : inputs.split(", ").map(parameterOf),
  };
}

const signatureOf = ({ name, inputs }: ErrorAbi) => `${name}(${inputs.map(({ type }) => type).join(",")})`;

/** A parameter that is no list and no tuple: no error has one of these. */
function parameterOf(text: string): { readonly type: string; readonly name: string } {
  const [type = "", name = ""] = text.split(" ");
  return { type, name };
}

/** The error for a name and its values as the ABI decoded them; undefined for a name that is not the contract's. */
export function contractErrorOf(
  name: string,
  values: Readonly<Record<string, unknown>>,
): AnyContractError | undefined {
  const errorClass = knownErrors().byName.get(name);
  return errorClass === undefined ? undefined : Reflect.construct(errorClass, [values]);
}
