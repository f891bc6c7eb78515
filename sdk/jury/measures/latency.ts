import type { LatencyClause } from "../../pact/clauses.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, Tally, UNIT } from "./outcome.ts";
import { isObject, memberOf } from "./pointer.ts";

const MOST_MILLISECONDS = 2 ** 53;

/** Calls are fast enough: see `LatencyClause`. */
export function measureLatency(clause: LatencyClause, material: Material): MeasureOutcome {
  const { most, zeroAt, leastCalls, mostCalls = Number.POSITIVE_INFINITY, percentile } = clause.measure;
  const calls = material.jsonOf(clause.subject);
  if (!calls.ok) return lostWhole(1, clause.subject, calls.fault);
  if (!Array.isArray(calls.value)) return lostWhole(1, clause.subject, "no-array");
  const times = new Float64Array(Math.max(calls.value.length, leastCalls)).fill(Number.POSITIVE_INFINITY);
  (calls.value as readonly unknown[]).forEach((call, index) => {
    if (index < mostCalls) times[index] = timeOf(call);
  });
  times.sort();
  const rank = Number((BigInt(percentile) * BigInt(times.length) + BigInt(UNIT - 1)) / BigInt(UNIT));
  const time = times[rank - 1] ?? Number.POSITIVE_INFINITY;
  const tally = new Tally();
  if (time <= most) tally.pass();
  else
    tally.lose(
      clause.subject,
      time === Number.POSITIVE_INFINITY ? "endless" : "too-slow",
      lostAt(time, most, zeroAt),
    );
  return tally.outcome();
}

function timeOf(call: unknown): number {
  if (!isObject(call) || memberOf(call, "failed") === true) return Number.POSITIVE_INFINITY;
  const milliseconds = memberOf(call, "milliseconds");
  const isTime = typeof milliseconds === "number" && milliseconds >= 0 && milliseconds <= MOST_MILLISECONDS;
  return isTime ? Math.ceil(milliseconds) : Number.POSITIVE_INFINITY;
}

function lostAt(time: number, most: number, zeroAt: number | undefined): number {
  if (zeroAt === undefined || time >= zeroAt) return UNIT;
  const span = BigInt(zeroAt) - BigInt(most);
  return Number((BigInt(UNIT) * (BigInt(time) - BigInt(most)) + span - 1n) / span);
}
