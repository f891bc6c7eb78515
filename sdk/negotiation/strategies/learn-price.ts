import type { Address } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { requireMoment } from "../../protocol/moment.ts";
import type { Side } from "../record/tree.ts";
import type { Pace } from "./pace.ts";
import { independentPairs, type PricedPair } from "./priced-pairs.ts";
import { requirePace } from "./require-pace.ts";
import { requireOneOf, requireWhole } from "./settings.ts";

/** What a deal of the past says of a price. A settlement fact of an indexer has all of it but the units. */
export interface PricedWork {
  /** As in the terms; 0 when they name none. */
  readonly category: number;
  /** How much work it was: words, pages, rows; the same measure in all facts. */
  readonly units: number;
  /** What was agreed, in USDC base units. */
  readonly amount: bigint;
  /** What the seller got of it; undefined while it is not settled. */
  readonly toSeller?: bigint | undefined;
  readonly buyer: Address;
  readonly seller: Address;
  readonly buyerPrincipal?: Address | undefined;
  readonly sellerPrincipal?: Address | undefined;
  /** Unix seconds. */
  readonly settledAt: number;
}

/** What a side opens with, where it goes, and how fast. */
export interface LearnedPrice {
  /** `record`, or `fallback` when there were too few facts. */
  readonly source: "record" | "fallback";
  /** USDC base units for the units that were asked for. */
  readonly opening: bigint;
  readonly aspiration: bigint;
  readonly pace: Pace;
  /** Pairs of principals whose prices counted. */
  readonly pairs: number;
}

export interface PriceQuestion {
  readonly facts: readonly PricedWork[];
  readonly side: Side;
  readonly category: number;
  /** Of the work that is negotiated about. */
  readonly units: number;
  /** Unix seconds; later facts do not count. */
  readonly asOf: number;
  /** What to go by when the record says too little. */
  readonly fallback: Pick<LearnedPrice, "opening" | "aspiration" | "pace">;
}

/** Pairs of principals that a price is learned from, at least. */
const LEAST_PAIRS = 8;
/** A price above so many times the median, or below the median by as much, is a slip, or made to mislead. */
const OUTLIER = 4n;
/** Percentiles: a buyer opens low and goes to the upper quartile; a seller the other way round. */
const PLACES = { buyer: { opening: 10, aspiration: 75 }, seller: { opening: 90, aspiration: 25 } } as const;
const FACT = "category units amount toSeller buyer seller buyerPrincipal sellerPrincipal settledAt";

/**
 * Learns from the record what to open with, where offers lead and how fast: from the prices per unit of settled deals in a category.
 * A price counts once for each pair of principals, its median, and no principal is in more than two pairs; far outliers do not count.
 * With fewer than 8 pairs left, the fallback is given. Where prices agree, a side gains little by giving way early, and holds; where they
 * differ much, it looks for an agreement sooner.
 *
 * Nothing of it depends on a limit.
 *
 * @throws InvalidFieldError
 * @example
 * import { learnPrice } from "quittance/negotiation";
 *
 * const address = (number: number) => `0x${number.toString(16).padStart(40, "0")}` as const;
 * const facts = Array.from({ length: 20 }, (_, index) => ({
 *   ...{ category: 7, units: 1_000, amount: 10_000_000n + BigInt(index) * 100_000n, toSeller: 10_000_000n },
 *   ...{ buyer: address(100 + index), seller: address(200 + index), settledAt: 1_790_000_000 },
 * }));
 * const learned = learnPrice({
 *   ...{ facts, side: "buyer", category: 7, units: 2_000, asOf: 1_800_000_000 },
 *   fallback: { opening: 1n, aspiration: 2n, pace: { kind: "time", shape: "linear" } },
 * });
 * console.log(learned.source, learned.opening, learned.aspiration); // record 20400000n 23000000n
 */
export function learnPrice(question: PriceQuestion): LearnedPrice {
  requireOptions(question, "facts side category units asOf fallback");
  const { facts, side, category, units, asOf, fallback } = question;
  requireEach("facts", facts, FACT);
  requireOneOf("side", side, ["buyer", "seller"]);
  requireWhole("units", units, {
    least: 1,
    remedy: "Give how much work it is, in the measure of the facts.",
  });
  requireMoment("asOf", asOf);
  requireFallback(fallback);
  facts.forEach(requireFact);
  const counted = facts.filter(
    (fact) => fact.category === category && fact.settledAt <= asOf && (fact.toSeller ?? 0n) > 0n,
  );
  const prices = withoutOutliers(
    independentPairs(counted, ({ amount, ...fact }) => (amount * BigInt(units)) / BigInt(fact.units)),
  );
  if (prices.length < LEAST_PAIRS) return { source: "fallback", ...fallback, pairs: prices.length };
  const { opening, aspiration } = PLACES[side];
  return {
    source: "record",
    ...apart(percentile(prices, opening), percentile(prices, aspiration), side),
    pace: paceOf(prices),
    pairs: prices.length,
  };
}

function withoutOutliers(pairs: readonly PricedPair[]): readonly bigint[] {
  const prices = pairs.map(({ price }) => price).sort(ascending);
  const middle = percentile(prices, 50);
  return prices.filter((price) => price * OUTLIER >= middle && price <= middle * OUTLIER);
}

/** The nearest rank, of prices that ascend. */
function percentile(prices: readonly bigint[], place: number): bigint {
  return prices[Math.min(prices.length - 1, Math.floor((prices.length * place) / 100))] ?? 0n;
}

const ascending = (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0);

/** Prices that are all the same leave no way to go: a hundredth is one. */
function apart(
  opening: bigint,
  aspiration: bigint,
  side: Side,
): { readonly opening: bigint; readonly aspiration: bigint } {
  const least = aspiration / 100n + 1n;
  if (side === "buyer")
    return { opening: aspiration - opening < least ? aspiration - least : opening, aspiration };
  return { opening: opening - aspiration < least ? aspiration + least : opening, aspiration };
}

/** By the quartiles' distance, as a part of the median: in basis points. */
function paceOf(prices: readonly bigint[]): Pace {
  const spread =
    ((percentile(prices, 75) - percentile(prices, 25)) * 10_000n) / (percentile(prices, 50) || 1n);
  if (spread <= 1_000n) return { kind: "time", shape: "boulware" };
  if (spread <= 3_000n) return { kind: "time", shape: "linear" };
  return { kind: "time", shape: "conceder", power: 2 };
}

function requireFact({ units, amount, settledAt }: PricedWork, index: number): void {
  const at = `facts[${index}]`;
  requireWhole(`${at}.units`, units, {
    least: 1,
    remedy: "Leave the fact out when its amount of work is not known.",
  });
  requireMoment(`${at}.settledAt`, settledAt);
  requireAmount(`${at}.amount`, amount);
}

function requireFallback(fallback: PriceQuestion["fallback"]): void {
  requireOptions(fallback, "opening aspiration pace", "fallback");
  requireAmount("fallback.opening", fallback.opening);
  requireAmount("fallback.aspiration", fallback.aspiration);
  requirePace(fallback.pace);
}

function requireAmount(field: string, value: unknown): void {
  if (typeof value === "bigint" && value > 0n) return;
  throw new InvalidFieldError({
    ...{ field, value, problem: "must be a bigint above 0" },
    remedy: "Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n.",
  });
}
