import type { Shape } from "./attack.ts";

type Field = keyof Shape;

/** What can be had for less, the dearest first. */
const FIELDS: readonly Field[] = [
  ...(["seats", "ageDays", "members", "paidBack", "next", "spread", "owners", "usdc", "usdcBack"] as const),
];
/** What can be had for more in exchange for another. */
const RAISED: readonly Field[] = ["ageDays", "members", "paidBack", "next", "spread"];
/** Parts of a field that one step takes, from the longest; at least one of what is counted. */
const STEPS = [0.2, 0.05, 0.012, 0.003];
const LEAST: Shape = {
  ...{ seats: 1, ageDays: 30, owners: 0, members: 1, paidBack: 0, next: 0, spread: 0, usdc: 1, usdcBack: 1 },
};
/** A seat vouches with all of its stake from then on. */
const OLDEST = 360;

/** A shape with one field changed by a part of it; undefined where that is out of bounds. */
function changed(shape: Shape, field: Field, share: number): Shape | undefined {
  const isAmount = field === "usdc" || field === "usdcBack";
  const by = isAmount
    ? shape[field] * share
    : Math.sign(share) * Math.ceil(Math.abs(shape[field] * share) || 1);
  const value = isAmount ? Number((shape[field] + by).toFixed(2)) : shape[field] + by;
  const made = { ...shape, [field]: value, ...followers(shape, field, value) };
  const isSound =
    value >= LEAST[field] &&
    (made.ageDays <= OLDEST || made.ageDays === shape.ageDays) &&
    made.paidBack <= made.members &&
    made.owners <= made.seats &&
    // Owners and none are two ways to hold seats, and not one step apart.
    (made.owners > 0 || shape.owners === 0);
  return isSound ? made : undefined;
}

/** What changes along: where all members are paid back, or each owner has one seat, that stays so. */
function followers(shape: Shape, field: Field, value: number): Partial<Shape> {
  const along = (count: number, of: number) => (count === of ? value : Math.min(count, value));
  if (field === "members") return { paidBack: along(shape.paidBack, shape.members) };
  if (field === "seats") return { owners: along(shape.owners, shape.seats) };
  return {};
}

/** The shapes that are one step from another: one field for less, or one for less and another for more. */
function* neighbours(shape: Shape, share: number): Generator<Shape> {
  const fewer = FIELDS.map((field) => changed(shape, field, -share));
  for (const made of fewer) if (made !== undefined) yield made;
  for (const [at, made] of fewer.entries()) {
    if (made === undefined) continue;
    for (const field of RAISED) {
      const traded = field === FIELDS[at] ? undefined : changed(made, field, share);
      if (traded !== undefined) yield traded;
    }
  }
}

/**
 * Goes from a shape that reaches a tier to cheaper ones that do, with ever shorter steps, until no step is left or the questions are
 * used up. It is a descent: the shape that it ends at is cheaper than its neighbours, and another valley may be deeper.
 *
 * @param most How many questions `reaches` is asked at most.
 */
export function descend(
  start: Shape,
  usdOf: (shape: Shape) => number,
  reaches: (shape: Shape) => boolean,
  most: number,
): Shape {
  let [best, asked] = [start, 0];
  const known = new Set<string>();
  for (const share of STEPS) {
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      for (const shape of neighbours(best, share)) {
        const name = JSON.stringify(shape);
        if (known.has(name) || usdOf(shape) >= usdOf(best)) continue;
        if (asked === most) return best;
        known.add(name);
        asked += 1;
        if (!reaches(shape)) continue;
        [best, isBetter] = [shape, true];
        break;
      }
    }
  }
  return best;
}
