import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import { requireMoment } from "../protocol/moment.ts";
import type { Policy } from "../protocol/policy.ts";

/** What the ledger counts of an account. */
export interface SpendingFacts {
  /** The account's balance, in USDC base units. */
  readonly balance: bigint;
  /** USDC base units committed and not refunded since it was opened. */
  readonly spent: bigint;
  /** The same since `periodStart`. */
  readonly periodSpent: bigint;
  /** Unix seconds; of the last period that anything was committed in. */
  readonly periodStart: number;
  /** By itself, or with its principal. */
  readonly frozen: boolean;
}

/** What the ledger says of the account from which a policy lets an account draw what it lacks. */
export interface TreasuryFacts {
  readonly account: Address;
  /** Whether the principal has opened it. */
  readonly opened: boolean;
  /** By itself, or with its principal. */
  readonly frozen: boolean;
  /** USDC base units. */
  readonly balance: bigint;
}

/** A limit, and how far it is used up; USDC base units. */
export interface Limit {
  readonly limit: bigint;
  readonly spent: bigint;
  readonly remaining: bigint;
}

/** A limit that restarts with each period. */
export interface PeriodLimit extends Limit {
  /** Unix seconds; the running period is startsAt <= now < endsAt. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What is left of each limit of an account at one moment. Amounts are USDC base units. */
export interface RemainingLimits {
  readonly perTransaction: bigint;
  readonly period: PeriodLimit;
  readonly lifetime: Limit;
  /** Above this the controller has to approve. */
  readonly approvalAbove: bigint;
  readonly balance: bigint;
  /** The account that the policy names as treasury; undefined when it names none. */
  readonly treasury?: TreasuryFacts | undefined;
  readonly frozen: boolean;
  /** Whether the policy's window is open. */
  readonly active: boolean;
  /** The most that one deal, tab, order or bond could commit now, with what its treasury would add. */
  readonly available: bigint;
}

const HOUR = 3_600;

/** Unix seconds at which the policy's running period began: periods are counted from the epoch. */
export function periodStartOf({ period }: Pick<Policy, "period">, now: number): number {
  const length = period * HOUR;
  return Math.floor(now / length) * length;
}

/**
 * What is left of each limit, from what the ledger counts and the policy in force. The contract computes the same.
 *
 * @param input.now Unix seconds.
 * @param input.treasury What the ledger says of the policy's treasury; without it, `available` is what the account has itself.
 * @example
 * import { buildPolicy, remainingLimitsOf } from "quittance";
 *
 * const policy = buildPolicy({ perTransaction: 20_000_000n, perPeriod: 50_000_000n });
 * const facts = { balance: 90_000_000n, spent: 44_000_000n, periodSpent: 44_000_000n, periodStart: 1_800_057_600, frozen: false };
 * const { period, available } = remainingLimitsOf({ facts, policy, now: 1_800_061_200 });
 * console.log(period.remaining, available, period.endsAt); // 6000000n 6000000n 1800144000
 */
export function remainingLimitsOf(input: {
  readonly facts: SpendingFacts;
  readonly policy: Policy;
  readonly now: number;
  readonly treasury?: TreasuryFacts | undefined;
}): RemainingLimits {
  requireOptions(input, "facts policy now treasury");
  const { facts, policy, treasury } = input;
  const now = requireMoment("now", input.now);
  const startsAt = periodStartOf(policy, now);
  const period = limitOf(policy.perPeriod, facts.periodStart < startsAt ? 0n : facts.periodSpent);
  const lifetime = limitOf(policy.lifetime, facts.spent);
  const active = now >= policy.activeFrom && now < policy.activeUntil;
  const bounds = [
    policy.perTransaction,
    period.remaining,
    lifetime.remaining,
    facts.balance + drawableOf(treasury),
  ];
  return {
    perTransaction: policy.perTransaction,
    period: { ...period, startsAt, endsAt: startsAt + policy.period * HOUR },
    lifetime,
    approvalAbove: policy.approvalAbove,
    balance: facts.balance,
    ...(treasury === undefined ? {} : { treasury }),
    frozen: facts.frozen,
    active,
    available: active && !facts.frozen ? bounds.reduce((a, b) => (a < b ? a : b)) : 0n,
  };
}

/** What a treasury adds: nothing while it is frozen, or not opened. */
function drawableOf(treasury: TreasuryFacts | undefined): bigint {
  return treasury === undefined || treasury.frozen || !treasury.opened ? 0n : treasury.balance;
}

function limitOf(limit: bigint, spent: bigint): Limit {
  return { limit, spent, remaining: spent < limit ? limit - spent : 0n };
}
