import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { Abstention } from "./abstention.ts";
import type { ModelPrice } from "./open-model.ts";

/** What may be used, at most. */
export interface SpendingLimit {
  /** Tokens that models read and write. */
  readonly tokens: number;
  /** Millionths of a US dollar. */
  readonly cost: number;
}

/** What was used. */
export interface Spending {
  readonly tokens: number;
  readonly cost: number;
}

/** Limits of a juror's models, shared by all that it judges at the same time. */
export interface ModelBudget {
  readonly perCase: SpendingLimit;
  readonly perDay: SpendingLimit;
  /** What was used on a day of UTC so far; store it, and pass it as `spent` after a restart. */
  spent(): Spending & { readonly day: string };
  /** What one judgement may use. */
  openCase(): CaseBudget;
}

/** What one judgement uses. */
export interface CaseBudget {
  /**
   * Sets aside what a call can use at most.
   *
   * @throws Abstention when a limit would be passed.
   */
  reserve(
    tokens: { readonly input: number; readonly output: number },
    price: ModelPrice | undefined,
  ): Reservation;
  spent(): Spending;
}

/** What was set aside for one call. */
export interface Reservation {
  /** Counts what the call used; undefined when that is not known, and then all that was set aside. */
  settle(used: { readonly input: number; readonly output: number } | undefined): void;
}

const MILLION = 1_000_000;

/**
 * Limits what a juror's models may use, for each judgement and for each day of UTC. What a call can use at most is set aside before it
 * is sent, so that judgements that run at the same time cannot pass a limit together. A judgement that would pass one abstains.
 *
 * @param options `perCase`, `perDay`: limits; `spent`: what `spent()` gave before a restart; `now`: milliseconds, left out: `Date.now`.
 * @throws InvalidFieldError when a limit is no whole number from 0.
 * @example
 * import { createBudget } from "quittance/jury/models";
 *
 * const budget = createBudget({
 *   perCase: { tokens: 200_000, cost: 500_000 }, // half a dollar
 *   perDay: { tokens: 20_000_000, cost: 40_000_000 },
 * });
 * console.log(budget.spent().tokens); // 0
 */
export function createBudget(options: {
  readonly perCase: SpendingLimit;
  readonly perDay: SpendingLimit;
  readonly spent?: (Spending & { readonly day: string }) | undefined;
  readonly now?: (() => number) | undefined;
}): ModelBudget {
  requireOptions(options, "perCase perDay spent now");
  const { perCase, perDay, now = Date.now } = options;
  requireLimit("perCase", perCase);
  requireLimit("perDay", perDay);
  const dayOf = () => new Date(now()).toISOString().slice(0, 10);
  let day = options.spent?.day ?? dayOf();
  let today: Spending = { tokens: options.spent?.tokens ?? 0, cost: options.spent?.cost ?? 0 };
  const turn = () => {
    if (day !== dayOf()) [day, today] = [dayOf(), { tokens: 0, cost: 0 }];
  };

  return {
    perCase,
    perDay,
    spent: () => {
      turn();
      return { day, ...today };
    },
    openCase: () => {
      let used: Spending = { tokens: 0, cost: 0 };
      return {
        spent: () => used,
        reserve: (tokens, price) => {
          turn();
          const most = spendingOf(tokens, price);
          requireRoom("case", used, most, perCase);
          requireRoom("day", today, most, perDay);
          const startDay = day;
          [used, today] = [plus(used, most), plus(today, most)];
          return {
            settle: (usage) => {
              if (usage === undefined) return;
              const back = minus(spendingOf(usage, price), most);
              used = plus(used, back);
              // A call that began before midnight was set aside on the day before.
              if (startDay === day) today = plus(today, back);
            },
          };
        },
      };
    },
  };
}

function spendingOf(
  { input, output }: { readonly input: number; readonly output: number },
  price: ModelPrice = { input: 0, output: 0 },
): Spending {
  return { tokens: input + output, cost: Math.ceil((input * price.input + output * price.output) / MILLION) };
}

const plus = (a: Spending, b: Spending): Spending => ({ tokens: a.tokens + b.tokens, cost: a.cost + b.cost });
const minus = (a: Spending, b: Spending): Spending => ({
  tokens: a.tokens - b.tokens,
  cost: a.cost - b.cost,
});

function requireRoom(of: "case" | "day", used: Spending, more: Spending, limit: SpendingLimit): void {
  if (used.tokens + more.tokens > limit.tokens) {
    throw new Abstention("budget", `the limit of tokens for a ${of} would be passed`);
  }
  if (used.cost + more.cost > limit.cost) {
    throw new Abstention("budget", `the limit of costs for a ${of} would be passed`);
  }
}

function requireLimit(name: string, limit: SpendingLimit): void {
  requireOptions(limit, "tokens cost", `input.${name}`);
  for (const [field, value] of Object.entries(limit)) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new InvalidFieldError({
      field: `input.${name}.${field}`,
      value,
      problem: "must be a whole number from 0",
      remedy: "Give tokens, and costs in millionths of a US dollar.",
    });
  }
}
