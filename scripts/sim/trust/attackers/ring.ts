import type { Attack, Attacker, Family, Shape } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { seatSpend, spendOf } from "../spend.ts";
import { AT_CAP, hubOf, timesCap } from "./hub.ts";
import { STAKE, seatOf, WashTrades } from "./wash-trades.ts";

/** What a ring trades: with so many counterparties, so many USDC with each. */
const SIZES = [
  [1, 25_000],
  [2, 12_000],
  [3, 6_000],
  [5, 3_000],
  [3, 400],
  [6, 400],
  [10, 500],
  [16, 1_000],
  [25, 1_000],
  [40, 1_000],
] as const;
/** With seats, in the sizes that are worth it: more counterparties, none far above its cap. */
const STAKED_SIZES = [
  [6, 400],
  [12, 500],
  [16, 1_000],
  [24, 500],
  [40, 300],
  [60, 300],
] as const;
/** A mesh has a deal for each pair and direction. */
const LARGEST_MESH = 12;
const SEATS = [1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 70, 100, 150, 250, 500];
const AGES = [30, 180, 360];
/** Seats that one owner has: all in one hand are capped, and few owners are few counterparties with trust. */
const SEATS_EACH = [1, 10];

/**
 * Who pays whom: all members the one that is to be seen; it pays them back; or all pay each other. Or it owns the seats itself, and pays
 * those who praise it.
 */
export type RingPattern = "star" | "back" | "mesh" | "own";
const PATTERNS: readonly RingPattern[] = ["star", "back", "mesh", "own"];

export interface RingOptions {
  readonly counterparties: number;
  readonly usdc: number;
  readonly seats: number;
  readonly ageDays: number;
  readonly seatsEach: number;
  readonly pattern: RingPattern;
}

/** Members that trade with each other, so that one of them looks good. The first of them own seats. */
export function ringOf(market: MarketScript, options: RingOptions): Attack {
  const { counterparties, usdc, seats, ageDays, seatsEach, pattern } = options;
  const subject = partyOf("attacker", 0);
  const owners = pattern === "own" ? 0 : Math.ceil(seats / seatsEach);
  const members = Array.from({ length: Math.max(counterparties, owners) }, (_, at) =>
    partyOf("attacker", at + 1),
  );
  const wash = new WashTrades(market);
  for (const member of members) {
    wash.add(member, subject, usdc);
    if (pattern !== "star") wash.add(subject, member, usdc);
    if (pattern !== "mesh") continue;
    for (const other of members) if (other !== member) wash.add(member, other, usdc);
  }
  const taken = Array.from({ length: seats }, (_, seat) =>
    seatOf(market, pattern === "own" ? subject : partyOf("attacker", 1 + (seat % owners)), ageDays),
  );
  return {
    ...{ subject, deals: wash.deals, seats: taken },
    spend: spendOf(wash.spend, seatSpend(seats, ageDays * DAY, STAKE)),
    said: `${pattern}: ${seats} seats of ${ageDays} days, ${wash.deals.length} staged deals of ${usdc} USDC`,
  };
}

const HUB = { owners: 0, spread: 0, usdc: AT_CAP, usdcBack: AT_CAP } as const;
/** Where the search for cheaper rings starts: fewer and larger deals without stake, and with it a hub that owns the seats. */
const BARE: readonly Shape[] = [14, 6, 3].map((members) => ({
  ...HUB,
  ...{ seats: 0, ageDays: 30, members, paidBack: 0, next: 0, usdc: 750 },
}));
const STAKED: readonly Shape[] = [
  { ...HUB, seats: 1, ageDays: 30, members: 4, paidBack: 3, next: 0 },
  { ...HUB, seats: 1, ageDays: 90, members: 9, paidBack: 9, next: 0 },
  { ...HUB, seats: 1, ageDays: 260, members: 23, paidBack: 23, next: 2 },
  { ...HUB, seats: 1, ageDays: 270, members: 20, paidBack: 20, next: 1 },
  { ...HUB, seats: 3, ageDays: 262, members: 64, paidBack: 64, next: 2 },
  { ...HUB, seats: 3, ageDays: 270, members: 90, paidBack: 90, next: 1 },
  // For parameters that let one edge carry twice and four times as much.
  { ...HUB, seats: 1, ageDays: 180, members: 14, paidBack: 14, next: 1, ...timesCap(4) },
  { ...HUB, seats: 3, ageDays: 220, members: 50, paidBack: 50, next: 1, ...timesCap(2) },
  { ...HUB, seats: 3, ageDays: 180, members: 40, paidBack: 40, next: 1, ...timesCap(4) },
];

/** A ring without stake: members that trade among themselves. */
export const ring: Attacker = {
  name: "ring",
  refined: { starts: BARE, make: hubOf },
  families: (market) =>
    SIZES.map(([counterparties, usdc]) => [
      () =>
        ringOf(market, {
          ...{ counterparties, usdc, seats: 0, ageDays: 0, seatsEach: 1 },
          pattern: "star",
        }),
    ]),
};

/** What rings with seats of one age try: a family for each way to trade, with more and more seats. */
export const stakedFamilies = (
  patterns: readonly RingPattern[],
  make: (options: RingOptions) => Attack,
  ageDays: number,
): Family[] =>
  patterns.flatMap((pattern) =>
    (pattern === "own" ? [1] : SEATS_EACH).flatMap((seatsEach) =>
      STAKED_SIZES.flatMap(([counterparties, usdc]) => {
        if (pattern === "mesh" && counterparties > LARGEST_MESH) return [];
        // A mesh of many owners would have thousands of deals.
        const most = pattern === "mesh" ? LARGEST_MESH * seatsEach : Number.POSITIVE_INFINITY;
        const options = { counterparties, usdc, ageDays, seatsEach, pattern };
        return [SEATS.filter((seats) => seats <= most).map((seats) => () => make({ ...options, seats }))];
      }),
    ),
  );

/** A ring whose members own seats of the pool. */
export const stakedRing: Attacker = {
  name: "ring with seats",
  refined: { starts: STAKED, make: hubOf },
  families: (market) =>
    AGES.flatMap((ageDays) => stakedFamilies(PATTERNS, (options) => ringOf(market, options), ageDays)),
};
