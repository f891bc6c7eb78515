import type { StepEvent } from "../steps/step.ts";

/** What was asked before anyone haggled: the price of the listing, else the seller's first offer. USDC base units. */
export function askedPrice(steps: readonly StepEvent[]): bigint | undefined {
  const found = steps.filter((each) => each.step === "found").sort(earliestFirst)[0];
  if (found !== undefined) return found.listPrice;
  return steps
    .filter((each) => each.step === "offered")
    .filter(({ by }) => by === "seller")
    .sort((one, other) => one.round - other.round || earliestFirst(one, other))[0]?.price;
}

/** Basis points by which a price is below what was asked; negative where it is above, and undefined where nothing was asked. */
export function discountOf(asked: bigint | undefined, price: bigint): number | undefined {
  if (asked === undefined || asked <= 0n) return undefined;
  return Number(((asked - price) * 10_000n) / asked);
}

/** By time and name, so that the order in which they were told does not matter. */
export const earliestFirst = (one: StepEvent, other: StepEvent): number =>
  one.at - other.at || (one.id < other.id ? -1 : 1);
