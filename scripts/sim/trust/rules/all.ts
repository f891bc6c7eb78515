import { feedbackAverage, plainAverage } from "./averages.ts";
import { eigenTrustRule } from "./eigentrust.ts";
import { quittanceRule, withoutGraph } from "./quittance.ts";
import type { Rule } from "./rule.ts";

/** These rules, and what they are held against. */
export const RULES: readonly Rule[] = [
  quittanceRule(),
  withoutGraph,
  plainAverage,
  feedbackAverage,
  eigenTrustRule,
];
