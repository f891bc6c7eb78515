import type { Address } from "viem";
import type { MoneyEdge } from "./money-graph.ts";
import type { ReputationParameters } from "./parameters.ts";
import type { Seeds } from "./seeds.ts";
import { WHOLE } from "./whole.ts";

/** Parts of a base unit in which trust moves, so that what rounding leaves behind is too little to be seen. */
const FINE = 1_000_000_000_000n;

/** The edges out of one principal. */
interface Outgoing {
  readonly targets: readonly number[];
  readonly values: readonly bigint[];
  readonly sum: bigint;
}

/** How much of the seeds' stake stands behind each principal. */
export interface TrustFlow {
  /** USDC base units by principal in lower case; who is not in it has none. */
  readonly trust: ReadonlyMap<Address, bigint>;
  /** What all seeds vouch with. */
  readonly stake: bigint;
}

function outgoingOf(edges: readonly MoneyEdge[], places: ReadonlyMap<Address, number>): Outgoing[] {
  const outgoing = Array.from(places, () => ({ targets: [] as number[], values: [] as bigint[], sum: 0n }));
  for (const { from, to, value } of edges) {
    const out = outgoing[places.get(from) ?? -1];
    const target = places.get(to);
    if (out === undefined || target === undefined) continue;
    out.targets.push(target);
    out.values.push(value);
    out.sum += value;
  }
  return outgoing;
}

/**
 * Lets the stake of the seeds flow along settled money. In each round a principal keeps a share of what arrived for good. Of the rest it
 * passes paid / (paid + halfPaid) to those whom it paid, in proportion, and what is left returns to the seeds: all of it where nothing
 * was paid. So each unit is kept once: a group of principals keeps at most what its own seeds put in and what crosses into it.
 */
export function flowTrust(
  edges: readonly MoneyEdge[],
  seeds: Seeds,
  { keep, rounds, halfPaid }: Pick<ReputationParameters, "keep" | "rounds" | "halfPaid">,
): TrustFlow {
  const names = [...new Set([...seeds.keys(), ...edges.flatMap(({ from, to }) => [from, to])])].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  const outgoing = outgoingOf(edges, places);
  const stakes = [...seeds].map(([name, stake]) => ({ place: places.get(name) ?? 0, stake }));
  const stake = stakes.reduce((total, seed) => total + seed.stake, 0n);
  const kept = names.map(() => 0n);
  let arrived = names.map(() => 0n);
  let returning = stake * FINE;
  for (let round = 0n; round < rounds && stake > 0n; round += 1n) {
    returning -= shareOut(returning, stakes, stake, arrived);
    const next = names.map(() => 0n);
    for (const [place, mass] of arrived.entries()) {
      if (mass === 0n) continue;
      const stays = (mass * keep) / WHOLE;
      kept[place] = (kept[place] ?? 0n) + stays;
      returning += passOn(mass - stays, outgoing[place], halfPaid, next);
    }
    arrived = next;
  }
  const trust = names.map((name, place) => [name, (kept[place] ?? 0n) / FINE] as const);
  return { trust: new Map(trust.filter(([, amount]) => amount > 0n)), stake };
}

/** Gives the seeds what returns, by stake; returns how much they got of it. */
function shareOut(
  mass: bigint,
  stakes: readonly { readonly place: number; readonly stake: bigint }[],
  sum: bigint,
  arrived: bigint[],
): bigint {
  let given = 0n;
  for (const { place, stake } of stakes) {
    const part = (mass * stake) / sum;
    arrived[place] = (arrived[place] ?? 0n) + part;
    given += part;
  }
  return given;
}

/** Passes mass along the edges out of a principal; returns what is left of it. */
function passOn(mass: bigint, outgoing: Outgoing | undefined, halfPaid: bigint, next: bigint[]): bigint {
  if (outgoing === undefined || outgoing.sum === 0n) return mass;
  const whole = outgoing.sum + halfPaid;
  let left = mass;
  for (const [index, target] of outgoing.targets.entries()) {
    const part = (mass * (outgoing.values[index] ?? 0n)) / whole;
    next[target] = (next[target] ?? 0n) + part;
    left -= part;
  }
  return left;
}
