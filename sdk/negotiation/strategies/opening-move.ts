import { requireMoment } from "../../protocol/moment.ts";
import type { Side } from "../record/tree.ts";
import type { Move, Strategy } from "./strategy.ts";

const NOTHING = { phase: "withdrawn", path: [], agreed: [], doubled: [] } as const;

/**
 * What a strategy does when nothing has been said yet: the offer that opens a negotiation, for `begin` of a negotiator or `signOffer`.
 *
 * @param now Unix seconds.
 * @throws InvalidFieldError
 * @example
 * import { buildTerms, hashPact } from "quittance";
 * import { fixedPriceStrategy, openingMove } from "quittance/negotiation";
 *
 * const now = Math.floor(Date.now() / 1000);
 * const terms = buildTerms({
 *   buyer: "0x00000000000000000000000000000000000000b1",
 *   seller: "0x00000000000000000000000000000000000000c2",
 *   milestones: [{ amount: 25_000_000n, deadline: now + 86_400 }],
 *   panel: ["0x00000000000000000000000000000000000000d3"],
 *   pact: hashPact({ task: "translate the attached page to French" }),
 * });
 * const strategy = fixedPriceStrategy({ terms, from: now, until: now + 600 });
 * console.log(openingMove(strategy, { side: "buyer", now }).kind); // offer
 */
export function openingMove(
  strategy: Strategy,
  { side, now }: { readonly side: Side; readonly now: number },
): Move {
  return strategy({ side, now: requireMoment("now", now), state: NOTHING, offers: [] });
}
