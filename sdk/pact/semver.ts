/**
 * Compares two semantic versions by precedence: negative when the first comes before the second, 0 when they are equal, positive
 * when it comes after. Both must be versions of pacts.
 */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [parts(one), parts(other)];
  for (const index of [0, 1, 2]) {
    const difference = compareNumbers(first.numbers[index] ?? "0", second.numbers[index] ?? "0");
    if (difference !== 0) return difference;
  }
  return comparePrereleases(first.labels, second.labels);
}

interface Version {
  readonly numbers: readonly string[];
  readonly labels: readonly string[];
}

function parts(version: string): Version {
  const dash = version.indexOf("-");
  const core = dash < 0 ? version : version.slice(0, dash);
  return { numbers: core.split("."), labels: dash < 0 ? [] : version.slice(dash + 1).split(".") };
}

/** A release comes after its prereleases; a longer list of labels after a shorter one that it starts with. */
function comparePrereleases(first: readonly string[], second: readonly string[]): number {
  if (first.length === 0 || second.length === 0) return second.length - first.length;
  for (const [index, label] of first.entries()) {
    const other = second[index];
    if (other === undefined) return 1;
    const difference = compareLabels(label, other);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

function compareLabels(one: string, other: string): number {
  const areNumbers = [one, other].map((label) => /^\d+$/.test(label));
  if (areNumbers[0] && areNumbers[1]) return compareNumbers(one, other);
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
  return compareTexts(one, other);
}

/** Digits without leading zeros of any length. */
function compareNumbers(one: string, other: string): number {
  return one.length - other.length || compareTexts(one, other);
}

/** Puts two texts in the order of their code units, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
