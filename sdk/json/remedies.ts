/** What to do about a value that a field refused: always the same, or depending on the value. */
export type Remedy = string | ((value: unknown) => string);

/** Later than this many seconds, a time in seconds is beyond the year 5000: it was meant in milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000;

const DAY = 86_400;

/** A span of so many times the longest one is no slip: its unit may be another. */
const FAR_ABOVE = 10;

export const AMOUNT_REMEDY =
  'Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n, as usdc("1") gives it.';

/** Whether a time or a span is so large that its unit must be milliseconds. */
export function isMilliseconds(value: unknown): boolean {
  const isDigits = typeof value === "string" && /^\d+$/.test(value);
  return (
    (typeof value === "number" || typeof value === "bigint" || isDigits) && Number(value) > MILLISECONDS_FROM
  );
}

/** What to do about a time; `otherwise` about one that is in seconds. */
export function timeRemedy(
  value: unknown,
  otherwise = "Give a whole number of seconds since 1970, as a number.",
): string {
  if (!isMilliseconds(value)) return otherwise;
  return "Give unix seconds: this is in milliseconds, so divide it by 1000 and drop the fraction.";
}

/** What to do about a span of time; the bounds are seconds. */
export function spanRemedy(
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): string {
  const given = /^(number|bigint|string)$/.test(typeof value) ? Number(value) : Number.NaN;
  if (!(given > maximum)) return "Give a whole number of seconds: a day is 86400.";
  const wouldFit = given >= minimum * 1_000 && given <= maximum * 1_000;
  if (wouldFit && given >= maximum * FAR_ABOVE) return "Give seconds, not milliseconds: a day is 86400.";
  const days = maximum % DAY === 0 ? ` (${maximum / DAY} days)` : "";
  return `Give at most ${maximum} seconds${days}.`;
}

/** What to do where nothing better is known: what the problem says there must be. */
export function remedyOfProblem(problem: string): string {
  const asked = /^must (?:be|have) (.+)$/.exec(problem)?.[1];
  return asked === undefined ? "Give what the field's type allows." : `Give ${asked}.`;
}
