/** Amounts in base units, or counts; what is undefined does not change. */
export type Change = { readonly [name: string]: number | bigint | undefined };

/**
 * The counters of `row` that `change` names, each moved by its change.
 * Throws when one would turn negative, or is not there: then the row and the chain disagree.
 */
export function counted<change extends Change>(
  row: { readonly [name in keyof change]: unknown },
  change: change,
): change {
  const moved: Record<string, number | bigint> = {};
  for (const [name, by] of Object.entries(change)) {
    if (by === undefined) continue;
    const after = moveBy(row[name], by);
    if (after === undefined || after < 0) {
      throw new Error(`The counter ${name} stands at ${row[name]} and cannot move by ${by}.`);
    }
    moved[name] = after;
  }
  return moved as change;
}

function moveBy(before: unknown, by: number | bigint): number | bigint | undefined {
  if (typeof before === "bigint" && typeof by === "bigint") return before + by;
  if (typeof before === "number" && typeof by === "number") return before + by;
  return undefined;
}

/** Both changes in one. Throws when they move a counter by numbers of different kinds. */
export function summed(one: Change, other: Change): Change {
  const sum: Record<string, number | bigint | undefined> = { ...one };
  for (const [name, by] of Object.entries(other)) {
    if (by === undefined) continue;
    const before = sum[name];
    const both = before === undefined ? by : moveBy(before, by);
    if (both === undefined) throw new Error(`The counter ${name} moves by ${before} and by ${by}.`);
    sum[name] = both;
  }
  return sum;
}
