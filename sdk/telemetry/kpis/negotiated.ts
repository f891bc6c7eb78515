import type { Hex } from "viem";
import type { StepEvent, StepOf } from "../steps/step.ts";
import { askedPrice, earliestFirst } from "./discount.ts";

/** How a negotiation came out. `lapsed`: its last offer was good until a moment that is over. */
export type Outcome = "agreed" | "ended" | "lapsed" | "open";

/** One negotiation, as its steps tell it. */
export interface Told {
  readonly outcome: Outcome;
  readonly began: number;
  readonly agreed: StepOf<"agreed"> | undefined;
  /** What the listing asked; else the seller's first offer. USDC base units. */
  readonly listPrice: bigint | undefined;
}

/** The negotiations among steps, as of a moment in unix seconds. Those of which no offer was told are left out. */
export function negotiationsIn(events: readonly StepEvent[], now: number): readonly Told[] {
  const byId = new Map<Hex, StepEvent[]>();
  for (const event of events) {
    if (!("negotiation" in event)) continue;
    const known = byId.get(event.negotiation);
    if (known === undefined) byId.set(event.negotiation, [event]);
    else known.push(event);
  }
  return [...byId.values()].flatMap((steps) => {
    const offers = steps.filter((each) => each.step === "offered");
    if (offers.length === 0) return [];
    const [agreed] = steps.filter((each) => each.step === "agreed").sort(earliestFirst);
    const began = Math.min(...steps.map(({ at }) => at));
    return [{ outcome: outcomeOf(steps, offers, now), began, agreed, listPrice: askedPrice(steps) }];
  });
}

function outcomeOf(steps: readonly StepEvent[], offers: readonly StepOf<"offered">[], now: number): Outcome {
  if (steps.some(({ step }) => step === "agreed")) return "agreed";
  if (steps.some(({ step }) => step === "ended")) return "ended";
  return offers.every(({ validUntil }) => now >= validUntil) ? "lapsed" : "open";
}
