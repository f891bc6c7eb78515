import * as authority from "./authority.ts";
import type { BaseError } from "./base.ts";
import * as batches from "./batches.ts";
import * as contests from "./contests.ts";
import type { ContractErrorName } from "./contract-error.ts";
import * as deals from "./deals.ts";
import * as deliveries from "./deliveries.ts";
import * as equivocations from "./equivocations.ts";
import * as ledger from "./ledger.ts";
import * as payments from "./payments.ts";
import * as principals from "./principals.ts";
import * as ratings from "./ratings.ts";
import * as rounds from "./rounds.ts";
import * as rulings from "./rulings.ts";
import * as settlements from "./settlements.ts";
import * as tabs from "./tabs.ts";
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
 * Every class of an error of Quittance. Each is named: of a module taken whole, a bundle brings the name of every class a second
 * time.
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
  payments.OrderUsedError,
  payments.PaymentCountOutOfRangeError,
  payments.PayeeRefusedError,
  payments.PaymentAmountZeroError,
  payments.LengthMismatchError,
  principals.NotControllerError,
  principals.AccountUnknownError,
  principals.AccountAlreadyOpenedError,
  principals.KeyRefusedError,
  principals.CapabilitiesUnknownError,
  principals.PolicyFieldInvalidError,
  principals.PolicyLengthInvalidError,
  principals.TreasuryRefusedError,
  principals.NothingOfferedError,
  ratings.RatingTooLargeError,
  ratings.NotRateableError,
  ratings.RatingWindowEndedError,
  ratings.AlreadyRatedError,
  rounds.NoRoundError,
  rounds.RoundEndedError,
  rounds.PanelAlreadyDrawnError,
  rounds.PanelNotDrawnError,
  rounds.PoolSilentError,
  rounds.PanelRefusedError,
  rounds.PanelMismatchError,
  rounds.NoNewBallotsError,
  rulings.NoRulingDueError,
  rulings.RulingWindowEndedError,
  rulings.PayoutTooLargeError,
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
  tabs.TabAlreadyOpenedError,
  tabs.TabUnknownError,
  tabs.TabAlreadyClosedError,
  tabs.TabFieldInvalidError,
  tabs.TabAddressRefusedError,
  tabs.TabEndedError,
  tabs.TabRunningError,
  tabs.VoucherInvalidError,
  tabs.VoucherAlreadyRedeemedError,
  tabs.VouchersMalformedError,
  tabs.NothingRedeemedError,
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

/** Those of other contracts. An app brings them with the actions and reads of these contracts, and not without. */
const others = /* @__PURE__ */ new Set<ContractErrorClass>();

/** Made when an error is decoded first, and made again when more are known. */
let known: ReturnType<typeof makeKnown> | undefined;

/** Has errors of another contract decoded, too, from now on. */
export function knowErrors(classes: readonly ContractErrorClass[]): void {
  if (classes.every((each) => others.has(each))) return;
  for (const each of classes) others.add(each);
  known = undefined;
}

function makeKnown() {
  const classes = [...quittanceErrorClasses, ...others];
  return {
    byName: new Map<string, ContractErrorClass>(classes.map((each) => [each.contractError, each])),
    abi: classes.map(({ contractError, inputs }) => ({
      type: "error" as const,
      name: contractError,
      inputs: inputs === "" ? [] : inputs.split(", ").map(parameterOf),
    })),
  };
}

function knownErrors() {
  known ??= makeKnown();
  return known;
}

/** The ABI of every contract error that is known, made of the classes. */
export function contractErrorsAbi() {
  return knownErrors().abi;
}

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
