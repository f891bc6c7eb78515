import { requireOptions } from "../../json/options.ts";
import type { Terms } from "../../protocol/terms.ts";
import { learnPrice, type PriceQuestion } from "./learn-price.ts";
import type { Limits } from "./limits.ts";
import type { Schedule } from "./schedule.ts";
import type { Strategy } from "./strategy.ts";
import { preparedStrategy } from "./utility-strategy.ts";

/** What a side that learns from the record negotiates by. */
export interface LearningSettings extends Schedule {
  /** The terms that the side is ready to sign, at another price. */
  readonly terms: Terms;
  /** What was paid before, and what to go by when that says too little. The category is that of the terms. */
  readonly record: Omit<PriceQuestion, "category" | "asOf">;
  readonly limits: Pick<Limits, "price">;
}

/**
 * Negotiates about the price alone, with an opening, an aspiration and a pace that it takes from settled deals of the terms' category
 * (`learnPrice`). When the market is beyond the limit already at the opening, it makes no offer and ends. Use `learnPrice` with
 * `utilityStrategy` to negotiate about more.
 *
 * @throws InvalidFieldError naming the setting; a limit is not shown.
 * @example
 * import { buildTerms, hashPact } from "quittance";
 * import { learningStrategy, openingMove } from "quittance/negotiation";
 *
 * const now = Math.floor(Date.now() / 1000);
 * const terms = buildTerms({
 *   buyer: "0x00000000000000000000000000000000000000b1",
 *   seller: "0x00000000000000000000000000000000000000c2",
 *   milestones: [{ amount: 100_000_000n, deadline: now + 86_400 }],
 *   panel: ["0x00000000000000000000000000000000000000d3"],
 *   pact: hashPact({ task: "translate the attached page to French" }),
 * });
 * const fallback = {
 *   ...{ opening: 120_000_000n, aspiration: 90_000_000n },
 *   pace: { kind: "time", shape: "linear" },
 * } as const;
 * const seller = learningStrategy({
 *   terms,
 *   record: { facts: [], side: "seller", units: 1_000, fallback },
 *   limits: { price: 85_000_000n },
 *   ...{ from: now, until: now + 600, rounds: 8 },
 * });
 * const move = openingMove(seller, { side: "seller", now });
 * console.log(move.kind === "offer" && move.terms.milestones[0]?.amount); // 120000000n
 */
export function learningStrategy(settings: LearningSettings): Strategy {
  requireOptions(settings, "terms record limits from until rounds validFor");
  const { record, limits, terms, ...schedule } = settings;
  requireOptions(record, "facts side units fallback", "record");
  const learned = learnPrice({ ...record, category: terms.category ?? 0, asOf: schedule.from });
  const { opening, aspiration, pace } = learned;
  const issues = { price: { opening, aspiration, weight: 10_000 } };
  return preparedStrategy({ terms, issues, pace, limits, ...schedule }).strategy;
}
