import { type Address, getAddress, type Hex } from "viem";
import { buildTerms, type Terms } from "../../../sdk/index.ts";
import type { JudgingCase } from "../../../sdk/watching/index.ts";

const addressOf = (number: number): Address => getAddress(`0x${number.toString(16).padStart(40, "0")}`);
const wordOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;

/** Terms of a deal that no chain has. */
export function termsOf(pact: Hex = wordOf(77)): Terms {
  const [buyer, seller, contract, token] = [1, 2, 3, 4].map(addressOf);
  if (!buyer || !seller || !contract || !token) throw new Error("there are four");
  const draft = {
    ...{ buyer, seller, pact, panel: [11, 12, 13].map(addressOf), payoutStep: 500, silencePayout: 0 },
    milestones: [{ amount: 1_000_000n, deadline: 2_000_000 }],
  };
  return buildTerms(draft, { contract, token, now: 1_000_000 });
}

/** A question that no chain asks. */
export function caseOf(number: number, changes: Partial<JudgingCase> = {}): JudgingCase {
  const terms = { ...termsOf(), salt: 7n };
  return {
    ...{ dealId: wordOf(number), milestone: 0, round: 1, evidence: wordOf(number + 1_000), terms },
    ...{ evidenceUri: `https://seller-${number}.example/manifest`, panel: terms.panel },
    ...{ from: 1_000, until: 5_000 + number, drawnAt: undefined },
    ...changes,
  };
}
