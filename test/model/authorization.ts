import type { Address } from "viem";
import {
  type AccountLife,
  type Capability,
  controllerOf,
  isFrozen,
  periodOf,
  policyOf,
  spentSince,
} from "./accounts.ts";
import type { Envelope, SignedBy } from "./actions.ts";
import { isAuthorized, type Rule } from "./outcome.ts";
import type { World } from "./world.ts";

/** Money that somebody is about to commit. */
export interface Committing {
  readonly account: Address;
  readonly amount: bigint;
  /** What the limits of a period and of a lifetime count of it; all of it when left out. */
  readonly counted?: bigint;
  readonly capability: Capability | readonly Capability[];
  readonly category: number;
  readonly payees: readonly Address[];
}

interface Spoken {
  readonly sender: Address;
  readonly word: SignedBy;
  readonly now: number;
  /** Whether what was signed is what is asked for; false for a signature of something else. */
  readonly isOfThis?: boolean;
}

/** Whether somebody has said yes where that costs it nothing. @param capability Undefined where any key will do. */
export function keySignatureRules(
  world: World,
  party: Address,
  capability: Capability | undefined,
  spoken: Spoken,
  refusal = "Quittance_InvalidSignature",
): Rule[] {
  const account = world.accounts.get(party);
  if (account === undefined) return walletRules(party, spoken, refusal);
  const { word } = spoken;
  if (word === undefined) return [[false, "Quittance_AuthorizationMalformed"]];
  // A plain signature: its first bytes are taken for a key.
  if (typeof word === "string") return [[false, "Quittance_KeyUnknown"]];
  return keyRules(world, account, word, capability, spoken);
}

/** Whether somebody has said yes to giving up `amount` that is in a deal already. */
export function settlementRules(
  world: World,
  party: Address,
  amount: bigint,
  spoken: Spoken,
  capability: Capability | readonly Capability[] = "settle",
): Rule[] {
  const account = world.accounts.get(party);
  if (account === undefined) return walletRules(party, spoken);
  const { word } = spoken;
  if (word === undefined || typeof word === "string") return [[false, "Quittance_AuthorizationMalformed"]];
  return [
    ...keyRules(world, account, word, capability, spoken),
    [word.policy === policyOf(account), "Quittance_PolicyMismatch"],
    ...approvalRules(world, account, word, amount),
  ];
}

/** Whether somebody has said yes to a commitment, and its policy allows it. Balances are not asked. */
export function commitmentRules(world: World, committing: Committing, spoken: Spoken): Rule[] {
  const account = world.accounts.get(committing.account);
  if (account === undefined) return walletRules(committing.account, spoken);
  const { word, now } = spoken;
  if (word === undefined || typeof word === "string") return [[false, "Quittance_AuthorizationMalformed"]];
  return [
    ...keyRules(world, account, word, committing.capability, spoken),
    [!isFrozen(world, account), "Quittance_FrozenAccount"],
    [word.policy === policyOf(account), "Quittance_PolicyMismatch"],
    ...limitRules(account, committing, now),
    ...listRules(account, committing),
    ...approvalRules(world, account, word, committing.amount),
  ];
}

/** Who it was that signed for an account; undefined for wallets. */
export function keyOf(word: SignedBy): Address | undefined {
  return typeof word === "object" ? word.key : undefined;
}

function walletRules(
  party: Address,
  { sender, word, isOfThis = true }: Spoken,
  refusal = "Quittance_InvalidSignature",
): Rule[] {
  const hasSigned = typeof word !== "object" && isAuthorized(party, sender, word);
  return [[hasSigned && (word === undefined || isOfThis), refusal]];
}

function keyRules(
  world: World,
  account: AccountLife,
  { key, signedBy }: Envelope,
  capability: Capability | readonly Capability[] | undefined,
  { sender, now, isOfThis = true }: Spoken,
): Rule[] {
  const hasSigned = signedBy === undefined ? sender === key : signedBy === key && isOfThis;
  const signature: Rule = [hasSigned, "Quittance_InvalidSignature"];
  if (key === controllerOf(world, account)) return [signature];
  const granted = account.keys.get(key);
  if (granted === undefined || granted.expiry === 0) return [signature, [false, "Quittance_KeyUnknown"]];
  const isAble =
    capability === undefined
      ? granted.capabilities.some((each) => each !== "freeze")
      : [capability].flat().every((each) => granted.capabilities.includes(each));
  return [signature, [now < granted.expiry, "Quittance_KeyExpired"], [isAble, "Quittance_CapabilityMissing"]];
}

function limitRules(account: AccountLife, { amount, counted = amount }: Committing, now: number): Rule[] {
  const policy = policyOf(account);
  const { spending } = account;
  const inPeriod = spentSince(spending, periodOf(now, policy.period));
  return [
    [now >= policy.activeFrom && now < policy.activeUntil, "Quittance_OutsideActiveWindow"],
    [amount <= policy.perTransaction, "Quittance_PerTransactionLimitExceeded"],
    [inPeriod + counted <= policy.perPeriod, "Quittance_PeriodLimitExceeded"],
    [spending.total + counted <= policy.lifetime, "Quittance_LifetimeLimitExceeded"],
  ];
}

function listRules(account: AccountLife, { payees, category }: Committing): Rule[] {
  const { counterparties, categories } = policyOf(account);
  const isListed = (payee: Address) => counterparties === undefined || counterparties.includes(payee);
  return [
    [payees.every(isListed), "Quittance_CounterpartyNotAllowed"],
    [categories === undefined || categories.includes(category), "Quittance_CategoryNotAllowed"],
  ];
}

/** Above the threshold it takes the controller, in the key's place or beside it. */
function approvalRules(
  world: World,
  account: AccountLife,
  { key, approvedBy }: Envelope,
  amount: bigint,
): Rule[] {
  const controller = controllerOf(world, account);
  if (amount <= policyOf(account).approvalAbove || key === controller) return [];
  if (approvedBy === undefined) return [[false, "Quittance_ApprovalMissing"]];
  return [[approvedBy === controller, "Quittance_InvalidSignature"]];
}
