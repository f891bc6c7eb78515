/** What the contract counts of an account's spending. Amounts in USDC base units, times in unix seconds. */
export interface Budget {
  /** Committed since the account was opened, less what was refunded. */
  readonly spent: bigint;
  /** The same since `periodStart`. */
  readonly periodSpent: bigint;
  /** Of the last period that anything was committed in, or the hour in which the policy changed since. */
  readonly periodStart: bigint;
}

const HOUR = 3_600n;

/** The counters of an account that was just opened. */
export const untouched: Budget = { spent: 0n, periodSpent: 0n, periodStart: 0n };

/** Start of the period of `hours` that `time` lies in: periods are counted from the epoch. */
export function periodStartAt(time: bigint, hours: number): bigint {
  return time - (time % (BigInt(hours) * HOUR));
}

/** What counts in the period that begins at `start`: nothing when the one on record began before. */
export function spentInPeriod({ periodSpent, periodStart }: Budget, start: bigint): bigint {
  return periodStart < start ? 0n : periodSpent;
}

/** Counts a commitment of `amount` at `time`, under a policy with periods of `hours`. */
export function committed(budget: Budget, amount: bigint, time: bigint, hours: number): Budget {
  const start = periodStartAt(time, hours);
  return {
    spent: budget.spent + amount,
    periodSpent: spentInPeriod(budget, start) + amount,
    periodStart: budget.periodStart < start ? start : budget.periodStart,
  };
}

/** Gives back `amount` of what was committed at `committedAt`; to the period only if that had begun. Nothing falls below 0. */
export function restored(budget: Budget, amount: bigint, committedAt: bigint): Budget {
  const { spent, periodSpent, periodStart } = budget;
  return {
    spent: less(spent, amount),
    periodSpent: committedAt < periodStart ? periodSpent : less(periodSpent, amount),
    periodStart,
  };
}

/** Carries what was spent over to another policy at `time`; `hours` were the periods of the policy before. */
export function carriedOver(budget: Budget, time: bigint, hours: number): Budget {
  return {
    spent: budget.spent,
    periodSpent: spentInPeriod(budget, periodStartAt(time, hours)),
    periodStart: periodStartAt(time, 1),
  };
}

function less(from: bigint, amount: bigint): bigint {
  return amount < from ? from - amount : 0n;
}
