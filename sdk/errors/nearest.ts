/** Longer names than any that is known are compared with none: what came in may be of any length. */
const LONGEST = 40;

/** The known name that a misspelt one stands for, as far as two wrong letters allow; undefined when none is that near. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const allowed = Math.min(2, Math.floor(name.length / 3));
  const ranked = known
    .map((each) => ({ each, distance: slipsBetween(name.toLowerCase(), each.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= allowed ? best.each : undefined;
}

/** What to do about a name that is not known: the one that was meant, or all there are. */
export function remedyOfUnknown(name: string, known: readonly string[]): string {
  const meant = nearestOf(name, known);
  if (meant !== undefined) return `Correct its name to ${meant}, or leave it out.`;
  return `Leave it out, or correct its name. Known are ${known.join(", ")}.`;
}

/** Slips between two words: letters in another order are one. */
function slipsBetween(from: string, to: string): number {
  return lettersOf(from) === lettersOf(to) ? Number(from !== to) : distanceOf(from, to);
}

const lettersOf = (name: string): string => [...name].sort().join();

/** Letters to add, drop or change to get from one word to the other. */
function distanceOf(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
