/** Measures by the hour: those that are not zero; amounts as texts, since JSON has no such numbers. */
type Hours = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

/** The measures of a day so far. */
type Measures = Readonly<Record<string, number | bigint>>;

const DAY = 86_400n;
const HOUR = 3_600n;

/** The beginning of the day of UTC that unix seconds lie in, in unix seconds. */
export function dayStartOf(seconds: bigint): bigint {
  return seconds - (seconds % DAY);
}

/** The hour of UTC that unix seconds lie in, from 0 to 23. */
export function hourOf(seconds: bigint): number {
  return Number((seconds % DAY) / HOUR);
}

/**
 * The hours of a day that are over, as JSON, once `hour` is over, too: what the day has beyond the hours before. So nothing but the
 * day is counted while an hour runs. Throws when a measure of the hour is negative.
 */
export function withHour(hours: string, hour: number, day: Measures): string {
  const before = Object.entries(JSON.parse(hours) as Hours);
  const measures = Object.entries(day).flatMap(([name, whole]) => {
    const told = before.reduce((sum, [, each]) => sum + BigInt(each[name] ?? 0), 0n);
    const own = BigInt(whole) - told;
    if (own < 0n) throw new Error(`The hours before have ${told} of ${name}, and their day ${whole}.`);
    return own === 0n ? [] : [[name, typeof whole === "bigint" ? String(own) : Number(own)] as const];
  });
  if (measures.length === 0) return hours;
  return JSON.stringify(Object.fromEntries([...before, [hour, Object.fromEntries(measures)]]));
}
