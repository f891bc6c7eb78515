/** The names of the tiers, from the lowest. */
export type Tier = "unproven" | "known" | "proven" | "trusted" | "established";

/** What a tier asks for at least; basis points. */
export interface TierThreshold {
  readonly tier: Tier;
  readonly score: number;
  readonly confidence: number;
}

/**
 * The tiers with what each asks for, from the lowest. `known` asks for more than a single counterparty can give: its deals fill a sixth
 * of the trade's part, its ratings and clause results a ninth of theirs, and that is 1443 of 10000; the whole of the jury's part makes 1943.
 */
export const tiers: readonly TierThreshold[] = Object.freeze([
  Object.freeze({ tier: "unproven", score: 0, confidence: 0 }),
  Object.freeze({ tier: "known", score: 2_500, confidence: 2_500 }),
  Object.freeze({ tier: "proven", score: 4_000, confidence: 5_000 }),
  Object.freeze({ tier: "trusted", score: 5_500, confidence: 6_500 }),
  Object.freeze({ tier: "established", score: 7_000, confidence: 8_000 }),
] as const);

/** The highest tier whose thresholds are both reached. */
export function tierOf(score: number, confidence: number): Tier {
  const reached = tiers.filter((each) => score >= each.score && confidence >= each.confidence);
  return reached.at(-1)?.tier ?? "unproven";
}
