import { checkTerms } from "../../deals/terms/check.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { Terms } from "../../protocol/terms.ts";
import { type Aim, aimsOf, type Issues } from "./aims.ts";
import { ISSUES, type IssueName, issueNames, withIssues } from "./issues.ts";
import { guardOf, type Limits, requireLimits } from "./limits.ts";
import type { Pace } from "./pace.ts";
import { givingPlan } from "./plan.ts";
import { playing } from "./play.ts";
import { requirePace } from "./require-pace.ts";
import { requireSchedule, type Schedule } from "./schedule.ts";
import { requireWhole } from "./settings.ts";
import type { Strategy } from "./strategy.ts";

/** What a side negotiates by. */
export interface UtilitySettings extends Schedule {
  /** The terms that the side is ready to sign, with other values of the issues alone. An offer with anything else otherwise is refused. */
  readonly terms: Terms;
  readonly issues: Issues;
  readonly pace: Pace;
  readonly limits: Limits;
}

const UTILITY_SETTINGS = "terms issues pace limits from until rounds validFor";

/**
 * Negotiates about several issues: values offers by an additive utility, and gives way from the openings to the aspirations, by time
 * or by what the other side does. It accepts what is at least as good as its next offer and within its limits, and ends when time is over.
 *
 * Its limits have no part in what it offers: they only keep it from signing what is beyond them. Take aspirations from what is public, such
 * as a list price or `learnPrice`, and never from a limit.
 *
 * @param settings Amounts are USDC base units, shares basis points, times seconds.
 * @returns A pure function: the same view gives the same move. Without offers, it makes the first one.
 * @throws InvalidFieldError naming the setting; a limit is not shown.
 * @example
 * import { buildTerms, hashPact } from "quittance";
 * import { openingMove, utilityStrategy } from "quittance/negotiation";
 *
 * const now = Math.floor(Date.now() / 1000);
 * const terms = buildTerms({
 *   buyer: "0x00000000000000000000000000000000000000b1",
 *   seller: "0x00000000000000000000000000000000000000c2",
 *   milestones: [{ amount: 100_000_000n, deadline: now + 86_400 }],
 *   panel: ["0x00000000000000000000000000000000000000d3"],
 *   pact: hashPact({ task: "translate the attached page to French" }),
 * });
 * const buyer = utilityStrategy({
 *   terms,
 *   issues: {
 *     price: { opening: 80_000_000n, aspiration: 110_000_000n, weight: 9_000 },
 *     silencePayout: { opening: 0, aspiration: 5_000, weight: 1_000 },
 *   },
 *   pace: { kind: "time", shape: "boulware" },
 *   limits: { price: 105_000_000n },
 *   ...{ from: now, until: now + 600, rounds: 8 },
 * });
 * const move = openingMove(buyer, { side: "buyer", now });
 * console.log(move.kind === "offer" && move.terms.milestones[0]?.amount); // 80000000n
 */
export function utilityStrategy(settings: UtilitySettings): Strategy {
  requireOptions(settings, UTILITY_SETTINGS);
  const { aims, strategy, isOpen } = preparedStrategy(settings);
  const closed = aims.find((aim) => !isOpen(aim));
  if (closed === undefined) return strategy;
  throw new InvalidFieldError({
    field: `issues.${closed.name}.opening`,
    value: closed.opening,
    problem: "must be within the limit",
    remedy: "Ask for more first, or set another limit.",
  });
}

/** The strategy, with what its openings are to be compared with. It ends at once when an opening is beyond its limit. */
export function preparedStrategy(settings: UtilitySettings): {
  readonly aims: readonly Aim[];
  readonly strategy: Strategy;
  readonly isOpen: (aim: Aim) => boolean;
} {
  const { issues, pace, limits } = settings;
  requireSchedule(settings);
  requirePace(pace);
  const terms = checkTerms(settings.terms);
  requireIssues(issues, terms);
  const aims = aimsOf(issues);
  requireLimits(limits, aims);
  requireOpenable(terms, aims);
  const names = aims.map(({ name }) => name);
  const plan = givingPlan({ terms, aims, pace, schedule: settings });
  const guard = guardOf(limits, aims, plan);
  return {
    aims,
    strategy: playing({ plan, guard, terms, issues: names, schedule: settings }),
    isOpen: ({ name, opening, way }) => {
      const limit = limits[name];
      return limit === undefined || (way > 0n ? opening <= BigInt(limit) : opening >= BigInt(limit));
    },
  };
}

function requireIssues(issues: Issues, terms: Terms): void {
  requireOptions(issues, issueNames.join(" "), "issues");
  let weights = 0;
  for (const name of issueNames) {
    const aim = issues[name];
    if (aim === undefined) continue;
    const field = `issues.${name}`;
    requireOptions(aim, "opening aspiration weight", field);
    requireValue(name, `${field}.opening`, aim.opening);
    requireValue(name, `${field}.aspiration`, aim.aspiration);
    requireWhole(`${field}.weight`, aim.weight, {
      ...{ least: 1, most: bounds.full },
      remedy: "Give basis points; those of all issues sum to 10000.",
    });
    if (aim.opening === aim.aspiration)
      throw new InvalidFieldError({
        field: `${field}.aspiration`,
        value: aim.aspiration,
        problem: "must differ from the opening",
        remedy: "Give where offers lead, or leave the issue out.",
      });
    weights += aim.weight;
  }
  if (weights !== bounds.full)
    throw new InvalidFieldError({
      field: "issues",
      value: weights,
      problem: `must have weights that sum to ${bounds.full}`,
      remedy: "Name one issue or more, and share 10000 basis points among them.",
    });
  if (issues.contestWindow !== undefined && terms.disputes === undefined)
    throw new InvalidFieldError({
      field: "issues.contestWindow",
      value: issues.contestWindow,
      problem: "needs terms with a contest window",
      remedy: "Give terms with `contestWindow` and `disputes`, or leave the issue out.",
    });
}

function requireValue(name: IssueName, field: string, value: unknown): void {
  if (name !== "price" && name !== "verificationFee") {
    requireWhole(field, value, { least: 0, remedy: "Give a whole number in the unit of the terms' field." });
    return;
  }
  if (typeof value === "bigint") return;
  throw new InvalidFieldError({
    ...{ field, value, problem: "must be a bigint" },
    remedy: "Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n.",
  });
}

/** The contract must open a deal anywhere between opening and aspiration. What it asks gets harder to one end of each issue. */
function requireOpenable(terms: Terms, aims: readonly Aim[]): void {
  const ends = (pick: (aim: Aim) => bigint) => new Map(aims.map((aim) => [aim.name, pick(aim)]));
  const least = ({ opening, way }: Aim) => (way < 0n ? opening + way : opening);
  const most = ({ opening, way }: Aim) => (way < 0n ? opening : opening + way);
  const lowest = ends(least).get("price") ?? ISSUES.price.read(terms);
  if (lowest < BigInt(terms.milestones.length))
    throw new InvalidFieldError({
      field: "issues.price",
      value: lowest,
      problem: "must leave each milestone an amount",
      remedy: "Give prices of at least one base unit for each milestone.",
    });
  // The smallest price must bear the largest verification fee.
  const hardest = ends((aim) => (aim.name === "price" ? least(aim) : most(aim)));
  for (const values of [ends(least), ends(most), hardest]) checkTerms(withIssues(terms, values));
}
