import type { Attack, Attacker, Family } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { seatSpend, spendOf } from "../spend.ts";
import { STAKE, Stage, seatOf } from "./staging.ts";

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
const SEATS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 500];
const AGES = [30, 90, 180, 360];
/** Seats that one owner has: all in one hand are capped, and few owners are few counterparties with trust. */
const SEATS_EACH = [1, 10];
/** Sizes that make sense with seats: more than one counterparty, none of them far above its cap. */
const STAKED_SIZES = SIZES.slice(4);

export interface RingOptions {
  readonly counterparties: number;
  readonly usdc: number;
  readonly seats: number;
  readonly ageDays: number;
  readonly seatsEach: number;
  /** Whether the member that is to be seen pays the others back, so that trust goes around. */
  readonly paysBack: boolean;
}

/** Members that trade with each other, so that one of them looks good. The first of them own seats. */
export function ringOf(market: MarketScript, options: RingOptions): Attack {
  const { counterparties, usdc, seats, ageDays, seatsEach, paysBack } = options;
  const subject = partyOf("attacker", 0);
  const owners = Math.ceil(seats / seatsEach);
  const stage = new Stage(market);
  for (let member = 1; member <= Math.max(counterparties, owners); member += 1) {
    stage.add(partyOf("attacker", member), subject, usdc);
    if (paysBack) stage.add(subject, partyOf("attacker", member), usdc);
  }
  const taken = Array.from({ length: seats }, (_, seat) =>
    seatOf(market, partyOf("attacker", 1 + (seat % Math.max(1, owners))), ageDays),
  );
  return {
    ...{ subject, deals: stage.deals, seats: taken },
    spend: spendOf(stage.spend, seatSpend(seats, ageDays * DAY, STAKE)),
    said: `${seats} seats of ${ageDays} days, ${stage.deals.length} staged deals of ${usdc} USDC`,
  };
}

/** A ring without stake: members that trade among themselves. */
export const ring: Attacker = {
  name: "ring",
  families: (market) =>
    SIZES.map(([counterparties, usdc]) => [
      () => ringOf(market, { counterparties, usdc, seats: 0, ageDays: 0, seatsEach: 1, paysBack: false }),
    ]),
};

/** A ring whose members own seats of the pool. */
export const stakedRing: Attacker = {
  name: "ring with seats",
  families: (market) =>
    AGES.flatMap((ageDays) =>
      SEATS_EACH.flatMap((seatsEach) =>
        [false, true].flatMap((paysBack) =>
          STAKED_SIZES.map(
            ([counterparties, usdc]): Family =>
              SEATS.map(
                (seats) => () =>
                  ringOf(market, { counterparties, usdc, seats, ageDays, seatsEach, paysBack }),
              ),
          ),
        ),
      ),
    ),
};
