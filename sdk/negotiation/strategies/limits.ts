import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import type { Aim, IssueValue } from "./aims.ts";
import { ISSUES, type IssueName } from "./issues.ts";
import type { Guard, Plan } from "./play.ts";
import { requireWhole } from "./settings.ts";

/**
 * How far a side goes. It stays in its process: no message, error or time of a move depends on it before an offer would cross it. An issue
 * without a limit goes to its aspiration.
 */
export type Limits = { readonly [Name in IssueName]?: IssueValue<Name> } & {
  /**
   * The reservation value: what is given at most in all issues together, in basis points of the way from all openings to all aspirations.
   * It may be above 10000. Undefined for what the issues' own limits allow.
   */
  readonly total?: number;
};

const FULL = 10_000n;
const REMEDY = "Give a limit on the other side of the opening than what is hoped for, in the issue's unit.";

/** @throws InvalidFieldError, which does not show the limit. */
export function requireLimits(limits: Limits, aims: readonly Aim[]): void {
  if (typeof limits !== "object" || limits === null)
    throw new InvalidFieldError({
      ...{ field: "limits", value: limits, secret: true, problem: "must be an object" },
      remedy: "Give a limit by the name of its issue.",
    });
  requireOptions(limits, [...aims.map(({ name }) => name), "total"].join(" "), "limits");
  if (limits.total !== undefined)
    requireWhole("limits.total", limits.total, {
      ...{ least: 0, secret: true },
      remedy: "Give basis points of the way from opening to aspiration, or leave it out.",
    });
  for (const { name } of aims) {
    const value = limits[name];
    const field = `limits.${name}`;
    if (value === undefined) continue;
    const isAmount = name === "price" || name === "verificationFee";
    if (isAmount ? typeof value === "bigint" && value >= 0n : Number.isSafeInteger(value) && value >= 0)
      continue;
    const problem = isAmount ? "must be a bigint of USDC base units" : "must be a whole number";
    throw new InvalidFieldError({ field, value, problem, remedy: REMEDY, secret: true });
  }
}

/** Keeps a side from signing what is beyond its limits. */
export function guardOf(limits: Limits, aims: readonly Aim[], { takenBy }: Plan): Guard {
  const bounds = aims.map(({ name, opening, way }) => ({
    ...{ name, isRising: way > 0n },
    bound: BigInt(limits[name] ?? opening + way),
  }));
  const { total } = limits;
  return (terms) => {
    const isInside = bounds.every(({ name, isRising, bound }) => {
      const value = ISSUES[name].read(terms);
      return isRising ? value <= bound : value >= bound;
    });
    if (!isInside || total === undefined || takenBy === undefined) return isInside;
    const { taken, whole } = takenBy(terms);
    return taken * FULL <= BigInt(total) * whole;
  };
}
