import { type Budget, periodStartAt, spentInPeriod } from "./budget.ts";

/** The largest 64-bit number is more than all the USDC there is: a limit of it is none. */
const NO_LIMIT = 2n ** 64n - 1n;

/** The numbers of a policy. Limits in USDC base units, as the contract has them; times in unix seconds. */
export interface Limits {
  readonly perTransaction: bigint;
  readonly perPeriod: bigint;
  readonly lifetime: bigint;
  readonly approvalAbove: bigint;
  /** Hours. */
  readonly period: number;
  readonly activeFrom: bigint;
  readonly activeUntil: bigint;
}

/** A limit and what is left of it; both null when there is none. */
export interface Left {
  readonly limit: bigint | null;
  readonly left: bigint | null;
}

/** The account from which a policy lets another draw what it lacks. */
export interface Treasury {
  /** Whether the principal has opened it. */
  readonly opened: boolean;
  /** By itself, or with its principal. */
  readonly frozen: boolean;
  readonly balance: bigint;
}

/** What an account has at some time, and what may keep it from committing it. */
export interface Circumstances {
  readonly balance: bigint;
  /** Undefined when the policy names none. */
  readonly treasury: Treasury | undefined;
  readonly frozen: boolean;
  readonly time: bigint;
}

/** How much an account may commit at some time. */
export interface Allowance {
  /** The most that one commitment may have: the least of what is left, and the balance with what the treasury adds. */
  readonly available: bigint;
  /** Whether the time lies in the policy's window. */
  readonly active: boolean;
  readonly perTransaction: Left;
  readonly period: Left & { readonly spent: bigint; readonly start: bigint; readonly end: bigint };
  readonly lifetime: Left & { readonly spent: bigint };
}

/** A policy's limit; null for none. */
export function limitOf(amount: bigint): bigint | null {
  return amount === NO_LIMIT ? null : amount;
}

/** What is left of a limit of which `spent` is spent. A limit may be below what was spent before it was set. */
export function leftOf(amount: bigint, spent: bigint): bigint | null {
  if (amount === NO_LIMIT) return null;
  return spent < amount ? amount - spent : 0n;
}

/** The period that `time` lies in. Unix seconds. */
export function periodAt(time: bigint, hours: number): { readonly start: bigint; readonly end: bigint } {
  const start = periodStartAt(time, hours);
  return { start, end: start + BigInt(hours) * 3_600n };
}

/** What an account may commit at `time`, also when its period has ended since anything happened. */
export function allowanceOf(
  limits: Limits,
  budget: Budget,
  { balance, treasury, frozen, time }: Circumstances,
): Allowance {
  const { perTransaction, perPeriod, lifetime, activeFrom, activeUntil } = limits;
  const period = periodAt(time, limits.period);
  const inPeriod = spentInPeriod(budget, period.start);
  const active = activeFrom <= time && time < activeUntil;
  const [periodLeft, lifetimeLeft] = [leftOf(perPeriod, inPeriod), leftOf(lifetime, budget.spent)];
  const bounds = [limitOf(perTransaction), periodLeft, lifetimeLeft].filter((bound) => bound !== null);
  const held = balance + drawableOf(treasury);
  const most = bounds.reduce((least, bound) => (bound < least ? bound : least), held);
  return {
    available: frozen || !active ? 0n : most,
    active,
    perTransaction: { limit: limitOf(perTransaction), left: limitOf(perTransaction) },
    period: { limit: limitOf(perPeriod), spent: inPeriod, left: periodLeft, ...period },
    lifetime: { limit: limitOf(lifetime), spent: budget.spent, left: lifetimeLeft },
  };
}

/** What a treasury adds: nothing while it is frozen, or not opened. */
function drawableOf(treasury: Treasury | undefined): bigint {
  return treasury === undefined || treasury.frozen || !treasury.opened ? 0n : treasury.balance;
}
