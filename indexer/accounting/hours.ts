import { type Change, counted } from "./counters.ts";

/** What a day has by the hour: the measures that are not zero; amounts as texts, since JSON has no such numbers. */
export type Hours = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

const DAY = 86_400n;
const HOUR = 3_600n;

/** The beginning of the day of UTC that unix seconds lie in, in unix seconds. */
export function dayStartOf(seconds: bigint): bigint {
  return seconds - (seconds % DAY);
}

/** The hour of UTC that unix seconds lie in, from `0` to `23`. */
export function hourOf(seconds: bigint): string {
  return String((seconds % DAY) / HOUR);
}

/** What one change makes of a day that had none. */
export function firstHours(hour: string, change: Change): Hours {
  return { [hour]: written(change) };
}

/** The hours of a day with a change in one of them. Throws when a measure would turn negative. */
export function countedHours(hours: Hours, hour: string, change: Change): Hours {
  const before = hours[hour] ?? {};
  const read = Object.entries(change).map(([name, by]) => [
    name,
    typeof by === "bigint" ? BigInt(before[name] ?? 0) : (before[name] ?? 0),
  ]);
  const moved = counted(Object.fromEntries(read), change);
  const same = Object.entries(before).filter(([name]) => !(name in moved));
  // Keys that are whole numbers come in ascending order by themselves.
  return { ...hours, [hour]: { ...Object.fromEntries(same), ...written(moved) } };
}

function written(change: Change): Hours[string] {
  const entries = Object.entries(change).flatMap(([name, by]) =>
    by === undefined || BigInt(by) === 0n ? [] : [[name, typeof by === "bigint" ? String(by) : by] as const],
  );
  return Object.fromEntries(entries);
}
