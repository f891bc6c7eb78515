import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { Pace } from "./pace.ts";
import { requireOneOf, requireWhole } from "./settings.ts";

const STEEPEST = 10;

/** @throws InvalidFieldError */
export function requirePace(pace: Pace): void {
  requireOptions(pace, "kind shape power least most", "pace");
  requireOneOf("pace.kind", pace.kind, ["time", "mirror", "relative"]);
  if (pace.kind === "time") {
    requireOptions(pace, "kind shape power", "pace");
    requireOneOf("pace.shape", pace.shape, ["boulware", "linear", "conceder"]);
    if (pace.power !== undefined)
      requireWhole("pace.power", pace.power, {
        ...{ least: 1, most: STEEPEST },
        remedy: `Give 1 to ${STEEPEST}; the higher, the more the curve bends.`,
      });
    return;
  }
  requireOptions(pace, "kind least most", "pace");
  const { least, most } = pace;
  const remedy = "Give basis points of the way from opening to aspiration, for each offer.";
  requireWhole("pace.least", least, { least: 0, most: bounds.full, remedy });
  requireWhole("pace.most", most, { least: 1, most: bounds.full, remedy });
  if (least <= most) return;
  throw new InvalidFieldError({
    field: "pace.least",
    value: least,
    problem: `cannot be above pace.most, ${most}`,
    remedy: "Lower it, or raise `most`.",
  });
}
