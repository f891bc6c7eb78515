import { checkTerms } from "../../deals/terms/check.ts";
import { requireOptions } from "../../json/options.ts";
import { amountsOf, type Terms } from "../../protocol/terms.ts";
import { playing } from "./play.ts";
import { requireSchedule, type Schedule } from "./schedule.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Offers the same terms each time: take it or leave it. It accepts the same terms at its price or a better one, and ends when its offers
 * or its time are used up.
 *
 * @param settings.terms What it offers. Its price is its limit, which all see with the first offer.
 * @param settings.rounds How often it offers them; once when left out.
 * @returns A pure function: the same view gives the same move. Without offers, it makes the first one.
 * @throws InvalidFieldError naming the setting.
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
 * const seller = fixedPriceStrategy({ terms, from: now, until: now + 600 });
 * console.log(openingMove(seller, { side: "seller", now }).kind); // offer
 */
export function fixedPriceStrategy(settings: Schedule & { readonly terms: Terms }): Strategy {
  requireOptions(settings, "terms from until rounds validFor");
  const schedule = { rounds: 1, ...settings };
  requireSchedule(schedule);
  const terms = checkTerms(settings.terms);
  const price = amountsOf(terms);
  return playing({
    plan: {
      opening: terms,
      next: () => terms,
      isAsGood: (live, _, { side }) => isAtLeast(amountsOf(live), price, side),
    },
    guard: (given, { side }) => isAtLeast(amountsOf(given), price, side),
    issues: ["price"],
    ...{ terms, schedule },
  });
}

const isAtLeast = (offered: bigint, price: bigint, side: "buyer" | "seller") =>
  side === "buyer" ? offered <= price : offered >= price;
