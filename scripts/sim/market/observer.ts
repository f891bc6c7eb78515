import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import type { Bargain } from "./bargain.ts";
import { LIMITS } from "./situation.ts";

/** Guesses a limit from what all can see: the bytes, the strategies, their openings, and where limits lie. */
export type Observer = (seen: Bargain, side: Side) => number;

const rangeOf = (side: Side) => LIMITS[side].map((percent) => percent / 100) as [number, number];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));

/** Guesses without looking: the middle of where limits lie. */
export const blind: Observer = (_, side) => mean(rangeOf(side));

/** What a side signed is within its limit. */
function boundsOf({ offered, accepted }: Bargain, side: Side): [number, number] {
  const [low, high] = rangeOf(side);
  const taken = accepted[side];
  const signed = [...offered[side], ...(taken === undefined ? [] : [taken])];
  return side === "buyer"
    ? [clamp(Math.max(low, ...signed), [low, high]), high]
    : [low, clamp(Math.min(high, ...signed), [low, high])];
}

const byBounds: Observer = (seen, side) => mean(boundsOf(seen, side));

/** One that takes the curve for one that leads to the limit, evenly over so many offers. */
const byCurve =
  (rounds: number): Observer =>
  (seen, side) => {
    const [opening, ...later] = seen.offered[side];
    const estimates = later.map(
      (price, index) => (opening ?? 0) + ((price - (opening ?? 0)) * (rounds - 1)) / (index + 1),
    );
    const last = estimates.at(-1);
    return last === undefined || opening === undefined
      ? byBounds(seen, side)
      : clamp(last, boundsOf(seen, side));
  };

/** One that has seen other negotiations with their limits, and takes the mean of those that went alike. */
function byLikeness(known: readonly Bargain[], width: number): Observer {
  const likenessOf = ({ offered, accepted, price }: Bargain, side: Side) => {
    const own = offered[side];
    const [last, before] = [own.at(-1), own.at(-2)];
    const isHeld = last !== undefined && last === before;
    const firstHeld = isHeld ? own.indexOf(last) : own.length;
    return [
      side,
      Math.round((last ?? 0) / width),
      firstHeld,
      price === undefined,
      accepted[side] === undefined ? "–" : Math.round((accepted[side] ?? 0) / width),
    ].join(" ");
  };
  const means = new Map<string, number[]>();
  for (const each of known)
    for (const side of ["buyer", "seller"] as const) {
      const name = likenessOf(each, side);
      means.set(name, [...(means.get(name) ?? []), each.limits[side]]);
    }
  return (seen, side) => {
    const alike = means.get(likenessOf(seen, side));
    return alike === undefined ? byBounds(seen, side) : clamp(mean(alike), boundsOf(seen, side));
  };
}

const ROUNDS = 12;
const WIDTHS = [0.01, 0.03, 0.1];

/** How far guesses are from the limits, on average. */
const errorOf = (observer: Observer, played: readonly Bargain[], side: Side) =>
  mean(played.map((seen) => Math.abs(observer(seen, side) - seen.limits[side])));

/** How well limits can be guessed, in shares of the list price. */
export interface LeakFigure {
  /** How far a guess without looking is off. */
  readonly blind: number;
  /** How far the best of several observers is off. */
  readonly seen: number;
}

/**
 * What the best observer makes of one side's limits. Which one is best, and what those that learn have learned, comes from one half of the
 * negotiations; the error is that of the other half.
 */
export function leakOf(played: readonly Bargain[], side: Side): LeakFigure {
  const [known, judged] = [0, 1].map((half) => played.filter((_, index) => index % 2 === half)) as [
    Bargain[],
    Bargain[],
  ];
  // What was learned from is no measure of who learned best: a quarter chooses, and another one teaches.
  const [taught, choosing] = [0, 1].map((half) => known.filter((_, index) => index % 2 === half)) as [
    Bargain[],
    Bargain[],
  ];
  const observers = (from: readonly Bargain[]): readonly Observer[] => [
    blind,
    byBounds,
    byCurve(ROUNDS),
    ...WIDTHS.map((width) => byLikeness(from, width)),
  ];
  const errors = observers(taught).map((observer) => errorOf(observer, choosing, side));
  const best = observers(known)[errors.indexOf(Math.min(...errors))] ?? blind;
  return { blind: errorOf(blind, judged, side), seen: errorOf(best, judged, side) };
}
